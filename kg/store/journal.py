"""Which graphs changed since which snapshot: noted before they change, so that a kill forgets none.

A turn is the time between two snapshots; it is closed, with a token of its own, before a snapshot is made,
which carries that token. Who knows the token of an earlier snapshot can ask which graphs have been touched
since: a few too many perhaps, never one too few. A token that these books do not know (of another store, or
of a time that a restored backup undid) answers nothing.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from kg.store.layout import LIVE, STATE
from kg.store.reading import read_only

SETTING = "journal"
"""Under which a snapshot's settings hold its token."""
ALL = "*"
"""Stands for every graph."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS touched (graph TEXT PRIMARY KEY, turn INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS touched_by_turn ON touched (turn);
CREATE TABLE IF NOT EXISTS turn (number INTEGER PRIMARY KEY, token TEXT NOT NULL);
"""
_OPEN = "(SELECT 1 + ifnull(max(number), 0) FROM turn)"


def touch(database: sqlite3.Connection, graphs: Iterable[str]) -> None:
    """These graphs are about to change in the turn that is open."""
    database.executemany(f"INSERT OR REPLACE INTO touched VALUES (?, {_OPEN})", ((name,) for name in graphs))


def close_turn(database: sqlite3.Connection) -> str:
    """A snapshot is about to be made; its token."""
    token = secrets.token_hex(8)
    database.execute(f"INSERT INTO turn VALUES ({_OPEN}, ?)", (token,))
    return token


def touched_since(store: Path, token: str, *, snapshot: str) -> set[str] | None:
    """The graphs that changed from the snapshot with this token to another, or later; None: perhaps any."""
    file = store / LIVE / STATE
    try:
        with closing(read_only(file)) as database:
            turns = dict(
                database.execute("SELECT token, number FROM turn WHERE token IN (?, ?)", (token, snapshot))
            )
            if token not in turns or turns.get(snapshot, 0) < turns[token]:
                return None
            since = (turns[token],)
            found = {row[0] for row in database.execute("SELECT graph FROM touched WHERE turn > ?", since)}
    except sqlite3.Error:
        return None
    return None if ALL in found else found
