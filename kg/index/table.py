"""Reads rows of an index file and checks each one; nothing else touches SQLite on the reading side."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kg.errors import StoreDamaged, StoreVersionError
from kg.index.layout import APPLICATION, DELTA, TABLES, TOLD, VERSION, checksum, overlay

Row = tuple[Any, ...]


class Tables:
    """The tables of one index file, opened read-only as a file that never changes.

    Where a delta lies beside it, its rows lie over those of the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.is_file():
            raise StoreDamaged(
                f"the index {path.name} is missing from the store; build or restore the store again"
            )
        self._db = sqlite3.connect(
            f"{path.absolute().as_uri()}?immutable=1", uri=True, check_same_thread=False
        )
        mark, version = self._number("application_id"), self._number("user_version")
        if mark != APPLICATION:
            self.close()
            raise self.damaged("it is no index of ours")
        if version != VERSION:
            self.close()
            raise StoreVersionError(
                f"the index {path} has version {version}, this software reads {VERSION}; "
                "`kg build` without files makes it anew from what was read, nothing is lost"
            )

        delta = path.with_name(DELTA)
        self._overlaid = set[str]()
        self._has_delta = delta.is_file()
        if self._has_delta:
            self._fetch("PRAGMA temp_store = MEMORY", ())
            self._fetch("ATTACH ? AS delta", (f"{delta.absolute().as_uri()}?immutable=1",))

    def _lay_over(self, table: str) -> None:
        """Let the name of a table stand for the file's rows and the delta's, from here on."""
        if self._has_delta and table not in self._overlaid:
            self._overlaid.add(table)
            self._fetch(f"CREATE TEMP VIEW {table} AS {overlay(table, 'main', 'delta')}", ())

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def damaged(self, why: str) -> StoreDamaged:
        """The error to raise where the file contradicts itself."""
        return StoreDamaged(
            f"the index {self.path.name} is damaged ({why}); restore a backup, or remove live/derived.sqlite "
            "from the store and run `kg build` on it, which writes the index anew"
        )

    def rows(self, table: str, rest: str, values: Iterable[Any] = ()) -> list[Row]:
        """Rows of ``table`` for the clauses ``rest`` (fixed text with ``?``), each checked."""
        self._lay_over(table)
        columns, keys = TABLES[table]
        found = self._fetch(f"SELECT {', '.join(columns)}, sum FROM {table} {rest}", values)
        for row in found:
            if checksum(table, row[:-1]) != row[-1]:
                raise self.damaged(f"a row of {table} does not fit its checksum")
        if self._has_delta and len({row[:keys] for row in found}) < len(found):
            raise self.damaged(f"a row of {table} is there in two states")
        return [row[:-1] for row in found if table not in TOLD or row[-2] is not None]

    def row(self, table: str, key: str, value: str) -> Row | None:
        """The one row of ``table`` whose first key column ``key`` is ``value``."""
        found = self.rows(table, f"WHERE {key} = ?", (value,))
        return found[0] if found else None

    def count(self, table: str, rest: str, values: Iterable[Any] = ()) -> int:
        """How many rows fit; they are counted, not checked."""
        self._lay_over(table)
        return int(self._fetch(f"SELECT count(*) FROM {table} {rest}", values)[0][0])

    def grouped(self, table: str, by: tuple[str, ...], rest: str, *values: Any) -> list[Row]:
        """How many rows fit for each value of the fixed expressions ``by``; counted, not checked."""
        self._lay_over(table)
        columns = ", ".join(by)
        return self._fetch(f"SELECT {columns}, count(*) FROM {table} {rest} GROUP BY {columns}", values)

    def scan(self, tables: Iterable[str], statement: str, values: Iterable[Any] = ()) -> list[Row]:
        """What a fixed ``statement`` over ``tables`` selects; aggregates of rows can not be checked each."""
        for table in tables:
            self._lay_over(table)
        return self._fetch(statement, values)

    def faults(self) -> list[str]:
        """What SQLite itself finds wrong with the file."""
        files = ("main", "delta") if self._has_delta else ("main",)
        rows = [row for file in files for row in self._fetch(f"PRAGMA {file}.integrity_check(10)", ())]
        return [row[0] for row in rows if row[0] != "ok"]

    def forms(self, keys: Iterable[int]) -> list[str]:
        """Normal forms stored under any of the misspelling ``keys``."""
        self._lay_over("key")
        asked = sorted(keys)
        marks = ",".join("?" * len(asked))
        return [row[0] for row in self._fetch(f"SELECT DISTINCT form FROM key WHERE key IN ({marks})", asked)]

    def keys(self) -> list[Row]:
        """All misspelling keys with their forms, sorted."""
        self._lay_over("key")
        return self._fetch("SELECT key, form FROM key ORDER BY key, form", ())

    def _number(self, pragma: str) -> int:
        return int(self._fetch(f"PRAGMA {pragma}", ())[0][0])

    def _fetch(self, statement: str, values: Iterable[Any]) -> list[Row]:
        try:
            return self._db.execute(statement, tuple(values)).fetchall()
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise self.damaged(str(error)) from error
