"""Snapshots: made complete under another name, then renamed, then pointed at.

A kill at any moment leaves ``CURRENT`` at a complete snapshot; what is half made is cleaned by the next
writer, and a snapshot that was complete but not yet pointed at becomes the current one.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from pyoxigraph import Store

from kg.durable import sync_directory, write_atomically
from kg.store.layout import (
    CURRENT,
    GRAPH,
    INDEX,
    LIVE,
    LOCK,
    MANIFEST,
    SNAPSHOT_NAME,
    SNAPSHOTS,
    VOCABULARY,
)
from kg.store.manifest import write_manifest

KEEP = 2
"""Snapshots that always stay; older ones go when nobody holds them."""

NEW = ".new"
"""Name of a snapshot that is being made."""
_GONE = ".gone-"


def publish(
    store: Path,
    live: Store,
    write_index: Callable[[Path], None],
    *,
    settings: Mapping[str, str] | None = None,
) -> Path:
    """Publish what ``live`` holds; the directory of the new snapshot.

    ``write_index`` is called with the path at which it has to leave the index, a single closed file.
    ``settings`` are kept with it, and so is the vocabulary: `kg verify` derives with those, not with what a
    later build that was killed may have changed.
    """
    before = newest(store)
    number = next_number(store)
    part = store / SNAPSHOTS / NEW
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        live.backup(str(part / GRAPH))
        write_index(part / INDEX)
        (part / LOCK).touch()
        if (store / VOCABULARY).exists():
            shutil.copyfile(store / VOCABULARY, part / VOCABULARY)
        write_manifest(part, before=before, settings=settings)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    done = store / SNAPSHOTS / number
    part.rename(done)
    sync_directory(store / SNAPSHOTS)
    _point(store, done)
    retire(store)
    return done


def next_number(store: Path, *, first: str = "00000001") -> str:
    """The name of the snapshot to come; ``first`` where there is none yet.

    Beyond incomplete ones, too: one that somebody reads stays, and its name is taken.
    """
    taken = _numbered(store)
    return f"{1 + int(taken[-1].name):08d}" if taken else first


def _numbered(store: Path) -> list[Path]:
    folder = store / SNAPSHOTS
    return sorted(p for p in folder.iterdir() if SNAPSHOT_NAME.match(p.name)) if folder.is_dir() else []


def complete(store: Path) -> list[Path]:
    """All complete snapshots, oldest first."""
    return [path for path in _numbered(store) if (path / MANIFEST).is_file()]


def newest(store: Path) -> Path | None:
    """The newest complete snapshot."""
    found = complete(store)
    return found[-1] if found else None


def _point(store: Path, snapshot: Path) -> None:
    write_atomically(store / CURRENT, f"{snapshot.name}\n")


def clean(store: Path) -> None:
    """Remove what a killed writer left, and point ``CURRENT`` at the newest complete snapshot."""
    folder = store / SNAPSHOTS
    if folder.is_dir():
        for path in folder.iterdir():
            if path.name == NEW or path.name.startswith(_GONE):
                shutil.rmtree(path, ignore_errors=True)
    for part in store.glob(f".{CURRENT}.*"):
        part.unlink(missing_ok=True)
    graph = store / LIVE / GRAPH
    if graph.is_dir():
        for orphan in graph.iterdir():  # Oxigraph's bulk loader: a random number without suffix
            if orphan.name.isdecimal():
                orphan.unlink(missing_ok=True)
    last = newest(store)
    if last is not None and _pointed_at(store) != last.name:
        _point(store, last)
    retire(store)


def _pointed_at(store: Path) -> str | None:
    try:
        return (store / CURRENT).read_text("ascii").removesuffix("\n")
    except (OSError, ValueError):
        return None


def retire(store: Path) -> None:
    """Remove all but the newest `KEEP` snapshots, except those that somebody reads."""
    stay = complete(store)[-KEEP:]
    for old in _numbered(store):
        if old not in stay:
            _remove_unheld(old)


def _remove_unheld(snapshot: Path) -> None:
    try:
        descriptor = os.open(snapshot / LOCK, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        shutil.rmtree(snapshot, ignore_errors=True)
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        gone = snapshot.with_name(f"{_GONE}{snapshot.name}")
        snapshot.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)
    except BlockingIOError:
        pass  # somebody reads it
    finally:
        os.close(descriptor)
