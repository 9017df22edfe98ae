"""Papers whose records are gone: nothing can be made from them again, so nothing is written on top."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from kg.errors import StoreError
from kg.index import Index
from kg.store.layout import INDEX, LIVE, RECORDS, RECORDS_FILE, STATE
from kg.store.publish import newest
from kg.store.reading import read_only
from kg.store.trouble import MEND_RECORDS, translated


def require_records(store: Path) -> None:
    """Raise `StoreError` where the records of papers are gone; a store that is new or empty has neither."""
    file, books = store / RECORDS / RECORDS_FILE, store / LIVE / STATE
    with translated(store):
        if _holds(file, "record"):
            return
        read = _holds(books, "paper_record")
    if read or (not (file.exists() and books.exists()) and _published(store)):
        what = "holds no records" if file.exists() else "is missing"
        raise StoreError(
            f"{file} {what}, and the papers of {store} can not be made again without; {MEND_RECORDS}"
        )


def _holds(file: Path, table: str) -> bool:
    """Whether a table has rows; a killed writer may have left a file without tables."""
    if not file.exists():
        return False
    with closing(read_only(file)) as database:
        if not database.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone():
            return False
        return database.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None


def _published(store: Path) -> bool:
    """Whether the newest snapshot has papers, as far as its index can be read."""
    last = newest(store)
    try:
        if last is None:
            return False
        with Index(last / INDEX) as index:
            return index.stats().get("papers", 0) > 0
    except StoreError:
        return False
