"""What `kg.store.state` writes of single papers; whoever calls holds a transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from hashlib import sha256

from kg.store.books import assign

TO_WRITE, TO_REMOVE = "write", "remove"
READER = "INSERT OR REPLACE INTO reader VALUES (?, ?, ?)"


def mark_removed(database: sqlite3.Connection, name: str) -> None:
    """A paper is to go."""
    keep_before(database, name)
    database.execute("UPDATE paper SET todo = ? WHERE id = ?", (TO_REMOVE, name))
    database.execute("DELETE FROM paper_record WHERE paper = ?", (name,))


def mark_wanted(
    database: sqlite3.Connection,
    name: str,
    paper: bytes,
    read: Sequence[tuple[str, str, bytes]],
    records: Sequence[str],
) -> None:
    """A paper is to be this: itself packed, its extractions by extractor and version, its records."""
    keep_before(database, name)
    database.execute("INSERT OR REPLACE INTO paper VALUES (?, ?, ?)", (name, paper, TO_WRITE))
    database.execute("DELETE FROM extraction WHERE paper = ?", (name,))
    database.executemany(
        "INSERT INTO extraction VALUES (?, ?, ?)", [(name, extractor, body) for extractor, _, body in read]
    )
    database.execute("DELETE FROM reader WHERE paper = ?", (name,))
    database.executemany(READER, [(extractor, version, name) for extractor, version, _ in read])
    database.execute("DELETE FROM paper_record WHERE paper = ?", (name,))
    assign(database, records, name)


def stamp(paper: list[tuple], extractions: list[tuple]) -> str | None:  # type: ignore[type-arg]
    """A digest of a paper with its extractions, as they are kept."""
    if not paper or paper[0][0] is None:
        return None
    found = sha256(paper[0][0])
    for row in extractions:
        found.update(row[0])
    return found.hexdigest()[:16]


def reassign(database: sqlite3.Connection, old: str, new: str) -> str | None:
    """Let the paper of one record account for another, unless some paper does; that paper."""
    row = database.execute("SELECT paper FROM paper_record WHERE record = ?", (old,)).fetchone()
    if row is None:
        return None
    database.execute("DELETE FROM paper_record WHERE record = ?", (old,))
    database.execute("INSERT OR IGNORE INTO paper_record VALUES (?, ?)", (new, row[0]))
    return str(row[0])


def keep_before(database: sqlite3.Connection, name: str) -> None:
    """Keep a paper as it is, unless an older state of it is kept already."""
    there = "SELECT ?, (SELECT body FROM paper WHERE id = ?)"
    if database.execute(f"INSERT OR IGNORE INTO changed {there}", (name, name)).rowcount:
        of_paper = "SELECT paper, extractor, body FROM extraction WHERE paper = ?"
        database.execute(f"INSERT INTO changed_extraction {of_paper}", (name,))
