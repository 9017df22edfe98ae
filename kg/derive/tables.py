"""What derivation keeps between builds: one SQLite file in ``live/``, made anew whenever it is in doubt.

Everything in it follows from the papers, so that nothing is lost with it. ``pending`` lists the things
whose triples and index rows may lag behind these tables: doing them twice changes nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kg.store.layout import DERIVED, LIVE

VERSION = "9"
"""Of these tables, and of what `kg.resolve` makes of the same papers."""

Row = tuple[Any, ...]

_COUNTED = {
    "fact": ("name", "what", "value"),
    "explained": ("form", "short", "long"),
    "person": ("iri", "name"),
    "venue": ("iri", "name"),
    "used": ("name", "paper"),
    "alias": ("alias", "paper"),
    "extractor": ("name", "version"),
}
"""Tables that only add up what single papers say, with their keys."""

_SCHEMA = """
CREATE TABLE block (key TEXT, name TEXT, PRIMARY KEY (key, name)) WITHOUT ROWID;
CREATE TABLE name (
    slug TEXT PRIMARY KEY, label TEXT, shorts TEXT, longs TEXT, types TEXT, coined TEXT, papers INTEGER,
    entity TEXT, rule TEXT) WITHOUT ROWID;
CREATE TABLE coined (name TEXT, paper TEXT, PRIMARY KEY (name, paper)) WITHOUT ROWID;
CREATE INDEX coined_by ON coined (paper);
CREATE TABLE telling (
    form TEXT, paper TEXT, longs TEXT, names TEXT, metric INTEGER, PRIMARY KEY (form, paper)) WITHOUT ROWID;
CREATE INDEX telling_of_paper ON telling (paper);
CREATE TABLE beside (paper TEXT PRIMARY KEY, words TEXT) WITHOUT ROWID;
CREATE TABLE meant (
    form TEXT, paper TEXT, name TEXT, sense TEXT, long TEXT, PRIMARY KEY (form, paper, name)) WITHOUT ROWID;
CREATE INDEX meant_in_paper ON meant (paper);
CREATE TABLE comparison (
    one TEXT, other TEXT, same INTEGER, rule TEXT, signals TEXT, PRIMARY KEY (one, other)) WITHOUT ROWID;
CREATE TABLE edge (
    paper TEXT, relation TEXT, entity TEXT, confidence REAL, type TEXT, core INTEGER,
    PRIMARY KEY (paper, relation, entity)) WITHOUT ROWID;
CREATE TABLE support (
    subject TEXT, predicate TEXT, object TEXT, paper TEXT, confidence REAL,
    PRIMARY KEY (subject, predicate, object, paper)) WITHOUT ROWID;
CREATE TABLE link (
    subject TEXT, predicate TEXT, object TEXT, confidence REAL, papers INTEGER,
    PRIMARY KEY (subject, predicate, object)) WITHOUT ROWID;
CREATE TABLE entity (
    slug TEXT PRIMARY KEY, label TEXT, aliases TEXT, types TEXT, papers INTEGER, near INTEGER, cited INTEGER
    ) WITHOUT ROWID;
CREATE TABLE head (head TEXT, entity TEXT, PRIMARY KEY (head, entity)) WITHOUT ROWID;
CREATE INDEX head_of ON head (entity);
CREATE TABLE target (head TEXT PRIMARY KEY, entity TEXT) WITHOUT ROWID;
CREATE TABLE broader (
    entity TEXT, broader TEXT, rule TEXT, score REAL, PRIMARY KEY (entity, broader)) WITHOUT ROWID;
CREATE TABLE paper (
    id TEXT PRIMARY KEY, title TEXT, date TEXT, aliases TEXT, claims INTEGER, quads INTEGER, resolved INTEGER,
    stamp TEXT) WITHOUT ROWID;
CREATE TABLE typed (
    type TEXT, papers INTEGER, label TEXT, slug TEXT, PRIMARY KEY (type, papers DESC, label, slug)
    ) WITHOUT ROWID;
CREATE TABLE together (
    task TEXT, dataset TEXT, papers INTEGER, PRIMARY KEY (task, dataset)) WITHOUT ROWID;
CREATE TABLE least (sure REAL, claim TEXT, paper TEXT, PRIMARY KEY (sure, claim)) WITHOUT ROWID;
CREATE INDEX least_of_paper ON least (paper);
CREATE TABLE least_cut (sure REAL, claim TEXT);
CREATE TABLE apart (
    context TEXT, day TEXT, paper TEXT, claim TEXT, PRIMARY KEY (context, day DESC, paper, claim)
    ) WITHOUT ROWID;
CREATE INDEX apart_of_paper ON apart (paper);
CREATE TABLE company (entity TEXT PRIMARY KEY, quads INTEGER) WITHOUT ROWID;
CREATE TABLE near (entity TEXT PRIMARY KEY, lists TEXT) WITHOUT ROWID;
CREATE TABLE total (key TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID;
CREATE TABLE pending (kind TEXT, key TEXT, was TEXT, quads INTEGER, PRIMARY KEY (kind, key)) WITHOUT ROWID;
CREATE TABLE note (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
"""


class Tables:
    """The open file."""

    def __init__(self, path: Path, *, new: bool = False) -> None:
        self.path = path
        if new:
            remove(path)
        self._held: dict[str, str] | None = None
        """Notes that are not written yet, while others read."""
        self._db = sqlite3.connect(path, isolation_level=None, timeout=5, cached_statements=512)
        try:
            self._set_up(new)
        except sqlite3.Error:  # already the first statement reads the file, which may be no database
            self._db.close()
            raise

    def _set_up(self, new: bool) -> None:
        self._db.execute("PRAGMA cache_size = -65536")
        self._db.execute("PRAGMA temp_store = FILE")
        if new:
            self._db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            self._db.executescript(_SCHEMA + "\n".join(_counted(table) for table in _COUNTED))
            self._db.execute("BEGIN")
        else:
            self._db.execute("PRAGMA synchronous = FULL")

    def close(self) -> None:
        """Close the file; what was not committed is forgotten."""
        self._db.close()

    def begin(self) -> None:
        """Start a transaction."""
        self._db.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make everything since `begin` lasting."""
        self._db.execute("COMMIT")

    def rollback(self) -> None:
        """Forget everything since `begin`."""
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def run(self, statement: str, values: Sequence[object] = ()) -> None:
        """Execute one statement."""
        self._db.execute(statement, values)

    def script(self, statements: str) -> None:
        """Execute statements one after the other, in the transaction that is open."""
        for statement in statements.split(";"):
            if statement.strip():
                self._db.execute(statement)

    def many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Execute one statement for each row of values."""
        self._db.executemany(statement, rows)

    def rows(self, query: str, *values: object) -> list[Row]:
        """All rows of a query."""
        return self._db.execute(query, values).fetchall()

    def stream(self, query: str, *values: object) -> Iterator[Row]:
        """Rows of a query one after the other; the tables asked may not be written meanwhile."""
        yield from self._db.execute(query, values)

    def row(self, query: str, *values: object) -> Row | None:
        """The first row of a query."""
        found: Row | None = self._db.execute(query, values).fetchone()
        return found

    def number(self, query: str, *values: object) -> int:
        """The one number that a query gives."""
        return int(self._db.execute(query, values).fetchone()[0] or 0)

    def note(self, key: str) -> str | None:
        """A value kept under ``key``."""
        if self._held is not None and key in self._held:
            return self._held[key]
        row = self.row("SELECT value FROM note WHERE key = ?", key)
        return None if row is None else str(row[0])

    def set_note(self, key: str, value: str) -> None:
        """Keep a value under ``key``."""
        if self._held is not None:
            self._held[key] = value
        else:
            self.run("INSERT OR REPLACE INTO note VALUES (?, ?)", (key, value))

    @contextmanager
    def unwritten(self) -> Iterator[None]:
        """Meanwhile nothing is written: notes wait, so that another process can read the file."""
        self._held = {}
        try:
            yield
        except BaseException:
            self._held = None
            raise
        held, self._held = self._held, None
        for key, value in held.items():
            self.set_note(key, value)

    # Tables of another file

    @contextmanager
    def beside(self, file: Path) -> Iterator[None]:
        """Meanwhile the tables in another file are there as ``part``; makes lasting what came before."""
        self.commit()
        self.run("ATTACH ? AS part", (str(file),))
        self.begin()
        yield
        self.commit()
        self.run("DETACH part")
        self.begin()

    def take_over(self, tables: Iterable[str]) -> None:
        """All rows of these tables of ``part``, which are not here."""
        for table in tables:
            self.run(f"INSERT INTO main.{table} SELECT * FROM part.{table}")

    def take_over_sums(self) -> None:
        """What the sums of ``part`` say, as if it was said here."""
        for table in _COUNTED:
            self.run(f"INSERT INTO said_{table} SELECT * FROM part.{table}")

    # Sums of what papers say

    def open_sums(self) -> None:
        """Make room for changes to the sums."""
        for table, key in _COUNTED.items():
            self.run(f"CREATE TEMP TABLE said_{table} ({', '.join(key)}, n)")

    def say(self, table: str, rows: Iterable[Row]) -> None:
        """Changes to one sum: its key and how much more (or less) often papers say it."""
        places = ",".join("?" * (len(_COUNTED[table]) + 1))
        self.many(f"INSERT INTO said_{table} VALUES ({places})", rows)

    def add_up(self) -> None:
        """Apply all changes; ``temp.new_TABLE`` holds what really changed, for who follows."""
        for table, key in _COUNTED.items():
            columns = ", ".join(key)
            self.run(
                f"CREATE TEMP TABLE new_{table} AS SELECT {columns}, sum(n) AS n FROM said_{table} "
                f"GROUP BY {columns} HAVING sum(n) <> 0"
            )
            self.run(f"DROP TABLE said_{table}")
            self.run(
                f"INSERT INTO main.{table} SELECT * FROM new_{table} WHERE true ORDER BY {columns} "
                f"ON CONFLICT DO UPDATE SET n = n + excluded.n"
            )
            self.run(
                f"DELETE FROM main.{table} WHERE n = 0 AND ({columns}) IN (SELECT {columns} FROM new_{table})"
            )

    def close_sums(self) -> None:
        """Forget what changed."""
        for table in _COUNTED:
            self.run(f"DROP TABLE new_{table}")


def _counted(table: str) -> str:
    columns = ", ".join(f"{column} TEXT" for column in _COUNTED[table])
    key = ", ".join(_COUNTED[table])
    return f"CREATE TABLE {table} ({columns}, n INTEGER, PRIMARY KEY ({key})) WITHOUT ROWID;"


def place(store: Path) -> Path:
    """Where the file of a store lies."""
    return store / LIVE / DERIVED


def remove(path: Path) -> None:
    """Remove the file and what SQLite keeps beside it."""
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm", f"{path.name}-journal"):
        path.with_name(name).unlink(missing_ok=True)
