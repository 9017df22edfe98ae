"""From files to papers: records by their digest, which are connected, and what each group comes to."""

from __future__ import annotations

import json
from collections.abc import Iterator

from kg.errors import InputError
from kg.fleet.given import Given
from kg.fleet.shards import grouped, rows
from kg.fleet.tasks import Work
from kg.mapping import canonical_paper
from kg.model import Record
from kg.papers import keys, with_records
from kg.serial import dumps, loads
from kg.sources import read_sources
from kg.store.records import digest


def read(work: Work) -> None:
    """One source file; its records go to the shards of their digests."""
    problems: list[str] = []

    def problem(found: InputError) -> None:
        problems.append(str(found))

    read_one = read_sources(
        [work.extra], format=work.context.format, listing_year=work.context.listing_year, on_problem=problem
    )
    count = 0
    for record in read_one:
        work.out.put("record", digest(record), dumps(record))
        count += 1
    work.told.update(problems=problems, records=count)


def keep(work: Work) -> None:
    """Each record once, in its first place; with the keys that connect it."""
    for name, written in _grouped(work, "read", "record"):
        record = min((loads(Record, text) for text in written), key=_place)
        work.out.put("body", name, dumps(record), shard=work.number)
        work.out.put("node", name, [name, sorted(set(keys(record)))], shard=work.number)
        for key in sorted(set(keys(record))):
            work.out.put("key", key, [name, name])


def _place(record: Record) -> tuple[int, int]:
    origin = record.origin
    return (0, 0) if origin is None else (origin.record, origin.line or 0)


def label(work: Work) -> None:
    """Records to the shards of the groups that they belong to."""
    body = dict(_rows(work, "keep", "body"))
    for name, node in _rows(work, "nodes", "node"):
        work.out.put("member", json.loads(node)[0], body[name])


def papers(work: Work) -> None:
    """The papers that connected records make, but for retracted ones."""
    given = Given(work)
    for _, written in _grouped(work, "label", "member"):
        for merged, group in with_records(loads(Record, text) for text in written):
            paper = canonical_paper(merged)
            records = sorted(map(digest, group))
            if given.out(paper):
                work.out.put("out", paper.id, records)
            else:
                work.out.put("paper", paper.id, [dumps(paper), records])
            work.out.put("kept", paper.id, [dumps(record) for record in group])


def _rows(work: Work, stage: str, kind: str) -> Iterator[tuple[str, str]]:
    return rows(work.folders[stage], kind, work.number)


def _grouped(work: Work, stage: str, kind: str) -> Iterator[tuple[str, list[str]]]:
    return grouped(work.folders[stage], kind, work.number)
