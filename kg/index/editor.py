"""Changes to an index that is too large to be written again: newer rows in a delta that lies over it."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from types import TracebackType

from kg.index.layout import KEY, TABLES, TITLE, TOLD, checksum, delta_schema, overlay, schema
from kg.index.making import Row, Terms
from kg.index.writer import TOP, Ranked, keys_of, listed, prefixes, ranked, word_keys_of
from kg.names import normal_form

Key = tuple[str, int, str]
_CACHED = 65_536
"""Kilobytes of the older index in memory: changes to a large store touch pages all over it."""


class Editor:
    """One transaction of changes to the index ``base``, written to ``delta``; a context manager.

    Doing it twice gives the same rows, so that a change whose end is not certain may be repeated.
    """

    def __init__(self, base: Path, delta: Path) -> None:
        self._db = sqlite3.connect(f"{delta.absolute().as_uri()}", uri=True, isolation_level=None)
        self._db.execute("PRAGMA synchronous = FULL")
        if self._db.execute("SELECT 1 FROM sqlite_master").fetchone() is None:  # new, or from a kill
            self._db.executescript(f"BEGIN; {delta_schema()} COMMIT;")
        self._db.execute("ATTACH ? AS base", (f"{base.absolute().as_uri()}?immutable=1",))
        self._db.execute("PRAGMA temp_store = MEMORY")
        self._db.execute(f"PRAGMA base.cache_size = -{_CACHED}")
        for table in (*TABLES, "key"):
            self._db.execute(f"CREATE TEMP VIEW now_{table} AS {overlay(table, 'base', 'main')}")
        self._changed: dict[Key, tuple[Row | None, Row | None]] = {}
        self._db.execute("BEGIN IMMEDIATE")

    def __enter__(self) -> Editor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._settle()
            self._db.execute("COMMIT")
        self._db.close()

    def put(self, table: str, row: Row) -> None:
        """Let the index hold this row under its key."""
        keys = TABLES[table][1]
        where = self._where(table)
        (now,) = self._db.execute(f"SELECT * FROM now_{table} WHERE {where}", row[:keys]).fetchall() or [None]
        sum_ = checksum(table, row)
        if now == (*row, sum_):
            return
        self._hide(table, row[:keys])
        places = ",".join("?" * (len(row) + 1))
        self._db.execute(f"REPLACE INTO main.{table} VALUES ({places})", (*row, sum_))

    def drop(self, table: str, key: Row) -> None:
        """Let the index hold no row under this key."""
        self._db.execute(f"DELETE FROM main.{table} WHERE {self._where(table)}", key)
        if self._hide(table, key) and table in TOLD:
            row = (*key, *[None] * (len(TABLES[table][0]) - len(key)))
            places = ",".join("?" * (len(row) + 1))
            self._db.execute(f"INSERT INTO main.{table} VALUES ({places})", (*row, checksum(table, row)))

    def _hide(self, table: str, key: Row) -> bool:
        """Hide the older row under a key; whether there is one."""
        found = self._db.execute(f"SELECT 1 FROM base.{table} WHERE {self._where(table)}", key).fetchone()
        if found is not None:
            places = ",".join("?" * len(key))
            self._db.execute(f"INSERT OR IGNORE INTO main.gone_{table} VALUES ({places})", key)
        return found is not None

    @staticmethod
    def _where(table: str) -> str:
        columns, keys = TABLES.get(table, (KEY, 2))
        return " AND ".join(f"{column} = ?" for column in columns[:keys])

    def change_terms(self, old: Terms, new: Terms) -> None:
        """Let one node answer to ``new`` instead of ``old``."""
        for key in old.keys() | new.keys():
            was, now = old.get(key), new.get(key)
            if was == now:
                continue
            self._changed[key] = (self._changed.get(key, (was,))[0], now)
            if now is None:
                self.drop("term", key)
            else:
                self.put("term", (*key, *now))

    def _settle(self) -> None:
        """Bring up to the changed terms what follows from them."""
        for form in sorted({form for form, place, _ in self._changed if not place}):
            self._settle_keys(form)
        for word in sorted({form.partition(" ")[0] for form, _, _ in self._changed}):
            self._settle_words(word)
        touched: defaultdict[str, set[Key]] = defaultdict(set)
        for key, states in self._changed.items():
            for term in states:
                for prefix in prefixes(key, term) if term is not None else ():
                    touched[prefix].add(key)
        for prefix in sorted(touched):
            self._settle_top(prefix, touched[prefix])

    def _settle_keys(self, form: str) -> None:
        asked = "SELECT 1 FROM now_term WHERE form = ? AND place = 0 AND weight AND kind <> ? LIMIT 1"
        self._want(form, keys_of(form), self._db.execute(asked, (form, TITLE)).fetchone() is not None)

    def _settle_words(self, word: str) -> None:
        keys = word_keys_of(word)
        if keys:
            asked = "SELECT 1 FROM now_term WHERE form >= ? AND form < ? AND weight AND kind <> ? LIMIT 1"
            ranges = ((word, f"{word}\0"), (f"{word} ", f"{word}!"))
            found = (self._db.execute(asked, (*ends, TITLE)).fetchone() for ends in ranges)
            self._want(word, keys, any(row is not None for row in found))

    def _want(self, form: str, keys: Iterable[int], wanted: bool) -> None:
        """Let a form be there under its keys, or not."""
        for key in keys:
            row = (key, form)
            there = self._db.execute("SELECT 1 FROM now_key WHERE key = ? AND form = ?", row).fetchone()
            if wanted and there is None:
                self._db.execute("DELETE FROM main.gone_key WHERE key = ? AND form = ?", row)
                if (
                    self._db.execute("SELECT 1 FROM base.key WHERE key = ? AND form = ?", row).fetchone()
                    is None
                ):
                    self._db.execute("INSERT INTO main.key VALUES (?, ?)", row)
            elif there is not None and not wanted:
                self._db.execute("DELETE FROM main.key WHERE key = ? AND form = ?", row)
                self._hide("key", row)

    def _settle_top(self, prefix: str, keys: Iterable[Key]) -> None:
        rows = self._db.execute(
            "SELECT node, text, kind, weight, place FROM now_top WHERE prefix = ?", (prefix,)
        ).fetchall()
        before = {_key(text, place, node): (text, kind, weight) for node, text, kind, weight, place in rows}
        list_ = {key: ranked(key, term) for key, term in before.items()}
        lost = False
        for key in keys:
            now = self._changed[key][1]
            place = ranked(key, now) if now is not None and prefix in prefixes(key, now) else None
            was = list_.pop(key, None)
            lost = lost or (was is not None and len(before) == TOP and (place is None or place < was))
            if place is not None:
                list_[key] = place
        if lost:  # one of those that were not listed may have risen
            list_ = self._all(prefix)
        new = list(listed(prefix, list_.values()))
        for row in new:
            self.put("top", row)
        for rank in range(len(new), len(before)):
            self.drop("top", (prefix, rank))

    def _all(self, prefix: str) -> dict[Key, Ranked]:
        rows = self._db.execute(
            "SELECT form, place, node, text, kind, weight FROM now_term "
            "WHERE form >= ? AND form < ? AND weight AND kind <> ? ORDER BY weight DESC",
            (prefix, prefix + "\U0010ffff", TITLE),
        )
        found: dict[Key, Ranked] = {}
        least = 0
        for row in rows:
            key, term = row[:3], row[3:]
            if len(found) >= TOP and term[2] < least:
                break
            if prefix in prefixes(key, term):
                found[key] = ranked(key, term)
                least = term[2]
        return found


def _key(text: str, place: int, node: str) -> Key:
    return " ".join(normal_form(text).split(" ")[place:]), place, node


def change_meta(editor: Editor, counts: Mapping[str, int]) -> None:
    """Let the index hold these counts."""
    for key in sorted(counts):
        editor.put("meta", (key, counts[key]))


def merge(base: Path, delta: Path, to: Path) -> None:
    """Write one new index of both files."""
    with closing(sqlite3.connect(f"{to.absolute().as_uri()}", uri=True)) as db:
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 4096;")
        db.executescript(schema())
        db.execute("ATTACH ? AS base", (f"{base.absolute().as_uri()}?immutable=1",))
        db.execute("ATTACH ? AS delta", (f"{delta.absolute().as_uri()}?immutable=1",))
        for table in (*TABLES, "key"):
            columns, keys = TABLES.get(table, (KEY, 2))
            there = f"WHERE {columns[-1]} IS NOT NULL" if table in TOLD else ""
            rows = f"SELECT * FROM ({overlay(table, 'base', 'delta')}) {there}"
            db.execute(f"INSERT INTO main.{table} {rows} ORDER BY {', '.join(columns[:keys])}")
        db.commit()
