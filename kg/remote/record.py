"""What an endpoint has of ours, remembered beside the store: one SQLite file an address.

A graph is noted before it is sent (without digest: nobody knows what is there now) and noted again when the
server has taken it, so that a kill at any moment leaves nothing that is forgotten: what has no digest is sent
again, and only graphs that are noted here are ever removed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import StoreBusy
from kg.store.layout import refuse_backup
from kg.store.trouble import translated

FOLDER = "published"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS graph (
    iri TEXT PRIMARY KEY, digest BLOB, triples INTEGER NOT NULL, size INTEGER NOT NULL,
    verified INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS unverified ON graph (iri) WHERE NOT verified;
CREATE TABLE IF NOT EXISTS note (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Held:
    """A graph as the endpoint has it, as far as we know."""

    iri: str
    digest: bytes | None
    """None where it may hold anything."""
    triples: int
    size: int
    """Bytes of its lines."""


class Record:
    """The open file; nobody else publishes to this address meanwhile. A context manager."""

    def __init__(self, database: sqlite3.Connection, descriptor: int, store: Path) -> None:
        self._database = database
        self._descriptor = descriptor
        self._store = store

    @classmethod
    def open(cls, store: Path, address: str) -> Record:
        """The record of ``address``, made where there is none.

        Raises `StoreBusy` where another process publishes there, `kg.errors.StoreError` where the store's
        folder can not be written, `kg.errors.ForeignPath` where it is a backup.
        """
        refuse_backup(store)
        name = hashlib.sha256(address.encode()).hexdigest()[:16]
        file = store / FOLDER / f"{name}.sqlite"
        with translated(store):
            file.parent.mkdir(exist_ok=True)
            descriptor = os.open(file.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                database = sqlite3.connect(file, isolation_level=None, timeout=5)
                database.execute("PRAGMA journal_mode = WAL")
                database.execute("PRAGMA synchronous = FULL")
                database.executescript(_SCHEMA)
                database.execute("INSERT OR IGNORE INTO note VALUES ('address', ?)", (address,))
            except BlockingIOError:
                os.close(descriptor)
                raise StoreBusy(
                    f"another process publishes {store} to {address}; wait for it to end"
                ) from None
            except BaseException:
                os.close(descriptor)
                raise
        return cls(database, descriptor, store)

    def __enter__(self) -> Record:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            with translated(self._store):
                self._database.close()
        finally:
            os.close(self._descriptor)

    def note(self, key: str) -> str | None:
        """A value kept under ``key``."""
        row = next(self._rows("SELECT value FROM note WHERE key = ?", key), None)
        return None if row is None else str(row[0])

    def set_note(self, key: str, value: str) -> None:
        """Keep a value under ``key``."""
        with self._transaction() as database:
            database.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (key, value))

    def held(self, graph: str) -> Held | None:
        """What is known of one graph."""
        row = next(self._rows("SELECT iri, digest, triples, size FROM graph WHERE iri = ?", graph), None)
        return None if row is None else Held(*row)

    def graphs(self) -> Iterator[str]:
        """All graphs that the endpoint may have of ours, sorted."""
        for row in self._rows("SELECT iri FROM graph ORDER BY iri"):
            yield row[0]

    def unknown(self) -> set[str]:
        """Graphs of which nobody knows what they hold there."""
        return {row[0] for row in self._rows("SELECT iri FROM graph WHERE digest IS NULL")}

    def count(self) -> int:
        """How many graphs the endpoint has of ours."""
        return int(next(self._rows("SELECT count(*) FROM graph WHERE triples > 0"))[0])

    def unverified(self) -> list[Held]:
        """Graphs that were sent and not looked at since, sorted."""
        rows = self._rows("SELECT iri, digest, triples, size FROM graph WHERE NOT verified ORDER BY iri")
        return [Held(*row) for row in rows]

    def expect(self, graphs: Iterable[str]) -> None:
        """These are about to change there; nobody knows what they hold until `sent`."""
        with self._transaction() as database:
            rows = ((iri,) for iri in graphs)
            database.executemany("INSERT OR REPLACE INTO graph VALUES (?, NULL, 0, 0, 0)", rows)

    def sent(self, graphs: Iterable[Held]) -> None:
        """The endpoint has taken these; one without triples is to be gone."""
        with self._transaction() as database:
            rows = ((found.iri, found.digest, found.triples, found.size) for found in graphs)
            database.executemany("INSERT OR REPLACE INTO graph VALUES (?, ?, ?, ?, 0)", rows)

    def verified(self, graphs: Iterable[str]) -> None:
        """These are there as they were sent; those that were to go are forgotten."""
        some = [(iri,) for iri in graphs]
        gone = "DELETE FROM graph WHERE iri = ? AND triples = 0 AND digest IS NOT NULL"
        with self._transaction() as database:
            database.executemany("UPDATE graph SET verified = 1 WHERE iri = ?", some)
            database.executemany(gone, some)

    def doubt_all(self) -> None:
        """Look at every graph again."""
        with self._transaction() as database:
            database.execute("UPDATE graph SET verified = 0")

    def _rows(self, query: str, *values: object) -> Iterator[tuple[Any, ...]]:
        with translated(self._store):
            yield from self._database.execute(query, values)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """All that is changed inside, or nothing."""
        with translated(self._store):
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:  # SQLite itself takes back what the disk refused
                    self._database.execute("ROLLBACK")
                raise
