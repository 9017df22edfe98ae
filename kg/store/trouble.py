"""Errors of the disk, of SQLite and of Oxigraph, translated into ours with the way out."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kg.errors import StoreBusy, StoreDamaged, StoreError
from kg.store.layout import RECORDS, RECORDS_FILE
from kg.store.reading import read_only

MEND_RECORDS = "restore a backup (`kg restore-backup`), or build again from the sources into a new store"
"""The way out where records are gone: nothing else in a store can make them again."""

_FULL = ("no space left", "disk is full", "disk quota exceeded")
_REFUSED = ("disk i/o error", "file too large", "input/output error")
"""The disk takes no more, or is failing: what is there may well be whole."""
_FORBIDDEN = ("permission denied", "read-only", "readonly")
_BUSY = ("lock hold by", "database is locked", "resource temporarily unavailable", "no locks available")


@contextmanager
def translated(store: Path) -> Iterator[None]:
    """Raise what goes wrong inside as an error of ours that names ``store``."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise explain(error, store) from error
    except RuntimeError as error:  # so Oxigraph calls what RocksDB calls a corruption
        if "corruption" not in str(error).lower():
            raise
        raise damaged(store, str(error)) from error


def explain(error: OSError | sqlite3.Error, store: Path) -> StoreError:
    """The error of ours that says what ``error`` means for the store and what to do."""
    reason = str(error)
    number = error.errno if isinstance(error, OSError) else None
    if number in (errno.ENOSPC, errno.EDQUOT) or _any(_FULL, reason):
        return StoreError(
            f"no space left on the disk of {store}; what was reported done is kept: "
            "free some space, then run the same command again"
        )
    if number in (errno.EACCES, errno.EPERM, errno.EROFS) or _any(_FORBIDDEN, reason):
        return StoreError(f"{store} can not be written ({reason}); check its owner and permissions")
    if _any(_REFUSED, reason):
        return StoreError(
            f"the disk of {store} refuses to write ({reason}); what was reported done is kept: look for "
            "space, limits and faults of the disk, then run the same command again"
        )
    if _any(_BUSY, reason):
        return StoreBusy(f"another process has {store} open for writing ({reason})")
    if number is not None and number != errno.ENOENT:
        return StoreError(f"{store}: {reason}")
    return damaged(store, reason)


def damaged(store: Path, reason: str) -> StoreDamaged:
    """The error for files that are broken or missing; it says so where they are the records."""
    records = store / RECORDS / RECORDS_FILE
    if not _is_sound(records):
        return StoreDamaged(f"{records} is damaged: {reason}; {MEND_RECORDS}")
    return StoreDamaged(
        f"{store} is damaged: {reason}. Every record read is kept in {store / 'records'}: "
        f"move {store / 'live'} away and run `kg build --store {store}`, which makes the graph anew"
    )


def _is_sound(file: Path) -> bool:
    """Whether SQLite finds no fault in a file; one that it can not look at now may well be whole."""
    try:
        with closing(read_only(file)) as database:
            return bool(database.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.OperationalError:
        return True
    except sqlite3.DatabaseError:
        return False


def _any(signs: tuple[str, ...], reason: str) -> bool:
    return any(sign in reason.lower() for sign in signs)
