"""Backups: what they hold, and what comes back."""

from __future__ import annotations

import json
import multiprocessing
import shutil
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

import kg
import kg.archive.backup
from kg import ledger
from kg.archive import backup, read_backup, restore
from kg.build import build
from kg.check import verify
from kg.errors import ForeignPath, StoreBusy, StoreDamaged, StoreError, StoreNotFound, UsageError
from kg.store.layout import current_name, hold_path
from kg.store.snapshot import Snapshot
from kg.store.writer import Writer
from tests import decisions
from tests.keywords import Keywords

copying = sys.modules["kg.archive.backup"]
restoring = sys.modules["kg.archive.restore"]
PAPERS = [
    {"id": f"2401.0000{n}", "title": f"Transformers for task {n}", "abstract": "We use a transformer."}
    for n in range(1, 5)
]


def made(store: Path, *numbers: int) -> Path:
    file = store.with_suffix(".jsonl")
    file.write_text("".join(json.dumps(PAPERS[n]) + "\n" for n in numbers), encoding="utf-8")
    build([file], store, extractor=Keywords())
    return store


def lines(store: Path) -> list[bytes]:
    with Snapshot.open(store) as snapshot:
        return list(snapshot.sorted_nquads())


def decide(store: Path, paper: str) -> None:
    decisions.append(store, "retract", [paper], author="A", time="2026-01-01T00:00:00Z", reason="wrong")


def test_a_backup_is_read_like_a_store_and_never_written_to(tmp_path: Path) -> None:
    store = made(tmp_path / "s", 0, 1)
    manifest = backup(store, tmp_path / "b")
    assert lines(tmp_path / "b") == lines(store)
    assert read_backup(tmp_path / "b") == manifest
    with kg.open(tmp_path / "b") as graph:
        assert graph.stats()["papers"] == 2
    with pytest.raises(ForeignPath, match="is a backup: `kg restore-backup"):
        build([], tmp_path / "b", extractor=Keywords())


def test_a_restored_store_is_the_same_and_can_be_built_on(tmp_path: Path) -> None:
    store = made(tmp_path / "s", 0, 1)
    backup(store, tmp_path / "b")
    restore(tmp_path / "b", tmp_path / "t")
    assert lines(tmp_path / "t") == lines(store)
    assert not (tmp_path / "t" / "backup.json").exists()
    made(tmp_path / "t", 2)
    made(tmp_path / "whole", 0, 1, 2)
    assert [line for line in lines(tmp_path / "t") if b"#origin=" not in line] == [
        line for line in lines(tmp_path / "whole") if b"#origin=" not in line
    ]


def test_restoring_over_a_store_takes_it_back_and_keeps_its_later_decisions(tmp_path: Path) -> None:
    store = made(tmp_path / "s", 0, 1)
    before = lines(store)
    backup(store, tmp_path / "b")
    made(store, 2, 3)
    decide(store, "2401.00001")
    assert restore(tmp_path / "b", store).kept_decisions == 1
    assert lines(store) == before
    build([], store, extractor=Keywords())
    with kg.open(store) as graph:
        assert graph.stats()["papers"] == 1
    assert len(ledger.read(store)) == 1


@pytest.mark.parametrize("complete", [True, False])
def test_the_number_of_an_incomplete_snapshot_that_somebody_reads_is_taken(
    tmp_path: Path, complete: bool
) -> None:
    """With a complete snapshot below it, and with no complete one at all."""
    store = made(tmp_path / "s", 0, 1)
    before = lines(store)
    backup(store, tmp_path / "b")
    made(store, 2)
    folders = [store / "snapshots" / name for name in ("00000001", "00000002")]
    with ExitStack() as held:
        for folder in folders[complete:]:
            held.enter_context(hold_path(folder) or pytest.fail("nobody else holds it"))
            (folder / "manifest.json").unlink()
        assert restore(tmp_path / "b", store).kept_decisions == 0
        assert current_name(store) == "00000003"
        assert lines(store) == before


def test_ledgers_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    store = made(tmp_path / "s", 0, 1)
    backup(store, tmp_path / "b")
    other = tmp_path / "t"
    restore(tmp_path / "b", other)
    decide(store, "2401.00001")
    backup(store, tmp_path / "c")
    decide(other, "2401.00002")
    before = lines(other)
    with pytest.raises(UsageError, match="differ from entry 1 on"):
        restore(tmp_path / "c", other)
    assert lines(other) == before
    assert len(ledger.read(other)) == 1


def decide_elsewhere(store: Path, paper: str) -> None:
    """As another process, which waits for no writer."""
    other = multiprocessing.get_context("spawn").Process(target=decide, args=(store, paper))
    other.start()
    other.join()
    assert other.exitcode == 0


@pytest.mark.parametrize("step", ["copytree", "_replace_database"])
def test_a_decision_written_during_a_restore_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    store = made(tmp_path / "s", 0, 1)
    decide(store, "2401.00001")
    backup(store, tmp_path / "b")
    place = shutil if step == "copytree" else restoring
    work = getattr(place, step)

    def meanwhile(source: Path, target: Path) -> None:
        monkeypatch.setattr(place, step, work)  # which may call itself
        work(source, target)
        decide_elsewhere(store, "2401.00002")

    monkeypatch.setattr(place, step, meanwhile)
    restore(tmp_path / "b", store)
    assert [entry.papers for entry in ledger.read(store)] == [("2401.00001",), ("2401.00002",)]
    build([], store, extractor=Keywords())
    with kg.open(store) as graph:
        assert graph.stats()["papers"] == 0


def test_a_contradiction_written_during_a_restore_stops_it_before_anything_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = made(tmp_path / "s", 0, 1)
    backup(store, tmp_path / "empty")
    decide(store, "2401.00001")
    backup(store, tmp_path / "b")
    other = tmp_path / "t"
    restore(tmp_path / "empty", other)
    before, copy = lines(other), shutil.copytree

    def meanwhile(source: Path, target: Path) -> None:
        monkeypatch.setattr(shutil, "copytree", copy)
        copy(source, target)
        decide_elsewhere(other, "2401.00002")

    monkeypatch.setattr(shutil, "copytree", meanwhile)
    with pytest.raises(UsageError, match="differ from entry 1 on"):
        restore(tmp_path / "b", other)
    assert lines(other) == before
    assert [entry.papers for entry in ledger.read(other)] == [("2401.00002",)]
    assert verify(other).ok


def test_a_damaged_backup_touches_nothing(tmp_path: Path) -> None:
    store = made(tmp_path / "s", 0)
    backup(store, tmp_path / "b")
    file = next((tmp_path / "b" / "snapshots").glob("*/index.sqlite"))
    content = bytearray(file.read_bytes())
    content[5000] ^= 1
    file.write_bytes(content)
    with pytest.raises(StoreDamaged, match=r"index\.sqlite is not what was backed up"):
        restore(tmp_path / "b", tmp_path / "t")
    assert not (tmp_path / "t").exists()


def test_a_backup_is_never_restored_over(tmp_path: Path) -> None:
    store = made(tmp_path / "s", 0)
    for name in ("b", "c"):
        backup(store, tmp_path / name)
    for place in ("b", "c"):
        with pytest.raises(ForeignPath, match="is a backup"):
            restore(tmp_path / "b", tmp_path / place)
        assert verify(tmp_path / place).ok


def test_a_restore_that_is_interrupted_loses_no_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = made(tmp_path / "s", 0, 1)
    backup(store, tmp_path / "b")
    made(store, 2)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(sys.modules["kg.archive.restore"], "digest_durably", refuse)
        with pytest.raises(StoreError, match="no space left"):
            restore(tmp_path / "b", store)
    build([], store, extractor=Keywords())
    with kg.open(store) as graph:
        assert graph.stats()["papers"] == 3


def test_a_backup_while_a_writer_is_open_and_none_over_it(tmp_path: Path) -> None:
    store = made(tmp_path / "s", 0, 1)
    before = lines(store)
    with Writer.open(store):
        backup(store, tmp_path / "b")
        with pytest.raises(StoreBusy):
            restore(tmp_path / "b", store)
    assert lines(tmp_path / "b") == before


def test_what_was_read_and_not_published_comes_back_with_the_next_build(tmp_path: Path) -> None:
    store = made(tmp_path / "s", 0)
    file = made(tmp_path / "more", 1) / "records" / "records.sqlite"
    shutil.copy2(file, store / "records" / "records.sqlite")  # records beyond what the state knows
    backup(store, tmp_path / "b")
    restore(tmp_path / "b", tmp_path / "t")
    build([], tmp_path / "t", extractor=Keywords())
    with kg.open(tmp_path / "t") as graph:
        assert graph.stats()["papers"] == 2


def test_places_that_are_refused(tmp_path: Path) -> None:
    store = made(tmp_path / "s", 0)
    (tmp_path / "there").mkdir()
    with pytest.raises(ForeignPath, match="exists already"):
        backup(store, tmp_path / "there")
    with pytest.raises(
        ForeignPath, match=f"lies in the store {store}; a backup needs a folder outside of it"
    ):
        backup(store, store / "backups" / "monday")
    with pytest.raises(ForeignPath, match="is no backup"):
        restore(store, tmp_path / "t")
    with pytest.raises(StoreNotFound, match="no backup at"):
        restore(tmp_path / "nothing", tmp_path / "t")
    (tmp_path / "there" / "x").write_text("mine")
    backup(store, tmp_path / "b")
    with pytest.raises(ForeignPath, match="holds other files"):
        restore(tmp_path / "b", tmp_path / "there")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b", "s", "s.jsonl", "there"]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder in which nobody can make one")
def test_a_place_where_no_folder_can_be_made(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^/proc/none/b can not be made .*; choose another folder"):
        backup(made(tmp_path / "s", 0), "/proc/none/b")


def test_megabytes_are_told(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    backup(made(tmp_path / "s", 0), tmp_path / "b", on_progress=lambda *said: told.append(said))
    size = sum(file.stat().st_size for file in (tmp_path / "b" / "snapshots").rglob("*") if file.is_file())
    assert told[0] == ("copying", 0, size // 1_000_000)
    assert told[-2:] == [("copying", size // 1_000_000, size // 1_000_000), ("checking", 0, 0)]


def test_a_publication_meanwhile_lets_the_books_be_copied_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = made(tmp_path / "s", 0)
    copy = copying._copy_database
    waiting = [2, 1]

    def racing(file: Path, to: Path) -> None:
        copy(file, to)
        if waiting:
            made(store, waiting.pop())

    monkeypatch.setattr(copying, "_copy_database", racing)
    assert backup(store, tmp_path / "b").snapshot == "00000003"
    assert lines(tmp_path / "b") == lines(store)
    assert verify(tmp_path / "b").ok


def test_a_store_that_is_published_again_and_again_is_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = made(tmp_path / "s", 0)
    monkeypatch.setattr(copying, "current_name", lambda _: "other")
    with pytest.raises(StoreBusy, match="was published 5 times while it was copied"):
        backup(store, tmp_path / "b")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith((".b", "b"))] == []
