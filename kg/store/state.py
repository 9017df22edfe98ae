"""What the writer knows beside the graph: records, papers with their extractions, and what is done.

The order of writes makes a kill between Oxigraph and SQLite harmless:

1. `State.want` commits what a paper's graph is to hold, marked as not written (``synchronous=FULL``);
2. the writer replaces the graphs in one update and flushes;
3. `State.written` removes the mark.

Step 1 also keeps what was there before, until `State.forget_changes`: what follows from all papers together
(`kg.derive`) can then be brought up to the papers that changed.

Killed before 1, nothing happened. Killed between 1 and 3, the mark says what to do again, and doing it twice
gives the same graph. Records are committed before all this; those that no paper accounts for yet are
`State.open_records`, so a build that was killed after reading them finds them again.

All of ``live/`` can be made anew from the records; ``records/`` is what must not be lost.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.model import Extraction, Paper
from kg.store import journal
from kg.store import records as kept
from kg.store.books import Books, Change, set_note
from kg.store.layout import LIVE, RECORDS, RECORDS_FILE, STATE
from kg.store.reading import read_only
from kg.store.ready import Ready
from kg.store.records import Keys, pack, unpack
from kg.store.trouble import translated
from kg.store.wanted import (
    READER,
    TO_REMOVE,
    TO_WRITE,
    mark_removed,
    mark_wanted,
    reassign,
    stamp,
)

_SCHEMA = (
    """
CREATE TABLE IF NOT EXISTS paper (id TEXT PRIMARY KEY, body BLOB NOT NULL, todo TEXT) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS todo ON paper (todo) WHERE todo IS NOT NULL;
CREATE TABLE IF NOT EXISTS extraction (
    paper TEXT, extractor TEXT, body BLOB NOT NULL, PRIMARY KEY (paper, extractor)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS reader (
    extractor TEXT, version TEXT, paper TEXT, PRIMARY KEY (extractor, version, paper)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS reader_of_paper ON reader (paper);
CREATE TABLE IF NOT EXISTS paper_record (record TEXT PRIMARY KEY, paper TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS record_of_paper ON paper_record (paper);
CREATE TABLE IF NOT EXISTS note (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS size (paper TEXT PRIMARY KEY, quads INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS changed (paper TEXT PRIMARY KEY, body BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS changed_extraction (
    paper TEXT, extractor TEXT, body BLOB NOT NULL, PRIMARY KEY (paper, extractor)) WITHOUT ROWID;
"""
    + journal.SCHEMA
)


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One paper with what extractors found in it and the digests of the records it was merged from."""

    paper: Paper
    extractions: tuple[Extraction, ...] = ()
    records: tuple[str, ...] = ()


class State(Books):
    """The two SQLite files of a store; used by its writer alone."""

    @classmethod
    def open(cls, store: Path) -> State:
        """Open or make the files. Raises `kg.errors.StoreDamaged` where they can not be read."""
        with translated(store):
            (store / LIVE).mkdir(exist_ok=True)
            database = sqlite3.connect(store / LIVE / STATE, isolation_level=None, timeout=5)
            try:
                database.execute("PRAGMA journal_mode = WAL")
                database.execute("PRAGMA synchronous = FULL")
                database.executescript(_SCHEMA)
                kept.attach(database, store / RECORDS / RECORDS_FILE)
            except sqlite3.Error:
                database.close()
                raise
            state = cls(store, database)
            state._know_readers()
        return state

    @classmethod
    def look(cls, store: Path) -> State:
        """The papers as they are, read beside their writer by a process that it started; changes nothing."""
        with translated(store):
            return cls(store, read_only(store / LIVE / STATE))

    def _know_readers(self) -> None:
        """Which version read which paper, where an older version of this software did not note it."""
        if self._rows("SELECT 1 FROM reader LIMIT 1") or not self._rows("SELECT 1 FROM extraction LIMIT 1"):
            return
        with self._transaction() as database:
            for name, body in database.execute("SELECT paper, body FROM extraction"):
                found = unpack(Extraction, body)
                database.execute(READER, (found.extractor, found.version, name))

    # Papers

    def paper(self, name: str) -> PaperRow | None:
        """One paper by its local name."""
        rows = self._rows("SELECT id, body FROM paper WHERE id = ? AND todo IS NOT ?", name, TO_REMOVE)
        return self._row(*rows[0]) if rows else None

    def papers(self, first: str = "", last: str | None = None) -> Iterator[PaperRow]:
        """All papers, or those from ``first`` to ``last``, streamed, sorted by their local names."""
        ask = "SELECT id, body FROM paper WHERE id >= ?1 AND (?2 IS NULL OR id <= ?2) AND todo IS NOT ?3"
        with translated(self._store):
            for row in self._database.execute(f"{ask} ORDER BY id", (first, last, TO_REMOVE)):
                yield self._row(*row)

    def paper_names(self) -> list[str]:
        """The local names of all papers, sorted."""
        return [
            row[0] for row in self._rows("SELECT id FROM paper WHERE todo IS NOT ? ORDER BY id", TO_REMOVE)
        ]

    def read_otherwise(self, extractor: str, version: str) -> list[str]:
        """Local names of the papers that another version of this extractor has read."""
        ask = "SELECT paper FROM reader WHERE extractor = ? AND {} ORDER BY paper"
        return [
            row[0]
            for part in ("version < ?", "version > ?")
            for row in self._rows(ask.format(part), extractor, version)
        ]

    def unread(self, records: Iterable[str], extractor: str) -> list[str]:
        """Those of ``records`` whose paper no version of this extractor has read."""
        ask = (
            "SELECT 1 FROM paper_record AS a JOIN paper AS b ON b.id = a.paper WHERE a.record = ? "
            "AND NOT EXISTS (SELECT 1 FROM reader WHERE reader.paper = a.paper AND reader.extractor = ?)"
        )
        with translated(self._store):
            return [r for r in records if self._database.execute(ask, (r, extractor)).fetchone()]

    def holds(self, name: str) -> bool:
        """Whether there is a paper of this local name."""
        return bool(self._rows("SELECT 1 FROM paper WHERE id = ? AND todo IS NOT ?", name, TO_REMOVE))

    def paper_count(self) -> int:
        """How many papers there are."""
        return int(self._rows("SELECT count(*) FROM paper WHERE todo IS NOT ?", TO_REMOVE)[0][0])

    def _row(self, name: str, body: bytes) -> PaperRow:
        found = self._rows("SELECT body FROM extraction WHERE paper = ? ORDER BY extractor", name)
        return PaperRow(
            unpack(Paper, body),
            tuple(unpack(Extraction, row[0]) for row in found),
            tuple(self.records_of(name)),
        )

    # What is done

    def changed(self, rows: Iterable[PaperRow]) -> list[PaperRow]:
        """Those of ``rows`` that are not kept already, written and equal."""
        write, remove = self.unfinished()
        unsure = {*write, *remove}
        return [row for row in rows if row.paper.id in unsure or self.paper(row.paper.id) != row]

    def want(
        self,
        rows: Sequence[PaperRow],
        *,
        remove: Iterable[str] = (),
        made: Iterable[tuple[Ready, Sequence[str]]] = (),
    ) -> None:
        """Step 1: say what the graphs of papers are to hold, and which papers are to go.

        ``made`` are new papers that are packed already, with the digests of their records; how many quads
        they will be is known.
        """
        with self._transaction() as database:
            set_note(database, "unpublished", "yes")
            for name in remove:
                mark_removed(database, name)
            for row in rows:
                read = [(e.extractor, e.version, pack(e)) for e in row.extractions]
                mark_wanted(database, row.paper.id, pack(row.paper), read, row.records)
            for new, records in made:
                read = [(new.extractor, new.version, new.body)]
                mark_wanted(database, new.name, new.paper, read, records)
                database.execute("INSERT OR REPLACE INTO size VALUES (?, ?)", (new.name, new.quads))

    def written(self, papers: Mapping[str, int]) -> None:
        """Step 3: the graphs of these papers are on disk as wanted, of so many quads each."""
        with self._transaction() as database:
            for name, quads in papers.items():
                if database.execute(
                    "DELETE FROM paper WHERE id = ? AND todo = ?", (name, TO_REMOVE)
                ).rowcount:
                    for table in ("extraction", "reader", "size"):
                        database.execute(f"DELETE FROM {table} WHERE paper = ?", (name,))
                else:
                    database.execute("INSERT OR REPLACE INTO size VALUES (?, ?)", (name, quads))
                    database.execute("UPDATE paper SET todo = NULL WHERE id = ?", (name,))

    def size(self, paper: str) -> int | None:
        """How many quads a paper's graph holds; None where an older version wrote it."""
        rows = self._rows("SELECT quads FROM size WHERE paper = ?", paper)
        return int(rows[0][0]) if rows else None

    def unfinished(self) -> tuple[list[str], list[str]]:
        """Local names of papers whose graphs may not be as wanted: to write again, and to remove."""
        rows = self._rows("SELECT id, todo FROM paper WHERE todo IS NOT NULL ORDER BY id")
        return [name for name, todo in rows if todo == TO_WRITE], [
            name for name, todo in rows if todo == TO_REMOVE
        ]

    def doubt_all(self) -> None:
        """Mark every paper as not written: the graph was lost."""
        with self._transaction() as database:
            database.execute("UPDATE paper SET todo = ? WHERE todo IS NULL", (TO_WRITE,))
            journal.touch(database, [journal.ALL])

    # Made again

    def extractors(self) -> list[str]:
        """Names of all extractors that read a paper."""
        return [row[0] for row in self._rows("SELECT DISTINCT extractor FROM reader ORDER BY extractor")]

    def records_read_by(self, extractor: str) -> list[str]:
        """Digests of the records of all papers that some version of this extractor has read, sorted."""
        ask = "SELECT DISTINCT record FROM paper_record JOIN reader USING (paper) WHERE extractor = ?"
        return sorted(row[0] for row in self._rows(ask, extractor))

    def forget_readings(self, extractor: str) -> None:
        """Forget what an extractor found; that it read these papers, in some other version, is kept."""
        with self._transaction() as database:
            database.execute("DELETE FROM extraction WHERE extractor = ?", (extractor,))
            database.execute("UPDATE reader SET version = '' WHERE extractor = ?", (extractor,))

    def change_records(self, change: Change, *, keys: Keys) -> int:
        """Let every record be what ``change`` makes of it; how many are others now.

        Its paper stays the one that accounts for it, until the records are partitioned anew; a paper whose
        last record became one that was there already goes.
        """
        with self._transaction() as database:
            moved = kept.change(database, change, keys)
            losing = {name for old, new in moved.items() if (name := reassign(database, old, new))}
            for name in sorted(losing):
                if not database.execute("SELECT 1 FROM paper_record WHERE paper = ?", (name,)).fetchone():
                    mark_removed(database, name)
            if moved:
                set_note(database, "unpublished", "yes")
        return len(moved)

    # What changed

    def changed_papers(self) -> list[str]:
        """Local names of the papers that changed, came or went since `forget_changes`, sorted."""
        return [row[0] for row in self._rows("SELECT paper FROM changed ORDER BY paper")]

    def before(self, name: str) -> PaperRow | None:
        """A changed paper as it was, without its records; None where there was none."""
        rows = self._rows("SELECT body FROM changed WHERE paper = ?", name)
        if not rows or rows[0][0] is None:
            return None
        found = self._rows("SELECT body FROM changed_extraction WHERE paper = ? ORDER BY extractor", name)
        return PaperRow(unpack(Paper, rows[0][0]), tuple(unpack(Extraction, row[0]) for row in found))

    def stamps(self, name: str) -> tuple[str | None, str | None]:
        """Digests of a changed paper as it was and as it is; None where there was or is none."""
        was = self._rows("SELECT body FROM changed WHERE paper = ?", name)
        then = "SELECT body FROM changed_extraction WHERE paper = ? ORDER BY extractor"
        now = self._rows("SELECT body FROM paper WHERE id = ? AND todo IS NOT ?", name, TO_REMOVE)
        read = "SELECT body FROM extraction WHERE paper = ? ORDER BY extractor"
        return stamp(was, self._rows(then, name)), stamp(now, self._rows(read, name))

    def forget_changes(self, papers: Iterable[str] | None = None) -> None:
        """What follows from these papers (all, by default) is derived."""
        with self._transaction() as database:
            if papers is None:
                database.execute("DELETE FROM changed")
                database.execute("DELETE FROM changed_extraction")
            for name in papers or ():
                database.execute("DELETE FROM changed WHERE paper = ?", (name,))
                database.execute("DELETE FROM changed_extraction WHERE paper = ?", (name,))
