"""Brings the files of the newest snapshot into memory, so that no first question waits for the disk."""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path

from kg.store.layout import GRAPH, INDEX

PIECE = 1 << 20
"""Bytes that are asked for at a time; the next are when these are there, so questions get their turn."""
PART = 2
"""Of the memory that is free, one part in so many is filled."""
_FREE, _BOUND = Path("/proc/meminfo"), Path("/sys/fs/cgroup/memory.max")


class Warming:
    """Reads ahead in a thread of its own, one snapshot at a time."""

    def __init__(self) -> None:
        self._stop = threading.Event()

    def begin(self, snapshot: Path) -> None:
        """Bring in ``snapshot``; whichever was being brought in is left."""
        self.close()
        stop = self._stop = threading.Event()
        threading.Thread(target=warm, args=(snapshot, free() // PART, stop), daemon=True).start()

    def close(self) -> None:
        """Stop; the thread ends by itself."""
        self._stop.set()


def warm(snapshot: Path, most: int, stop: threading.Event) -> int:
    """Bring in the files of a snapshot up to ``most`` bytes, until told to ``stop``; how many bytes came.

    A snapshot that is removed meanwhile ends it.
    """
    done = 0
    if not hasattr(os, "posix_fadvise"):
        return done
    with contextlib.suppress(OSError):
        for file in files(snapshot):
            done += _bring(file, most - done, stop)
    return done


def files(snapshot: Path) -> list[Path]:
    """The files of a snapshot as they are needed: the index, then the tables of the graph, newest first."""
    tables = [(entry.stat().st_mtime_ns, entry.name) for entry in (snapshot / GRAPH).glob("*.sst")]
    newest = [snapshot / GRAPH / name for _, name in sorted(tables, reverse=True)]
    return [*sorted(snapshot.glob(f"{Path(INDEX).stem}*.sqlite")), *newest]


def _bring(file: Path, most: int, stop: threading.Event) -> int:
    handle = os.open(file, os.O_RDONLY)
    try:
        size = min(os.fstat(handle).st_size, most)
        for at in range(0, size, PIECE):
            if stop.is_set():
                return at
            os.posix_fadvise(handle, at, PIECE, os.POSIX_FADV_WILLNEED)
            os.pread(handle, 1, min(at + PIECE, size) - 1)  # comes when the piece is there
        return max(size, 0)
    finally:
        os.close(handle)


def free() -> int:
    """Bytes of memory that nothing needs, within the bound of the container; none where nobody tells."""
    told = _FREE.read_text(encoding="ascii") if _FREE.exists() else ""
    free = [int(line.split()[1]) * 1024 for line in told.splitlines() if line.startswith("MemAvailable:")]
    bound = _BOUND.read_text(encoding="ascii").strip() if _BOUND.exists() else ""
    return min([*free, *([int(bound)] if bound.isdecimal() else [])], default=0)
