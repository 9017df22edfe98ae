"""Records, papers and what is done, in SQLite."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.model import Author, Extraction, Origin, Paper, Record
from kg.store.records import digest
from kg.store.state import PaperRow, State
from tests.store.churn import keys, row

RECORDS = [
    Record("a b", authors=(Author("Ada"),), origin=Origin("x", "00", "listing", 1)),
    Record("b c"),
    Record("c d"),
    Record("e \ud800 漢"),
]


@pytest.fixture
def state(tmp_path: Path) -> State:
    """An empty state."""
    return State.open(tmp_path)


def test_records_are_kept_once_by_their_digest(state: State) -> None:
    digests = [digest(record) for record in RECORDS]
    assert state.add_records([*RECORDS[:2], RECORDS[0]], keys=keys) == digests[:2]
    assert state.add_records(RECORDS, keys=keys) == digests[2:]
    assert state.record_count() == 4
    assert dict(state.records()) == dict(zip(digests, RECORDS, strict=True))
    assert state.open_records() == sorted(digests)


def test_a_component_is_what_keys_connect(state: State) -> None:
    digests = state.add_records(RECORDS, keys=keys)
    assert state.component([digests[0]]) == dict(zip(digests[:3], RECORDS[:3], strict=True))
    assert list(state.component([digests[3]]).values()) == [RECORDS[3]]
    assert state.component([]) == {}
    assert state.component(["unknown"]) == {}
    state.rekey(keys=lambda record: [record.title[0]])
    assert list(state.component([digests[0]]).values()) == [RECORDS[0]]


def test_a_component_may_be_large(state: State) -> None:
    digests = state.add_records((Record(f"one {n}") for n in range(2000)), keys=keys)
    assert len(state.component(digests[:1])) == 2000


def test_records_are_open_until_a_paper_accounts_for_them(state: State) -> None:
    one, two, *others = state.add_records(RECORDS, keys=keys)
    state.want([PaperRow(Paper("p1", "A"), (), (one, two))])
    assert state.open_records() == sorted(others)
    assert state.papers_of([one, others[0]]) == {"p1"}
    state.want([PaperRow(Paper("p2", "A"), (), (two,))])
    assert state.records_of("p1") == [one]
    state.want([], remove=["p1"])
    assert state.open_records() == sorted([one, *others])
    state.assign([one], "p1")
    assert state.open_records() == sorted(others)
    assert state.records_of("p1") == [one]


def test_papers_come_back_sorted_with_their_extractions(state: State) -> None:
    rows = [row(number) for number in (3, 1, 2)]
    state.want(rows)
    assert [found.paper.id for found in state.papers()] == ["2401.00001", "2401.00002", "2401.00003"]
    assert state.paper("2401.00003") == rows[0]
    assert state.paper("2401.00004") is None
    assert state.paper_count() == 3


def test_what_is_wanted_is_unfinished_until_written(state: State) -> None:
    state.want([row(1), row(2)])
    assert state.unfinished() == (["2401.00001", "2401.00002"], [])
    state.written({"2401.00001": 1})
    state.want([], remove=["2401.00001", "unknown"])
    assert state.unfinished() == (["2401.00002"], ["2401.00001"])
    assert state.paper("2401.00001") is None
    state.written({"2401.00001": 1, "2401.00002": 1})
    assert state.unfinished() == ([], [])
    assert [found.paper.id for found in state.papers()] == ["2401.00002"]
    state.doubt_all()
    assert state.unfinished() == (["2401.00002"], [])


def test_a_removed_paper_may_come_back(state: State) -> None:
    state.want([row(1)])
    state.written({"2401.00001": 1})
    state.want([], remove=["2401.00001"])
    state.want([row(1, 1)])
    state.written({"2401.00001": 1})
    assert state.paper("2401.00001") == row(1, 1)


def test_only_what_differs_is_changed(state: State) -> None:
    state.want([row(1), row(2)])
    state.written({"2401.00001": 1})
    other = PaperRow(row(1).paper, (Extraction("2401.00001", "x", "1"),), row(1).records)
    assert state.changed([row(1), row(2), row(3)]) == [row(2), row(3)]
    assert state.changed([other]) == [other]


def test_all_of_it_survives_a_restart(tmp_path: Path) -> None:
    first = State.open(tmp_path)
    digests = first.add_records(RECORDS, keys=keys)
    first.want([row(1)])
    first.set_note("threshold", "0.5")
    first.close()
    second = State.open(tmp_path)
    assert second.open_records() == sorted(digests)
    assert second.paper("2401.00001") == row(1)
    assert second.note("threshold") == "0.5"
    second.set_note("threshold", None)
    assert second.note("threshold") is None
    second.close()
