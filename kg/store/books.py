"""The SQLite files of a store: transactions over both, notes, and the records with their papers."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.model import Record
from kg.store import journal
from kg.store import records as kept
from kg.store.records import Keys
from kg.store.trouble import translated

Change = Callable[[Record], Record]


class Books:
    """What the writer knows of records and under keys; `kg.store.state` adds the papers."""

    def __init__(self, store: Path, database: sqlite3.Connection) -> None:
        self._store = store
        self._database = database

    def close(self) -> None:
        """Close the files."""
        self._database.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with translated(self._store):
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise

    def _rows(self, query: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
        with translated(self._store):
            return self._database.execute(query, values).fetchall()

    # Records

    def add_records(self, records: Iterable[Record], *, keys: Keys) -> list[str]:
        """Keep records; the digests of those that were not kept before, in order.

        ``keys`` gives the strings that records of one paper share (`kg.papers.keys`). Durable.
        """
        with self._transaction() as database:
            return kept.add(database, records, keys)

    def rekey(self, *, keys: Keys) -> None:
        """Compute the keys of all records anew, for when the rules changed."""
        with self._transaction() as database:
            kept.rekey(database, keys)

    def component(self, digests: Iterable[str]) -> dict[str, Record]:
        """These records and all that keys connect to them, by digest: what is to be partitioned anew."""
        with translated(self._store):
            return kept.component(self._database, digests)

    def records(self) -> Iterator[tuple[str, Record]]:
        """All records with their digests, sorted by them."""
        with translated(self._store):
            yield from kept.read_all(self._database)

    def digests(self) -> list[str]:
        """Digests of all records, sorted."""
        return [row[0] for row in self._rows("SELECT digest FROM records.record ORDER BY digest")]

    def record_count(self) -> int:
        """How many records are kept."""
        return int(self._rows("SELECT count(*) FROM records.record")[0][0])

    def open_records(self) -> list[str]:
        """Digests of records that no paper accounts for yet, sorted."""
        return [
            row[0]
            for row in self._rows(
                "SELECT digest FROM records.record EXCEPT SELECT record FROM paper_record ORDER BY 1"
            )
        ]

    def assign(self, records: Iterable[str], paper: str) -> None:
        """Account for records by a paper that has no graph: a retracted one."""
        with self._transaction() as database:
            assign(database, records, paper)

    def papers_of(self, records: Iterable[str]) -> set[str]:
        """Local names of the papers that account for these records now."""
        with translated(self._store):
            ask = "SELECT paper FROM paper_record WHERE record = ?"
            return {row[0] for record in records for row in self._database.execute(ask, (record,))}

    def records_of(self, paper: str) -> list[str]:
        """Digests of the records that a paper accounts for, sorted."""
        return [
            row[0] for row in self._rows("SELECT record FROM paper_record WHERE paper = ? ORDER BY 1", paper)
        ]

    # Notes

    def note(self, key: str) -> str | None:
        """A value kept under ``key``."""
        rows = self._rows("SELECT value FROM note WHERE key = ?", key)
        return str(rows[0][0]) if rows else None

    def notes(self) -> dict[str, str]:
        """All that is kept under keys but for what the store uses itself."""
        rows = self._rows("SELECT key, value FROM note WHERE key != 'unpublished' ORDER BY key")
        return {str(key): str(value) for key, value in rows}

    def set_note(self, key: str, value: str | None) -> None:
        """Keep a value under ``key``; None forgets it. The store uses ``unpublished`` itself."""
        with self._transaction() as database:
            set_note(database, key, value)

    # What changed since which snapshot

    def touch(self, graphs: Iterable[str]) -> None:
        """These graphs are about to change (`kg.store.journal`). Durable."""
        with self._transaction() as database:
            journal.touch(database, graphs)

    def close_turn(self) -> str:
        """A snapshot is about to be made; its token."""
        with self._transaction() as database:
            return journal.close_turn(database)


def assign(database: sqlite3.Connection, records: Iterable[str], paper: str) -> None:
    database.executemany(
        "INSERT OR REPLACE INTO paper_record VALUES (?, ?)", [(record, paper) for record in records]
    )


def set_note(database: sqlite3.Connection, key: str, value: str | None) -> None:
    if value is None:
        database.execute("DELETE FROM note WHERE key = ?", (key,))
    else:
        database.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (key, value))
