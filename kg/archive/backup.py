"""Makes a backup beside a store that may be written to meanwhile."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

from kg import ledger
from kg.archive.manifest import Manifest, write_manifest
from kg.durable import sync_directory
from kg.errors import ForeignPath, StoreBusy, StoreError, UsageError
from kg.store.layout import (
    CURRENT,
    LIVE,
    MARKER,
    RECORDS,
    RECORDS_FILE,
    SNAPSHOTS,
    STATE,
    VOCABULARY,
    current_name,
)
from kg.store.manifest import digest_durably
from kg.store.reading import read_only
from kg.store.snapshot import Snapshot
from kg.store.trouble import translated

_ATTEMPTS = 5
MEGABYTE = 1_000_000
Progress = Callable[[str, int, int], None]


def backup(store: str | Path, folder: str | Path, *, on_progress: Progress | None = None) -> Manifest:
    """Copy what is published in ``store``, its records and its ledger to the new ``folder``.

    What a build that runs meanwhile has not published is not in it, but for records that it has read: the
    first build after a restore works them off. ``folder`` is complete or not there; ``on_progress`` is told
    of megabytes.

    Raises `ForeignPath` where ``folder`` exists or lies in a store, `UsageError` where it can not be made,
    `StoreNotFound`, `StoreDamaged`, `StoreBusy` where builds publish faster than the books are copied, and
    `StoreError` where the disk refuses.
    """
    store, folder = Path(store), Path(folder)
    _check_place(folder)
    progress = on_progress or (lambda *_: None)
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        with ExitStack() as held, translated(folder):
            snapshot, decisions = _copy_books(store, part, held)
            copy = _Copying(snapshot.path, progress)
            shutil.copytree(snapshot.path, part / SNAPSHOTS / snapshot.name, copy_function=copy.copy)
            _copy_database(store / RECORDS / RECORDS_FILE, part / RECORDS / RECORDS_FILE)
            shutil.copy2(store / MARKER, part / MARKER)
            (part / CURRENT).write_text(f"{snapshot.name}\n", "ascii")
            made = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            progress("checking", 0, 0)
            manifest = Manifest(made, snapshot.name, decisions, digests(part))
            write_manifest(part, manifest)
            part.rename(folder)
            sync_directory(folder.absolute().parent)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return manifest


def _check_place(folder: Path) -> None:
    """Raise where no new folder can be made, or where it would lie in a store."""
    if folder.exists():
        raise ForeignPath(f"{folder} exists already; a backup needs a new folder")
    for place in folder.absolute().parents:
        if place.exists() and not place.is_dir():
            raise ForeignPath(f"{place} is a file, and holds no folder {folder.name}; choose another folder")
        if (place / MARKER).exists():
            raise ForeignPath(f"{folder} lies in the store {place}; a backup needs a folder outside of it")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"{folder} can not be made ({error.strerror or error}); choose another folder for the backup"
        ) from error


class _Copying:
    """Copies files and tells how many megabytes of all are there."""

    def __init__(self, source: Path, progress: Progress) -> None:
        self._progress = progress
        self._total = sum(file.stat().st_size for file in source.rglob("*") if file.is_file())
        self._done = 0
        progress("copying", 0, self._total // MEGABYTE)

    def copy(self, source: str, target: str) -> None:
        shutil.copy2(source, target)
        self._done += os.stat(target).st_size
        self._progress("copying", self._done // MEGABYTE, self._total // MEGABYTE)


def _copy_books(store: Path, part: Path, held: ExitStack) -> tuple[Snapshot, int]:
    """Ledger and state beside a snapshot that is held; copied again where another was published meanwhile.

    The ledger first: a decision taken meanwhile is then missing as a whole. Records follow last: the state
    must not know a paper whose records are missing.
    """
    for _ in range(_ATTEMPTS):
        snapshot = held.enter_context(Snapshot.open(store))
        part.mkdir(parents=True)
        decisions = _copy_ledger(store, part)
        if (store / VOCABULARY).exists():
            shutil.copy2(store / VOCABULARY, part / VOCABULARY)
        _copy_database(store / LIVE / STATE, part / LIVE / STATE)
        if current_name(store) == snapshot.name:
            return snapshot, decisions
        held.close()
        shutil.rmtree(part)
    raise StoreBusy(f"{store} was published {_ATTEMPTS} times while it was copied; try again later")


def _copy_ledger(store: Path, part: Path) -> int:
    """Copy the ledger's confirmed lines; how many there are."""
    entries = ledger.read(store)  # raises where it is damaged: a broken ledger is not worth keeping twice
    file = store / ledger.FILE
    if file.exists():
        lines, end, _ = file.read_bytes().rpartition(b"\n")
        (part / ledger.FILE).write_bytes(lines + end)
    return len(entries)


def _copy_database(file: Path, copy: Path) -> None:
    """A consistent copy of an SQLite file that others may be writing to."""
    if not file.exists():
        return
    copy.parent.mkdir(parents=True, exist_ok=True)
    try:
        with (
            closing(read_only(file)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise StoreError(f"{file} can not be copied ({error})") from error


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of all files below ``folder``, which are on disk when this returns."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    found = {file.relative_to(folder).as_posix(): digest_durably(file) for file in files}
    for directory in sorted({file.parent for file in files}):
        sync_directory(directory)
    return found
