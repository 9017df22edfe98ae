"""Damaged, foreign, outdated, full: a clear error that says what to do, and nothing lost."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg.errors import ForeignPath, StoreDamaged, StoreError, StoreNotFound, StoreVersionError
from kg.store import publish
from kg.store.layout import locate
from kg.store.manifest import wrong_digests
from kg.store.snapshot import Snapshot
from kg.store.writer import Writer
from tests.store.churn import keys, no_index, put, version_of
from tests.store.test_state import RECORDS


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with three papers, published."""
    with Writer.open(tmp_path / "s") as writer:
        writer.state.add_records(RECORDS, keys=keys)
        put(writer, range(3))
        writer.publish(no_index)
    return tmp_path / "s"


def snapshot_of(store: Path) -> Path:
    """The only snapshot's directory."""
    return store / "snapshots" / "00000001"


def table(folder: Path) -> Path:
    """The largest table file of a graph."""
    return max(folder.glob("*.sst"), key=lambda file: file.stat().st_size)


def unlink(file: Path) -> None:
    """Take a file away."""
    file.unlink()


def cut(file: Path) -> None:
    """Cut the last byte off, in a copy: hard links share their content."""
    content = file.read_bytes()
    file.unlink()
    file.write_bytes(content[:-1])


def scribble(file: Path) -> None:
    """Put nonsense in the place of a file."""
    file.unlink()
    file.write_bytes(b"\xff\x00 nonsense")


@pytest.mark.parametrize("harm", [unlink, cut, scribble])
@pytest.mark.parametrize("name", ["CURRENT", "manifest.json", "index.sqlite", "table"])
def test_a_damaged_snapshot_is_refused_and_the_next_build_mends_it(
    store: Path, name: str, harm: Callable[[Path], None]
) -> None:
    snapshot = snapshot_of(store)
    harmless = harm is cut and name in ("CURRENT", "manifest.json")  # they only lose their line end
    harm({"CURRENT": store / name, "table": table(snapshot / "graph")}.get(name, snapshot / name))
    if not harmless:
        with pytest.raises((StoreDamaged, StoreNotFound), match="kg build"):
            Snapshot.open(store)
    with Writer.open(store) as writer:
        assert writer.unpublished == (name != "CURRENT" and not harmless)
        assert [version_of(writer, number) for number in range(3)] == [0, 0, 0]
        writer.publish(no_index)
    with Snapshot.open(store) as opened:
        assert len(list(opened.papers())) == 3


def test_a_changed_byte_is_found_by_digest(store: Path) -> None:
    file = table(snapshot_of(store) / "graph")
    content = bytearray(file.read_bytes())
    content[100] ^= 1
    file.unlink()
    file.write_bytes(content)
    assert wrong_digests(snapshot_of(store)) == [f"graph/{file.name}"]


@pytest.mark.parametrize("harm", [unlink, cut])
def test_a_damaged_live_graph_says_the_way_out(store: Path, harm: Callable[[Path], None]) -> None:
    harm(table(store / "live" / "graph"))
    with pytest.raises(StoreDamaged, match=f"move {store / 'live'} away and run `kg build"):
        Writer.open(store)
    with Snapshot.open(store) as snapshot:  # readers are not disturbed
        assert len(list(snapshot.papers())) == 3
    (store / "live").rename(store.parent / "aside")
    with Writer.open(store) as writer:
        assert writer.state.record_count() == len(RECORDS)
        assert len(writer.state.open_records()) == len(RECORDS)
        put(writer, range(3))
        writer.publish(no_index)


@pytest.mark.parametrize("name", ["live/state.sqlite", "records/records.sqlite"])
def test_a_damaged_state_is_an_error(store: Path, name: str) -> None:
    scribble(store / name)
    with pytest.raises(StoreDamaged, match="is damaged: file is not a database"):
        Writer.open(store)


@pytest.mark.parametrize("at", [0, 5000])
def test_damaged_records_are_named_and_nothing_else_is_given_up(store: Path, at: int) -> None:
    file = store / "records" / "records.sqlite"
    content = file.read_bytes()
    file.write_bytes(content[:at] + b"\xa5" * (len(content) - at))
    with pytest.raises(StoreDamaged) as refused, Writer.open(store) as writer:
        writer.state.component(writer.state.digests())
    told, _, mend = str(refused.value).partition("; ")
    assert told.startswith(f"{file} is damaged: ")
    assert mend == "restore a backup (`kg restore-backup`), or build again from the sources into a new store"


def test_a_lost_state_is_made_again_from_the_records(store: Path) -> None:
    (store / "live" / "state.sqlite").unlink()
    with Writer.open(store) as writer:
        assert len(writer) == 0
        assert len(writer.state.open_records()) == len(RECORDS)


def test_a_lost_graph_is_made_again_from_the_state(store: Path) -> None:
    shutil.rmtree(store / "live" / "graph")
    with Writer.open(store) as writer:
        assert writer.state.unfinished() == ([], [])
        assert writer.state.paper_count() == 3
        assert len(writer) > 0


def test_another_format_is_refused(store: Path) -> None:
    (store / "papertriples.json").write_text('{"format": 2}')
    for attempt in (locate, Snapshot.open, Writer.open):
        with pytest.raises(StoreVersionError, match="has format 2, this version of papertriples reads"):
            attempt(store)
    (store / "papertriples.json").write_text("{")
    for attempt in (locate, Snapshot.open, Writer.open):
        with pytest.raises(StoreDamaged, match="can not be read"):
            attempt(store)


def test_what_is_not_ours_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    for attempt in (locate, Snapshot.open, Writer.open):
        with pytest.raises(ForeignPath, match=r"thesis|holds"):
            attempt(tmp_path)
    with pytest.raises(ForeignPath, match="is a file"):
        Writer.open(tmp_path / "thesis.tex")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_an_empty_folder_and_a_half_made_store_will_do(tmp_path: Path) -> None:
    (tmp_path / ".papertriples.json.4711").write_text("{")
    with Writer.open(tmp_path) as writer:
        put(writer, [0])


def test_a_store_that_can_not_be_written(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(publish, "clean", refuse)
    with pytest.raises(StoreError, match="check its owner and permissions"):
        Writer.open(store)


def test_a_full_disk_while_publishing_keeps_the_old_snapshot(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with Writer.open(store) as writer:
        put(writer, range(3), version=1)
        with pytest.raises(StoreError, match="free some space"):
            writer.publish(full)
    with Snapshot.open(store) as snapshot:
        assert snapshot.paper("2401.00000")[0].title.endswith("version 0")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of eight megabytes, where the machine lets us make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)]
    if mount is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no right to mount a small disk here")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_full_disk_loses_nothing_that_was_reported_done(small_disk: Path) -> None:
    store, done = small_disk / "s", -1
    with Writer.open(store) as writer:
        failure = None
        while failure is None and done < 2000:
            try:
                put(writer, range(done + 1, done + 5))
                done += 4
            except StoreError as error:
                failure = error
    assert "no space left on the disk" in str(failure)
    subprocess.run(["mount", "-o", "remount,size=200m", str(small_disk)], check=True)
    with Writer.open(store) as writer:
        assert {version_of(writer, number) for number in range(done + 1)} == {0}
        put(writer, range(done + 5), version=1)
        writer.publish(no_index)
    with Snapshot.open(store) as snapshot:
        assert len(list(snapshot.papers())) == done + 5
