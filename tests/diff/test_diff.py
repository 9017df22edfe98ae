"""What changed from one graph to another."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.archive import backup
from kg.build import build
from kg.build.deciding import decide
from kg.build.drafts import of_names
from kg.diff import Difference, diff, diff_lines, open_side
from kg.diff.sides import before, same_files
from kg.errors import InputError, UsageError
from kg.export import export
from kg.model import Extraction, Paper
from kg.store.snapshot import Snapshot
from tests.archive.test_backup import made
from tests.keywords import Keywords
from tests.stores import publish_fixture

NAME = "https://w3id.org/papertriples/name/"


def between(old: Path, new: Path) -> Difference:
    with open_side(old) as a, open_side(new) as b:
        return diff(a, b)


def of_kind(found: Difference, kind: str) -> list[str]:
    return [change.text for change in found.changes if change.kind == kind]


def test_a_store_is_equal_to_itself_and_to_its_export(tmp_path: Path) -> None:
    store = made(tmp_path / "s", 0, 1)
    for format_ in ("nq", "trig"):
        with Snapshot.open(store) as snapshot:
            export(snapshot.store, tmp_path / f"a.{format_}", format=format_)
        assert between(store, tmp_path / f"a.{format_}").equal
    assert between(store, store) == Difference(0, 0, (), (), ())


def test_a_backup_holds_the_same_files(tmp_path: Path) -> None:
    store = made(tmp_path / "s", 0)
    backup(store, tmp_path / "b")
    assert same_files(store, tmp_path / "b")
    assert not same_files(store, tmp_path / "s.jsonl")
    made(store, 1)
    assert not same_files(store, tmp_path / "b")


def test_another_paper(tmp_path: Path) -> None:
    store = made(tmp_path / "s", 0, 1)
    made(store, 2)
    with before(store) as old, open_side(store) as new:
        found = diff(old, new)
    assert of_kind(found, "paper added") == ["paper:2401.00003 Transformers for task 3"]
    assert of_kind(found, "claim added") == ["paper:2401.00003 kg:proposes name:transformer (0.9)"]
    assert of_kind(found, "statement added") == ["paper:2401.00003 kg:proposes name:transformer"]
    assert dict(found.counts).keys() == {"alias replaced", "claim added", "paper added", "statement added"}
    assert found.graphs[-1] == ("resolved", 1, 0)
    with before(store) as old, open_side(store) as new:
        assert of_kind(diff(new, old), "paper removed") == of_kind(found, "paper added")


class Surer(Keywords):
    """The same claims with another confidence."""

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        for extraction in super().extract(papers):
            surer = tuple(replace(entity, confidence=0.95) for entity in extraction.entities)
            yield replace(extraction, entities=surer)


def test_a_claim_that_is_surer_now(tmp_path: Path) -> None:
    old, new = made(tmp_path / "a", 0), tmp_path / "b"
    build([tmp_path / "a.jsonl"], new, extractor=Surer())
    found = between(old, new)
    assert of_kind(found, "claim changed") == ["paper:2401.00001 kg:proposes name:transformer (0.9 → 0.95)"]
    assert (found.added, found.removed, len(found.changes)) == (1, 1, 1)


def test_a_merge(tmp_path: Path) -> None:
    store = publish_fixture(tmp_path / "s")
    with Snapshot.open(store) as snapshot:
        drafts = [of_names(snapshot, "merge", ["TileNet", "plaindet"])]
    decide(store, drafts, author="Ada", reason="a test", extractor=Keywords())
    with before(store) as old, open_side(store) as new:
        found = diff(old, new)
    (text,) = of_kind(found, "decision added")
    assert text.startswith("merge name:")
    assert text.endswith("(Ada: a test)")
    (gone,) = [c for c in found.changes if c.kind == "name replaced"]
    assert gone.text.endswith(f": itself → {gone.text.rpartition(' ')[2]}")
    assert not [c for c in found.changes if c.kind.startswith(("paper", "claim"))]


def test_lines_make_the_one_from_the_other(tmp_path: Path) -> None:
    old, new = made(tmp_path / "a", 0, 1), made(tmp_path / "b", 1, 2)
    with open_side(old) as a, open_side(new) as b:
        lines, wanted = set(a()), set(b())
        for sign, line in diff_lines(a, b):
            assert (line in lines) == (sign == "-")
            lines.symmetric_difference_update({line})
    assert lines == wanted


TERMS = st.sampled_from(["http://a.example/1", "http://a.example/1#x", "http://a.example/12", f"{NAME}x"])
TRIPLES = st.sets(st.tuples(TERMS, TERMS, TERMS), max_size=12)


@given(TRIPLES, TRIPLES)
def test_any_two_sets_of_triples(one: set[tuple[str, str, str]], other: set[tuple[str, str, str]]) -> None:
    def side(triples: set[tuple[str, str, str]]) -> list[bytes]:
        return sorted(f"<{s}> <{p}> <{o}> .\n".encode() for s, p, o in triples)

    found = diff(lambda: iter(side(one)), lambda: iter(side(other)))
    assert (found.added, found.removed) == (len(other - one), len(one - other))
    listed = list(diff_lines(lambda: iter(side(one)), lambda: iter(side(other))))
    assert [line for sign, line in listed if sign == "+"] == side(other - one)
    assert [line for sign, line in listed if sign == "-"] == side(one - other)


def test_blank_nodes_are_compared_by_what_they_say(tmp_path: Path) -> None:
    texts = ("_:a <http://e.example/p> _:b .", "_:y <http://e.example/p> _:x .")
    (tmp_path / "a.nt").write_text(texts[0])
    (tmp_path / "b.nt.gz").write_bytes(gzip.compress(texts[1].encode()))
    assert between(tmp_path / "a.nt", tmp_path / "b.nt.gz").equal
    (tmp_path / "c.ttl").write_text("_:y <http://e.example/p> _:y .")
    assert between(tmp_path / "a.nt", tmp_path / "c.ttl").graphs == (("default", 1, 1),)


def test_what_can_not_be_compared(tmp_path: Path) -> None:
    store = made(tmp_path / "s", 0)
    with pytest.raises(UsageError, match="published once only"), before(store):
        pass
    (tmp_path / "a.nq").write_text("<http://a.example/x> nonsense")
    with pytest.raises(InputError, match=r"a\.nq can not be read"), open_side(tmp_path / "a.nq"):
        pass
    with pytest.raises(UsageError, match="neither a store nor a backup"), open_side(tmp_path / "s.jsonl"):
        pass
