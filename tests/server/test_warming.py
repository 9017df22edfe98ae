"""What a server brings into memory of a snapshot."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from kg.server import warming
from kg.server.warming import PIECE, Warming, files, free, warm

needs_advice = pytest.mark.skipif(not hasattr(os, "posix_fadvise"), reason="only where files are read ahead")


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    (tmp_path / "graph").mkdir()
    for age, name in enumerate(("index-delta.sqlite", "index.sqlite", "graph/7.sst", "graph/8.sst")):
        file = tmp_path / name
        file.write_bytes(bytes(PIECE + age))
        os.utime(file, (age, age))
    (tmp_path / "graph/MANIFEST-1").write_bytes(b"no table")
    return tmp_path


def test_the_index_comes_first_then_the_newest_tables(snapshot: Path) -> None:
    names = [file.name for file in files(snapshot)]
    assert names == ["index-delta.sqlite", "index.sqlite", "8.sst", "7.sst"]


@needs_advice
def test_all_of_it_comes(snapshot: Path) -> None:
    assert warm(snapshot, 1 << 30, threading.Event()) == 4 * PIECE + 6


@needs_advice
@pytest.mark.parametrize("most", [0, 1, PIECE, 2 * PIECE + 7])
def test_no_more_comes_than_there_is_room_for(snapshot: Path, most: int) -> None:
    assert warm(snapshot, most, threading.Event()) == most


def test_it_stops_when_told(snapshot: Path) -> None:
    stop = threading.Event()
    stop.set()
    assert warm(snapshot, 1 << 30, stop) == 0


def test_a_snapshot_that_is_gone_ends_it(tmp_path: Path) -> None:
    assert warm(tmp_path / "gone", 1 << 30, threading.Event()) == 0


def test_a_newer_snapshot_takes_the_place(snapshot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[threading.Event] = []
    both = threading.Barrier(2)

    def slow(_: Path, most: int, stop: threading.Event) -> None:
        begun.append(stop)
        both.wait(30)
        assert most == free_bytes // 2

    free_bytes = 1_000
    monkeypatch.setattr(warming, "free", lambda: free_bytes)
    monkeypatch.setattr(warming, "warm", slow)
    bringing = Warming()
    for _ in range(2):
        bringing.begin(snapshot)
        both.wait(30)
    assert [stop.is_set() for stop in begun] == [True, False]
    bringing.close()
    assert begun[1].is_set()


def test_what_is_free_is_told_within_the_bound_of_a_container(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, bound = tmp_path / "meminfo", tmp_path / "memory.max"
    monkeypatch.setattr(warming, "_FREE", told)
    monkeypatch.setattr(warming, "_BOUND", bound)
    assert free() == 0
    told.write_text("MemTotal:       9000 kB\nMemAvailable:   4000 kB\n")
    assert free() == 4_096_000
    bound.write_text("max\n")
    assert free() == 4_096_000
    bound.write_text("1000000\n")
    assert free() == 1_000_000
