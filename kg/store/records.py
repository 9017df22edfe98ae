"""Every record ever read, by the digest of its canonical JSON, with the keys that connect records."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from kg.errors import InputError, StoreDamaged
from kg.model import Origin, Record
from kg.serial import dumps, loads
from kg.store.layout import RECORDS, RECORDS_FILE
from kg.store.trouble import MEND_RECORDS

SCHEMA = """
CREATE TABLE IF NOT EXISTS records.record (
    id INTEGER PRIMARY KEY, digest TEXT UNIQUE NOT NULL, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS records.record_key (
    key BLOB, record INTEGER, PRIMARY KEY (key, record)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS records.key_of_record ON record_key (record);
"""
R = TypeVar("R")
Keys = Callable[[Record], Iterable[str]]
_MANY = 500


def digest(record: Record) -> str:
    """SHA-256 of a record's canonical JSON, hexadecimal, without its place in the file.

    A listing that gains papers at its top moves all others down; they are the same records still.
    """
    content = record
    if record.origin is not None:
        content = replace(record, origin=replace(record.origin, record=0, line=None))
    return hashlib.sha256(dumps(content).encode("utf-8", "surrogatepass")).hexdigest()


def pack(record: object) -> bytes:
    """Any record of ours as compressed canonical JSON."""
    return zlib.compress(dumps(record).encode("utf-8", "surrogatepass"), 6)


def unpack(kind: type[R], body: bytes) -> R:
    """The record that `pack` compressed."""
    try:
        return loads(kind, zlib.decompress(body).decode("utf-8", "surrogatepass"))
    except (zlib.error, UnicodeDecodeError, InputError) as error:
        mend = f" ({RECORDS}/{RECORDS_FILE}); {MEND_RECORDS}" if issubclass(kind, Record) else ""
        raise StoreDamaged(f"a {kind.__name__} kept in the store can not be read: {error}{mend}") from error


def attach(database: sqlite3.Connection, file: Path) -> None:
    """Give ``database`` the records in ``file`` as its schema ``records``."""
    file.parent.mkdir(exist_ok=True)
    database.execute("ATTACH ? AS records", (str(file),))
    database.execute("PRAGMA records.journal_mode = WAL")
    database.execute("PRAGMA records.synchronous = FULL")
    database.executescript(SCHEMA)


def add(database: sqlite3.Connection, records: Iterable[Record], keys: Keys) -> list[str]:
    """Insert those that are not there yet; their digests in order. The caller holds a transaction.

    Of equal records at several places of files with one name the first place is kept, in whatever order
    they were read.
    """
    new: list[str] = []
    for record in records:
        name = digest(record)
        row = database.execute(
            "INSERT OR IGNORE INTO records.record (digest, body) VALUES (?, ?)", (name, pack(record))
        )
        if row.rowcount:
            new.append(name)
            _add_keys(database, record, row.lastrowid, keys)
        else:
            _keep_first_place(database, name, record)
    return new


def _keep_first_place(database: sqlite3.Connection, name: str, record: Record) -> None:
    """Let a kept record take an earlier place; its paper is then looked at again."""
    if record.origin is None:
        return
    ((body,),) = database.execute("SELECT body FROM records.record WHERE digest = ?", (name,))
    kept = unpack(Record, body).origin
    if kept is not None and _place(record.origin) < _place(kept):
        database.execute("UPDATE records.record SET body = ? WHERE digest = ?", (pack(record), name))
        database.execute("DELETE FROM main.paper_record WHERE record = ?", (name,))


def _place(origin: Origin) -> tuple[int, int]:
    return origin.record, origin.line or 0


def _add_keys(database: sqlite3.Connection, record: Record, number: int | None, keys: Keys) -> None:
    written = {key.encode("utf-8", "surrogatepass") for key in keys(record)}
    database.executemany(
        "INSERT INTO records.record_key VALUES (?, ?)", [(key, number) for key in sorted(written)]
    )


def rekey(database: sqlite3.Connection, keys: Keys) -> None:
    """Compute all keys anew, for when the rules changed. The caller holds a transaction."""
    database.execute("DELETE FROM records.record_key")
    for number, body in database.execute("SELECT id, body FROM records.record"):
        _add_keys(database, unpack(Record, body), number, keys)


def change(database: sqlite3.Connection, make: Callable[[Record], Record], keys: Keys) -> dict[str, str]:
    """Let every record be what ``make`` makes of it; for each that changed its old digest with the new one.

    One that is equal to another then becomes that. The caller holds a transaction.
    """
    moved: dict[str, str] = {}
    numbers = [row[0] for row in database.execute("SELECT id FROM records.record ORDER BY digest")]
    for number in numbers:
        ask = "SELECT digest, body FROM records.record WHERE id = ?"
        old, body = database.execute(ask, (number,)).fetchone()
        kept = unpack(Record, body)
        record = make(kept)
        if record == kept:
            continue
        moved[old] = new = digest(record)
        database.execute("DELETE FROM records.record_key WHERE record = ?", (number,))
        if database.execute("SELECT 1 FROM records.record WHERE digest = ?", (new,)).fetchone():
            database.execute("DELETE FROM records.record WHERE id = ?", (number,))
            continue
        database.execute(
            "UPDATE records.record SET digest = ?, body = ? WHERE id = ?", (new, pack(record), number)
        )
        _add_keys(database, record, number, keys)
    return moved


def component(database: sqlite3.Connection, digests: Iterable[str]) -> dict[str, Record]:
    """These records and all that share a key with them, directly or through others, by digest."""
    found: dict[int, tuple[str, bytes]] = {}
    front = _select(database, "SELECT id FROM records.record WHERE digest IN ({})", list(digests))
    while front:
        numbers = sorted({row[0] for row in front} - found.keys())
        for number, name, body in _select(
            database, "SELECT id, digest, body FROM records.record WHERE id IN ({})", numbers
        ):
            found[number] = (name, body)
        front = _select(
            database,
            "SELECT DISTINCT other.record FROM records.record_key AS mine "
            "JOIN records.record_key AS other ON other.key = mine.key WHERE mine.record IN ({})",
            numbers,
        )
    return {name: unpack(Record, body) for name, body in sorted(found.values())}


def read_all(database: sqlite3.Connection) -> Iterator[tuple[str, Record]]:
    """All records by digest."""
    for name, body in database.execute("SELECT digest, body FROM records.record ORDER BY digest"):
        yield name, unpack(Record, body)


def _select(database: sqlite3.Connection, query: str, values: Sequence[object]) -> list[tuple]:  # type: ignore[type-arg]
    """Rows of a query with one list of values, asked in pieces that SQLite takes."""
    rows = []
    for at in range(0, len(values), _MANY):
        piece = values[at : at + _MANY]
        rows += database.execute(query.format(", ".join("?" * len(piece))), piece).fetchall()
    return rows
