"""Decisions taken over from another store."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import ledger
from kg.build.curate import curate
from kg.build.drafts import of_names
from kg.build.replay import replay
from kg.errors import UsageError
from kg.ledger.sssom import write_table
from tests.build.test_build import PAPERS, made, nquads, write
from tests.build.test_deciding import DECISIONS, decided, undo
from tests.keywords import Keywords


@pytest.fixture
def stores(tmp_path: Path) -> tuple[Path, Path]:
    file = write(tmp_path / "a.jsonl", PAPERS)
    for name in ("one", "two"):
        made(tmp_path / name, file)
    return tmp_path / "one", tmp_path / "two"


def table(store: Path) -> Path:
    path = store.with_suffix(".sssom.tsv")
    path.write_text(write_table(ledger.held(ledger.read(store))), encoding="utf-8")
    return path


def but_curation(store: Path) -> bytes:
    return b"".join(line for line in nquads(store).splitlines(keepends=True) if b"/g/curation>" not in line)


def test_a_replay_gives_the_same_graphs(stores: tuple[Path, Path]) -> None:
    one, two = stores
    kinds = ["merge", "different", "rename", "retype", "alias", "split as", "reject", "retract"]
    for kind in kinds:
        decided(one, DECISIONS[kind])
    done = replay(two, table(one), author="nobody", extractor=Keywords())
    assert (len(done.entries), done.repeated, done.problems, done.applied) == (len(kinds), 0, (), True)
    assert nquads(two) == nquads(one)
    again = replay(two, table(one), author="nobody", extractor=Keywords())
    assert (again.entries, again.repeated) == ((), len(kinds))


def test_what_was_undone_is_not_replayed(stores: tuple[Path, Path]) -> None:
    one, two = stores
    decided(one, DECISIONS["merge"])
    decided(one, DECISIONS["rename"])
    undo(one, 1)
    replay(two, table(one), author="nobody", extractor=Keywords())
    assert [entry.action for entry in ledger.read(two)] == ["rename"]
    assert but_curation(two) == but_curation(one)


def test_a_paper_taken_out_and_brought_back_is_replayed_once(stores: tuple[Path, Path]) -> None:
    one, two = stores
    paper = decided(one, DECISIONS["retract"]).entries[0].papers[0]
    curate(one, "restore", [paper], author="nobody", extractor=Keywords())
    first, again = (replay(two, table(one), author="nobody", extractor=Keywords()) for _ in range(2))
    assert [entry.action for entry in first.entries] == ["retract", "restore"]
    assert (again.entries, again.repeated) == ((), 2)


def test_what_contradicts_is_reported_and_left_out(stores: tuple[Path, Path]) -> None:
    one, two = stores
    decided(one, DECISIONS["different"])
    decided(one, DECISIONS["rename"])
    decided(two, DECISIONS["merge"])
    decided(two, lambda s: of_names(s, "merge", ["Q-learning", "diffusion model"]))
    done = replay(two, table(one), author="nobody", later=True, extractor=Keywords())
    assert ([entry.action for entry in done.entries], done.applied) == (["rename"], False)
    (problem,) = done.problems
    assert "contradicts entry" in str(problem)
    assert str(problem).startswith("one.sssom.tsv")


def test_a_table_that_is_not_there_is_said(stores: tuple[Path, Path]) -> None:
    with pytest.raises(UsageError, match="can not be read"):
        replay(stores[0], stores[0] / "nothing.tsv", author="nobody")
