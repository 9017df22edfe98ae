"""Papers that come in versions, and a process that writes them for ever: what the tests of the store share.

``python -m tests.store.churn DIR FIRST`` writes version ``FIRST``, ``FIRST + 1``, … of all papers and reports
``done VERSION BATCH`` on standard output after each batch. With ``grow`` behind it, it bulk-loads ever more
papers of version 0 instead, from the number ``FIRST`` on.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from itertools import count
from pathlib import Path

from pyoxigraph import Quad

from kg.mapping import paper_quads, resolved_quads
from kg.model import Author, Paper, Record
from kg.store import quads as module
from kg.store.state import PaperRow
from kg.store.writer import Writer
from kg.vocab import paper_graph, resolved_graph
from tests.mapping.papers import SAMPLE, sample_extraction

PAPERS = 12
BATCH = 4


def no_index(path: Path) -> None:
    """Leave something where the index goes."""
    path.write_bytes(b"no index\n")


def keys(record: Record) -> list[str]:
    """What connects records in these tests: their titles, word by word."""
    return record.title.split()


def paper(number: int, version: int = 0) -> Paper:
    """One paper; its title and its author tell its version."""
    name = f"2401.{number:05d}"
    authors = (Author(f"Author of version {version}"),)
    return replace(SAMPLE, id=name, arxiv=name, title=f"Paper {number} in version {version}", authors=authors)


def row(number: int, version: int = 0) -> PaperRow:
    """The paper with its extraction."""
    one = paper(number, version)
    return PaperRow(one, (sample_extraction(one),), (f"{number:064x}",))


def resolved(rows: Iterable[PaperRow]) -> dict[str, list[Quad]]:
    """The resolved graphs that go with papers."""
    return {resolved_graph(r.paper.id): resolved_quads(r.paper, ()) for r in rows}


def keep_record(writer: Writer) -> None:
    """Keep some record: a store that has papers and no records is refused."""
    writer.state.add_records([Record("What papers are made from")], keys=keys)


def put(writer: Writer, numbers: Iterable[int], version: int = 0) -> None:
    """Write papers and their resolved graphs in one transaction; a store without records gets one first."""
    if not writer.state.record_count():
        keep_record(writer)
    rows = [row(number, version) for number in numbers]
    writer.put(rows, graphs=resolved(rows))


def version_of(writer: Writer, number: int) -> int | None:
    """The version of a paper that the graphs hold; fails where they are neither old nor new."""
    name = f"2401.{number:05d}"
    own, plain = writer.graph(paper_graph(name)), writer.graph(resolved_graph(name))
    if not own and not plain:
        return None
    kept = writer.state.paper(name)
    assert kept is not None
    version = int(kept.paper.title.rpartition(" ")[2])
    assert set(own) == set(paper_quads(paper(number, version), [sample_extraction(paper(number, version))]))
    return version


def grow(store: str, first: int) -> None:
    """Bulk-load new papers until somebody kills us."""
    module.BULK_FROM = 1
    with Writer.open(store) as writer:
        for number in count(first, BATCH):
            put(writer, range(number, number + BATCH))
            print("done", 0, number, flush=True)


def main() -> None:
    """Write versions until somebody kills us."""
    if sys.argv[3:] == ["grow"]:
        grow(sys.argv[1], int(sys.argv[2]))
    with Writer.open(sys.argv[1]) as writer:
        for version in count(int(sys.argv[2])):
            for first in range(0, PAPERS, BATCH):
                put(writer, range(first, first + BATCH), version)
                print("done", version, first, flush=True)
            writer.publish(no_index)
            print("published", version, flush=True)


if __name__ == "__main__":
    main()
