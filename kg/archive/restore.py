"""Brings a backup back, into a new folder or over a store."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from kg import ledger
from kg.archive.backup import Progress
from kg.archive.manifest import Manifest, check_digests, read_backup
from kg.durable import sync_directory, write_atomically
from kg.store import publish
from kg.store.layout import (
    CURRENT,
    GRAPH,
    LIVE,
    RECORDS,
    RECORDS_FILE,
    SNAPSHOTS,
    STATE,
    VOCABULARY,
    prepare,
    refuse_backup,
)
from kg.store.lock import WriterLock
from kg.store.manifest import digest_durably
from kg.store.trouble import translated


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back."""

    manifest: Manifest
    kept_decisions: int
    """Decisions of the store that the backup did not have; they stay, and the next build applies them."""


def restore(folder: str | Path, store: str | Path, *, on_progress: Progress | None = None) -> Restored:
    """Let ``store`` be what the backup in ``folder`` holds; it may be new, or a store.

    Everything is checked before anything is touched. A ledger is only ever appended to: where the store's
    goes on from the backup's, also with what is decided meanwhile, it stays as it is. Readers see the old
    state or the new one.

    Raises `UsageError` where the two ledgers contradict each other, `StoreDamaged` where the backup is not
    what was copied, `StoreBusy` while a build runs, `ForeignPath` where ``store`` is something else.
    """
    folder, store = Path(folder), Path(store)
    progress = on_progress or (lambda *_: None)
    manifest = read_backup(folder)
    progress("checking", 0, 0)
    check_digests(folder, manifest)
    progress("copying", 0, 0)
    with translated(store):
        prepare(store)
        refuse_backup(store)
        lock = WriterLock.acquire(store)
        try:
            ledger.beyond(store, folder)  # refused at once, not after minutes of copying
            publish.clean(store)
            kept = _replace(folder, store, manifest)
        finally:
            lock.release()
    return Restored(manifest, kept)


def _replace(folder: Path, store: Path, manifest: Manifest) -> int:
    """How many decisions are kept. Each step leaves a store that the next build makes consistent."""
    number = publish.next_number(store, first=manifest.snapshot)
    part = store / SNAPSHOTS / publish.NEW
    shutil.copytree(folder / SNAPSHOTS / manifest.snapshot, part)
    # Only now: what was decided meanwhile and contradicts the backup's still stops it here.
    kept = ledger.catch_up(store, folder)
    _replace_books(folder, store)
    for path in (part, *part.rglob("*")):
        if path.is_dir():
            sync_directory(path)
    part.rename(store / SNAPSHOTS / number)
    sync_directory(store / SNAPSHOTS)
    write_atomically(store / CURRENT, f"{number}\n")
    publish.retire(store)
    return kept


def _replace_books(folder: Path, store: Path) -> None:
    """State, records and vocabulary: what the next build works with."""
    # Without its graph the writer trusts nothing and writes all that the state holds.
    shutil.rmtree(store / LIVE / GRAPH, ignore_errors=True)
    for file in (store / LIVE).glob("*"):
        if not file.name.startswith(STATE):
            file.unlink()  # what was derived from another state
    for place, name in ((LIVE, STATE), (RECORDS, RECORDS_FILE)):
        _replace_database(folder / place / name, store / place / name)
    if (folder / VOCABULARY).exists():
        write_atomically(store / VOCABULARY, (folder / VOCABULARY).read_bytes().decode())
    else:
        (store / VOCABULARY).unlink(missing_ok=True)


def _replace_database(new: Path, old: Path) -> None:
    """Copy aside first, so that a kill or a full disk leaves the old file or the new one."""
    old.parent.mkdir(exist_ok=True)
    part = old.with_name(f".{old.name}.part")
    if new.exists():
        shutil.copy2(new, part)
        digest_durably(part)
    for file in old.parent.glob(f"{old.name}?*"):
        file.unlink()  # a journal of the old file would be taken for one of the new
    if new.exists():
        part.replace(old)
    else:
        old.unlink(missing_ok=True)
    sync_directory(old.parent)
