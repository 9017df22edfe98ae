"""The ledger keeps every confirmed decision and nothing else."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from kg import ledger
from kg.errors import StoreDamaged, UsageError

TIME = "2026-01-02T03:04:05Z"


def add(directory: Path, action: ledger.Action, paper: str) -> ledger.Entry:
    return ledger.append(directory, action, [paper], author="Ada", time=TIME, reason="why\x00")


def test_entries_come_back_in_order_and_cleaned(tmp_path: Path) -> None:
    assert ledger.read(tmp_path) == ()
    add(tmp_path, "retract", "2311.00001")
    add(tmp_path, "restore", "2311.00001")
    assert ledger.read(tmp_path) == (
        ledger.Entry(1, TIME, "Ada", "retract", ("2311.00001",), "why"),
        ledger.Entry(2, TIME, "Ada", "restore", ("2311.00001",), "why"),
    )


def test_the_last_word_on_a_paper_counts(tmp_path: Path) -> None:
    for action, paper in [("retract", "a"), ("retract", "b"), ("restore", "a")]:
        add(tmp_path, action, paper)  # type: ignore[arg-type]
    assert ledger.retracted(ledger.read(tmp_path)) == {"b"}


def test_a_torn_last_line_is_dropped_and_numbers_go_on(tmp_path: Path) -> None:
    add(tmp_path, "retract", "a")
    with (tmp_path / ledger.FILE).open("ab") as file:
        file.write(b'{"number": 2, "act')
    assert len(ledger.read(tmp_path)) == 1
    assert add(tmp_path, "retract", "b").number == 2
    assert [e.papers for e in ledger.read(tmp_path)] == [("a",), ("b",)]


@pytest.mark.parametrize("line", [b"nonsense\n", b'{"action": "merge"}\n', b"[1]\n"])
def test_a_broken_line_names_itself(tmp_path: Path, line: bytes) -> None:
    add(tmp_path, "retract", "a")
    with (tmp_path / ledger.FILE).open("ab") as file:
        file.write(line)
    with pytest.raises(StoreDamaged, match=r"ledger\.jsonl, line 2"):
        ledger.read(tmp_path)


def test_an_entry_needs_a_paper(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="at least one paper"):
        ledger.append(tmp_path, "retract", [], author="Ada", time=TIME)


def _append_many(directory: Path, name: str) -> None:
    for n in range(20):
        add(directory, "retract", f"{name}{n}")


def test_writers_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_append_many, args=(tmp_path, name)) for name in "xy"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    entries = ledger.read(tmp_path)
    assert [entry.number for entry in entries] == list(range(1, 41))
