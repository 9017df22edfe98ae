"""What follows from all papers together, brought up to the papers that changed, or derived anew.

`bring_up` decides which. Derived anew is right whenever something else than papers changed, or anything is in
doubt; both ways give the same graph and the same index (`tests/derive`).
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path

from kg.data import data_path
from kg.derive.above import AboveStage
from kg.derive.coining import Coining
from kg.derive.edges import EdgeStage
from kg.derive.graph import GraphStage
from kg.derive.lists import ListStage
from kg.derive.lookup import SHARE, IndexStage
from kg.derive.marks import Marks, quad_count
from kg.derive.names import NameStage
from kg.derive.records import Records
from kg.derive.says import Said, claim_count, said
from kg.derive.tables import VERSION, Tables, place, remove
from kg.index.layout import VERSION as INDEX_VERSION
from kg.mapping.background import BACKGROUND
from kg.mapping.guide import GUIDE
from kg.resolve.derive import Thresholds
from kg.resolve.expansions import TABLE as ABBREVIATIONS
from kg.store.layout import LIVE
from kg.store.state import PaperRow, State
from kg.store.trouble import translated
from kg.store.writer import Writer
from kg.text import CLEANING_VERSION
from kg.vocab import paper_graph

Counts = dict[str, int]
MOST = 0.5
"""Part of the papers that may have changed for it to be worth following them."""
_NOTE = "threshold:"
_LEAST = "min-confidence"
_COMPLETE = "complete"
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class OutOfStep(Exception):
    """The tables are not what the papers that changed were changed from."""


def remember_threshold(state: State, extractor: tuple[str, str], entity: float, link: float) -> None:
    """Keep an extractor's thresholds: a later build may run another one."""
    key, value = _NOTE + json.dumps(extractor), json.dumps([entity, link])
    if state.note(key) != value:
        state.set_note(key, value)


def demand(state: State, least: float) -> None:
    """Let no claim below ``least`` be a plain triple, in this build and later ones; 0 takes that back."""
    if state.note(_LEAST) != str(least):
        state.set_note(_LEAST, str(least))


def thresholds(
    state: State, extractors: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], tuple[float, float]]:
    """For each extractor's name and version, the confidence from which entities and links count.

    It is no lower than what is demanded.
    """
    found = {}
    least = float(state.note(_LEAST) or 0.0)
    for extractor in sorted(set(extractors)):
        note = state.note(_NOTE + json.dumps(extractor))
        entity, link = json.loads(note) if note else (0.5, 0.5)
        found[extractor] = (max(entity, least), max(link, least))
    return found


def bring_up(
    writer: Writer, retracted: Iterable[str], *, anew: bool = False, most: float = MOST, share: int = SHARE
) -> Counts:
    """Let derived graphs and index follow from the papers as they are now; the counts of the store.

    With ``anew`` everything is derived whatever is there. ``most``: the share of papers that may have changed
    for the tables to follow them. ``share``: the delta of the index is merged into it once it is larger than
    this part of it.
    """
    gone = sorted(retracted)
    with translated(writer.path):
        if not anew:
            tables = _usable(writer, most)
            if tables is not None:
                try:
                    return _Derivation(writer, tables, whole=False).follow(gone, share)
                except OutOfStep:
                    pass
                except sqlite3.DatabaseError as error:
                    if error.sqlite_errorcode not in _DAMAGED:
                        raise
                finally:
                    tables.close()
        return _derive_anew(writer, gone)


def index_writer(writer: Writer) -> Callable[[Path], None]:
    """What `Writer.publish` calls to leave the index in the snapshot."""

    def write(path: Path) -> None:
        tables = Tables(place(writer.path))
        try:
            IndexStage(writer.path / LIVE, tables, Records(tables)).place(path)
        finally:
            tables.close()

    return write


def forget(writer: Writer) -> None:
    """Nothing is kept any more: somebody else derives."""
    remove(place(writer.path))
    writer.state.forget_changes()


def signature() -> str:
    """What else than papers derivation depends on: where it changed, everything is derived anew."""
    files = (data_path("ontology") / name for name in (BACKGROUND, ABBREVIATIONS, GUIDE))
    shipped = [sha256(file.read_bytes()).hexdigest()[:16] for file in files]
    versions = {"version": VERSION, "index": INDEX_VERSION, "cleaning": CLEANING_VERSION}
    return json.dumps({**versions, "shipped": shipped})


def _usable(writer: Writer, most: float) -> Tables | None:
    """The tables, where they are complete, were made in the same way, and few papers changed since."""
    path = place(writer.path)
    if not path.exists():
        return None
    tables = Tables(path)
    try:
        if _is_usable(writer, tables, most):
            return tables
    except sqlite3.DatabaseError:
        pass  # damaged: they are made anew
    tables.close()
    return None


def _is_usable(writer: Writer, tables: Tables, most: float) -> bool:
    if tables.row("SELECT 1 FROM sqlite_master WHERE name = 'note'") is None:
        return False
    if tables.note(_COMPLETE) != signature():
        return False
    if not IndexStage(writer.path / LIVE, tables, Records(tables)).intact:
        return False
    if len(writer.state.changed_papers()) > most * writer.state.paper_count():
        return False
    kept = json.loads(tables.note("thresholds") or "[]")
    now = thresholds(writer.state, ((name, version) for name, version, _, _ in kept))
    return all(now[name, version] == (entity, link) for name, version, entity, link in kept)


def _derive_anew(writer: Writer, retracted: Iterable[str]) -> Counts:
    path = place(writer.path)
    part = path.with_name(f"{path.name}.part")  # a kill leaves it half made
    tables = Tables(part, new=True)
    try:
        _Derivation(writer, tables, whole=True).fill()
        tables.commit()
    finally:
        tables.close()
    with part.open("rb") as stream:
        os.fsync(stream.fileno())
    remove(path)
    part.rename(path)
    tables = Tables(path)
    try:
        return _Derivation(writer, tables, whole=True).write_all(retracted)
    finally:
        tables.close()


class _Derivation:
    """One run over open tables."""

    def __init__(self, writer: Writer, tables: Tables, *, whole: bool) -> None:
        self._writer = writer
        self._state = writer.state
        self._t = tables
        self._records = Records(tables)
        self._marks = Marks(tables, self._records, off=whole)
        self._whole = whole
        self._coining = Coining(tables)
        self._lists = ListStage(tables)
        self._graph = GraphStage(writer, tables, self._records, self._coining)
        self._index = IndexStage(writer.path / LIVE, tables, self._records)

    # Anew

    def fill(self) -> None:
        """All papers into empty tables."""
        self._t.open_sums()
        for row in self._state.papers():
            self._coining.put(row.paper.id, row.extractions)
            self._say(said(row.paper, row.extractions))
            self._put_paper(row)
            self._lists.take_in(row.paper.id, row)
        for name in sorted(self._coining.moved()):
            self._take_in_one(name, changed=False)
        self._t.add_up()
        NameStage(self._t, self._marks, whole=True).run()
        self._edges().run_all(self._state.papers())
        AboveStage(self._t, self._records, self._marks).run_all()
        self._t.close_sums()

    def write_all(self, retracted: Iterable[str]) -> Counts:
        """Graph and index from the tables."""
        counts = {
            "papers": self._t.number("SELECT count(*) FROM paper"),
            "entities": self._t.number("SELECT count(*) FROM entity"),
            "claims": self._t.number("SELECT sum(claims) FROM paper"),
        }
        own = self._t.number("SELECT sum(quads + resolved) FROM paper")
        self._keep_totals({**counts, "quads": own + self._graph.write_all(self._limits(), retracted)})
        found = self._counts()
        self._index.write_all(found)
        self._t.set_note("told", json.dumps(found))
        self._writer.flush()
        self._complete()
        self._state.forget_changes()
        self._writer.mark_unpublished()  # the index is another file
        return found

    # Following

    def follow(self, retracted: Iterable[str], share: int) -> Counts:
        """Bring the tables up to the papers that changed; then graph and index up to the tables."""
        if self._pending():  # a kill left something
            self._write(retracted, share)
        changed = self._state.changed_papers()
        if changed:
            self._t.begin()
            try:
                self._take_in(changed)
                self._add_totals()
                self._keep_thresholds()
                self._t.commit()
            except BaseException:
                self._t.rollback()
                raise
        found = self._write(retracted, share)
        self._state.forget_changes(changed)
        return found

    def _pending(self) -> bool:
        return self._t.row("SELECT 1 FROM pending") is not None

    def _write(self, retracted: Iterable[str], share: int) -> Counts:
        """Bring graph and index up to the tables."""
        self._graph.write_pending()
        self._graph.write_small(self._limits(), retracted)
        counts = self._counts()
        told = json.dumps(counts)
        if self._pending() or self._t.note("told") != told:
            self._index.write_pending(counts)
            self._t.set_note("told", told)
        self._writer.flush()
        self._t.run("DELETE FROM pending")
        self._index.merge_large(share)
        return counts

    def _take_in(self, changed: list[str]) -> None:
        self._t.open_sums()
        others = [name for name in changed if self._differs(name)]
        for name in others:
            row = self._state.paper(name)
            self._coining.put(name, row.extractions if row is not None else ())
        moved = sorted(self._coining.moved().difference(others))
        for name in others:
            self._take_in_one(name, changed=True)
        for name in moved:
            self._take_in_one(name, changed=False)
        self._t.add_up()
        names = NameStage(self._t, self._marks, whole=False)
        names.run()
        again = (
            row[0]
            for name in sorted(names.resettled)
            for row in self._t.rows("SELECT paper FROM used WHERE name = ?", name)
        )
        self._edges().run(sorted({*others, *moved, *again}), self._state)
        AboveStage(self._t, self._records, self._marks).run()
        self._lists.refill(self._state.papers())
        self._t.close_sums()

    def _differs(self, name: str) -> bool:
        """Whether a paper is another than in the tables; raises `OutOfStep` where it was yet another."""
        row = self._t.row("SELECT stamp FROM paper WHERE id = ?", name)
        stamp = None if row is None else row[0]
        before, now = self._state.stamps(name)
        if now != stamp and before != stamp:
            raise OutOfStep(name)
        return bool(now != stamp)

    def _take_in_one(self, name: str, *, changed: bool) -> None:
        """Say what a paper says more and less than before: it changed, or the senses of its names did."""
        new = self._state.paper(name)
        old = self._state.before(name) if changed else new
        self._marks.mark("paper", name)
        was = said(old.paper, self._coining.before(old.extractions)) if old is not None else {}
        is_ = said(new.paper, self._coining.now(new.extractions)) if new is not None else {}
        change: Said = {}
        for table in {*was, *is_}:
            more = Counter(is_.get(table, Counter()))
            more.subtract(was.get(table, Counter()))
            change[table] = Counter({key: n for key, n in more.items() if n})
        self._say(change)
        for table in ("person", "venue", "alias"):
            for key in change.get(table, ()):
                self._marks.mark(table, key[0])
        if changed:
            self._lists.take_in(name, new)
        if new is not None and changed:
            self._put_paper(new)

    def _say(self, change: Said) -> None:
        for table, counted in change.items():
            self._t.say(table, ((*key, n) for key, n in counted.items()))

    # Both

    def _put_paper(self, row: PaperRow) -> None:
        paper = row.paper
        quads = self._state.size(paper.id)
        if quads is None:
            quads = len(self._writer.graph(paper_graph(paper.id)))
        aliases = json.dumps(paper.aliases, ensure_ascii=False)
        stamp = self._state.stamps(paper.id)[1]
        values = (paper.id, paper.title, paper.date, aliases, claim_count(row.extractions), quads, stamp)
        self._t.run("INSERT OR REPLACE INTO paper VALUES (?, ?, ?, ?, ?, ?, 0, ?)", values)

    def _limits(self) -> Thresholds:
        return thresholds(self._state, self._records.extractors())

    def _edges(self) -> EdgeStage:
        return EdgeStage(self._t, self._records, self._marks, self._limits(), self._coining)

    def _complete(self) -> None:
        self._keep_thresholds()
        self._t.set_note(_COMPLETE, signature())

    def _keep_thresholds(self) -> None:
        kept = [[*extractor, *limit] for extractor, limit in sorted(self._limits().items())]
        self._t.set_note("thresholds", json.dumps(kept))

    # Totals

    def _keep_totals(self, totals: Counts) -> None:
        self._t.many("INSERT OR REPLACE INTO total VALUES (?, ?)", sorted(totals.items()))

    def _totals(self) -> Counts:
        return {row[0]: row[1] for row in self._t.rows("SELECT key, n FROM total")}

    def _add_totals(self) -> None:
        """Add to the totals what the marked things are more than they were."""
        totals = Counter(self._totals())
        for kind, key, was, quads in self._t.rows("SELECT * FROM pending"):
            totals["quads"] += quad_count(self._records, kind, key) - quads
            if kind == "entity":
                there = self._records.entity(key) is not None
                totals["entities"] += there - (json.loads(was)["node"] is not None)
            elif kind == "paper":
                now, old = self._records.claims(key), json.loads(was)
                totals["papers"] += (now is not None) - (old is not None)
                totals["claims"] += (now or 0) - (old["claims"] if old is not None else 0)
        self._keep_totals(dict(totals))

    def _counts(self) -> Counts:
        totals = self._totals()
        triples = totals["quads"] + self._graph.small()
        return {**{key: totals[key] for key in ("papers", "entities", "claims")}, "triples": triples}
