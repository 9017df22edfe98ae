"""Papers are taken out and brought back by any of their names, and the ledger says so once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from kg import ledger
from kg.build import build
from kg.build.curate import curate, names_of
from kg.build.deciding import Decided
from kg.check import verify
from kg.errors import NotFound, UsageError
from kg.ledger import Action
from kg.store.snapshot import Snapshot
from kg.store.writer import Writer
from tests import decisions
from tests.build.test_build import PAPERS, made, nquads, write
from tests.build.test_deciding import undo
from tests.keywords import Keywords

DOI = "10.1234/on-graphs"
NAMED: list[dict[str, object]] = [
    {"title": "On graphs", "abstract": "We study graphs with a transformer.", "date": "2024"},
    {"title": "On graphs", "abstract": "", "date": "2024", "doi": DOI},
    {"title": "On graphs", "abstract": "", "date": "2024", "id": "2401.00099"},
]
"""One paper, as sources tell it one after the other."""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    made(tmp_path / "s", write(tmp_path / "a.jsonl", [*PAPERS[:4], NAMED[0]]))
    return tmp_path / "s"


def curated(store: Path, action: Action, *papers: str) -> Decided:
    return curate(store, action, papers, author="Ada", extractor=Keywords())


def told(store: Path) -> list[tuple[str, Sequence[str]]]:
    return [(entry.action, entry.papers) for entry in ledger.read(store)]


def held(store: Path) -> list[str]:
    with Snapshot.open(store) as snapshot:
        return list(snapshot.papers())


def name_of(store: Path) -> str:
    with Snapshot.open(store) as snapshot:
        return snapshot.index.resolve_paper("On graphs").id


@pytest.mark.parametrize(
    "asked", ["2401.00099", "arXiv:2401.00099v3", DOI, f"https://doi.org/{DOI}", "title"]
)
def test_a_paper_is_restored_by_a_name_that_it_gained_while_it_was_out(
    store: Path, tmp_path: Path, asked: str
) -> None:
    title = name_of(store)
    curated(store, "retract", "On graphs")
    made(store, write(tmp_path / "b.jsonl", NAMED[1:2]))
    made(store, write(tmp_path / "c.jsonl", NAMED[2:]))
    assert "2401.00099" not in held(store)
    curated(store, "restore", title if asked == "title" else asked)
    assert told(store) == [("retract", (title,)), ("restore", (title,))]
    assert "2401.00099" in held(store)
    assert verify(store).ok


def test_a_paper_is_out_once_whatever_it_is_called(store: Path, tmp_path: Path) -> None:
    title = name_of(store)
    before = nquads(store)
    curated(store, "retract", title)
    done = curated(store, "retract", title)
    assert (done.entries, [entry.number for entry in done.repeated], done.applied) == ((), [1], True)
    made(store, write(tmp_path / "b.jsonl", NAMED[2:]))
    assert curated(store, "retract", "2401.00099").repeated == done.repeated
    assert told(store) == [("retract", (title,))]
    undo(store, 1)
    assert "2401.00099" in held(store)
    assert nquads(store) != before


def test_all_names_by_which_a_paper_is_out_are_restored(store: Path, tmp_path: Path) -> None:
    title = name_of(store)
    for name in (title, "2401.00099"):
        decisions.append(store, "retract", [name], author="Ada", time="2026-01-02T03:04:05Z")
    made(store, write(tmp_path / "b.jsonl", NAMED[2:]))
    curated(store, "restore", title)
    assert told(store)[2:] == [("restore", ("2401.00099", title))]
    assert "2401.00099" in held(store)


def test_only_what_is_new_of_several_papers_is_written(store: Path) -> None:
    curated(store, "retract", "2401.00001")
    done = curated(store, "retract", "2401.00001", "2401.00002", "2401.00002")
    assert [entry.papers for entry in done.entries] == [("2401.00002",)]
    assert [entry.papers for entry in done.repeated] == [("2401.00001",)]
    with pytest.raises(NotFound, match=r"2401\.00003 is not retracted"):
        curated(store, "restore", "2401.00001", "2401.00003")
    with pytest.raises(UsageError, match="at least one paper"):
        curated(store, "retract")
    assert len(told(store)) == 2


def test_a_paper_that_is_out_is_known_by_its_title(store: Path) -> None:
    name = name_of(store)
    done = curated(store, "retract", "On graphs")
    again = curated(store, "retract", "on  Graphs")
    assert (again.entries, again.repeated) == ((), done.entries)
    assert names_of(store, "On graphs") == (name,)
    assert names_of(store, "On trees") == ("On trees",)
    curated(store, "restore", "On graphs")
    assert told(store) == [("retract", (name,)), ("restore", (name,))]
    assert name in held(store)


def test_a_title_that_is_in_and_out_is_that_of_the_paper_that_can_be_meant(
    store: Path, tmp_path: Path
) -> None:
    twins = [{**NAMED[0], "title": "On trees", "id": f"2402.0000{n}", "date": f"202{n}"} for n in (1, 2)]
    made(store, write(tmp_path / "b.jsonl", twins))
    for _ in range(2):
        curated(store, "retract", "2402.00001")
        curated(store, "restore", "On trees")
    for name in ("2402.00001", "On trees"):
        curated(store, "retract", name)
    spoken = ["2402.00001"] * 5 + ["2402.00002"]
    assert [papers for _, papers in told(store)] == [(name,) for name in spoken]
    with pytest.raises(UsageError) as refused:
        curated(store, "restore", "On trees")
    assert str(refused.value) == (
        "several papers that are out are called 'On trees': 2402.00001, 2402.00002; name one by its id"
    )


def test_a_paper_may_go_again(store: Path) -> None:
    for action in ("retract", "restore", "retract"):
        assert len(curated(store, action, "2401.00001").entries) == 1
    assert "2401.00001" not in held(store)


def test_what_waits_for_a_build_is_known_by_all_names(store: Path, tmp_path: Path) -> None:
    title = name_of(store)
    made(store, write(tmp_path / "b.jsonl", NAMED[2:]))
    decisions.append(store, "retract", [title], author="Ada", time="2026-01-02T03:04:05Z")
    with Writer.open(store):
        done = curated(store, "retract", "2401.00099")
        assert (done.entries, len(done.repeated), done.applied) == ((), 1, False)
        assert len(curated(store, "restore", "2401.00099").entries) == 1
        assert curated(store, "restore", "2401.00099").entries == ()
    build([], store, extractor=Keywords())
    assert told(store) == [("retract", (title,)), ("restore", (title,))]
    assert "2401.00099" in held(store)
