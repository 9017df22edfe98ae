"""The ledger keeps every confirmed decision and nothing else."""

from __future__ import annotations

import errno
import fcntl
import multiprocessing
import os
import resource
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from kg import ledger
from kg.errors import StoreDamaged, StoreError, UsageError
from tests import decisions

TIME = "2026-01-02T03:04:05Z"


def add(directory: Path, action: ledger.Action, paper: str) -> ledger.Entry:
    return decisions.append(directory, action, [paper], author="Ada", time=TIME, reason="why\x00")


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
        decisions.append(tmp_path, "retract", [], author="Ada", time=TIME)


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


def test_a_write_that_the_disk_stops_midway_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    add(tmp_path, "retract", "a")
    file = tmp_path / ledger.FILE
    before = file.read_bytes()
    entries = [ledger.Entry(0, TIME, "Ada", "retract", (f"b{n}",), "why" * 1000) for n in range(10)]
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (15_000, hard))  # four of the ten lines fit
    try:
        with pytest.raises(StoreError, match=r"/ledger\.jsonl can not be written \(File too large\)"):
            ledger.write(tmp_path, entries)
        assert file.read_bytes() == before
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [entry.number for entry in ledger.write(tmp_path, entries)] == list(range(2, 12))


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_what_can_not_be_confirmed_does_not_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    sync, refused = os.fsync, list[int]()

    def refuse_once(descriptor: int) -> None:
        if not refused:
            refused.append(descriptor)
            raise error
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", refuse_once)
    with pytest.raises((StoreError, KeyboardInterrupt)):
        add(tmp_path, "retract", "a")
    assert (tmp_path / ledger.FILE).read_bytes() == b""
    assert add(tmp_path, "retract", "a").number == 1


def test_the_name_of_a_new_ledger_is_on_disk_with_its_first_entry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync, synced = os.fsync, []

    def watch(descriptor: int) -> None:
        synced.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", watch)
    add(tmp_path, "retract", "a")
    add(tmp_path, "retract", "b")
    assert synced == ["file", "folder", "file"]


def test_a_ledger_that_can_not_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / ledger.FILE).mkdir()
    with pytest.raises(StoreError, match=r"/ledger\.jsonl can not be written \(Is a directory\)"):
        add(tmp_path, "retract", "a")


def test_who_waited_for_a_file_that_was_replaced_writes_to_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(tmp_path, "retract", "a")
    file, lock, waiting = tmp_path / ledger.FILE, fcntl.flock, Event()

    def tell(descriptor: int, operation: int) -> None:
        waiting.set()
        lock(descriptor, operation)

    with ThreadPoolExecutor(1) as pool, file.open("rb") as old:
        lock(old, fcntl.LOCK_EX)
        monkeypatch.setattr(fcntl, "flock", tell)
        written = pool.submit(add, tmp_path, "retract", "b")
        assert waiting.wait(10)
        (tmp_path / "new").write_bytes(file.read_bytes())
        (tmp_path / "new").rename(file)
        lock(old, fcntl.LOCK_UN)
        assert written.result(10).number == 2
    assert [entry.papers for entry in ledger.read(tmp_path)] == [("a",), ("b",)]


def test_a_ledger_catches_up_with_another_by_what_it_lacks(tmp_path: Path) -> None:
    store, other = tmp_path / "s", tmp_path / "o"
    for place in (store, other):
        place.mkdir()
    assert ledger.catch_up(store, other) == 0
    assert list(store.iterdir()) == []
    for paper in "ab":
        add(other, "retract", paper)
    assert ledger.catch_up(store, other) == 0
    assert ledger.read(store) == ledger.read(other)
    add(store, "restore", "a")
    kept = (store / ledger.FILE).read_bytes()
    assert ledger.catch_up(store, other) == 1
    add(other, "restore", "b")
    with pytest.raises(UsageError, match="differ from entry 3 on"):
        ledger.catch_up(store, other)
    assert (store / ledger.FILE).read_bytes() == kept
