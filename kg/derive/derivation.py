"""One run of derivation: empty tables filled from all papers, or brought up to those that changed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

from kg.data import data_path
from kg.derive.above import AboveStage
from kg.derive.coining import Coining
from kg.derive.edges import EdgeStage
from kg.derive.graph import GraphStage
from kg.derive.limits import thresholds
from kg.derive.lists import ListStage
from kg.derive.lookup import IndexStage, write_aside
from kg.derive.marks import Marks, quad_count
from kg.derive.names import NameStage
from kg.derive.parts import Aside, Parts
from kg.derive.records import Records
from kg.derive.saying import Saying
from kg.derive.says import Said, said
from kg.derive.tables import VERSION, Tables
from kg.index.layout import VERSION as INDEX_VERSION
from kg.mapping.background import BACKGROUND
from kg.resolve.derive import Thresholds
from kg.resolve.expansions import TABLE as ABBREVIATIONS
from kg.store.layout import LIVE
from kg.store.writer import Writer
from kg.text import CLEANING_VERSION

Counts = dict[str, int]
_SHIPPED = 2
COMPLETE = "complete"
"""The note of tables that hold everything, and of what else they depend on."""


class OutOfStep(Exception):
    """The tables are not what the papers that changed were changed from."""


def signature() -> str:
    """What else than papers derivation depends on: where it changed, everything is derived anew."""
    files = (data_path("ontology") / name for name in (BACKGROUND, ABBREVIATIONS))
    shipped = [sha256(file.read_bytes()).hexdigest()[:16] for file in files]
    versions = {"version": VERSION, "index": INDEX_VERSION, "cleaning": CLEANING_VERSION}
    return json.dumps({**versions, "shipped": shipped})


def made_alike(complete: str | None) -> bool:
    """Whether tables with this note were made as they would be now."""
    return bool(json.loads(complete or "{}")) and not made_otherwise(complete)


def made_otherwise(complete: str | None) -> tuple[str, ...]:
    """The parts of `signature` that are others now than in this note; none where there is no note."""
    found, now = json.loads(complete or "{}"), json.loads(signature())
    if not found:
        return ()
    # Earlier tables named the saved queries, too, of which nothing in them depends.
    found = {**found, "shipped": found["shipped"][:_SHIPPED]}
    return tuple(sorted(what for what in {**found, **now} if found.get(what) != now.get(what)))


class Derivation:
    """One run over open tables."""

    def __init__(self, writer: Writer, tables: Tables, *, whole: bool) -> None:
        self._writer = writer
        self._state = writer.state
        self._t = tables
        self._records = Records(tables)
        self._marks = Marks(tables, self._records, off=whole)
        self._whole = whole
        self._coining = Coining(tables)
        self._saying = Saying(tables, writer.state, self._coining)
        self._lists = ListStage(tables)
        self._graph = GraphStage(writer, tables, self._records, self._coining)
        self._index = IndexStage(writer.path / LIVE, tables, self._records)

    # Anew

    def fill(self, parts: Parts | None = None) -> None:
        """All papers into empty tables; ``parts`` lets other processes help."""
        names = self._state.paper_names()
        self._t.open_sums()
        if parts is not None:
            parts.say(self._t, names)
            self._coining.put_all()
        else:
            self._saying.put_all(self._state.papers())
        self._saying.measure(self._writer)
        for name in sorted(self._coining.moved()):
            self._take_in_one(name, changed=False)
        self._t.add_up()
        NameStage(self._t, self._marks, whole=True).run()
        edges = self._edges()
        if parts is not None:
            parts.edges(self._t, names, self._limits(), lines=self._graph.is_empty)
            edges.settle_all()
        else:
            edges.run_all(self._state.papers())
        AboveStage(self._t, self._records, self._marks).run_all()
        self._t.close_sums()

    def write_all(
        self, retracted: Iterable[str], aside: Aside | None = None, parts: Parts | None = None
    ) -> Counts:
        """Graph and index from the tables, both at once where ``aside`` takes one of them."""
        counts = {
            "papers": self._t.number("SELECT count(*) FROM paper"),
            "entities": self._t.number("SELECT count(*) FROM entity"),
            "claims": self._t.number("SELECT sum(claims) FROM paper"),
        }
        own = self._t.number("SELECT sum(quads + resolved) FROM paper")
        self._index.begin()
        with self._t.unwritten():
            live, part = self._writer.path / LIVE, self._index.part
            indexed = aside(write_aside, live, self._t.path, part) if aside is not None else None
            shared = self._graph.write_all(self._limits(), retracted, parts)
            if indexed is not None:
                indexed()
            else:
                self._index.write_rows(part)
        self._keep_totals({**counts, "quads": own + shared})
        self._graph.write_companies()
        found = self._counts()
        self._index.end(found)
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
        self._saying.measure(self._writer)
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
        self._saying.say(change)
        for table in ("person", "venue", "alias"):
            for key in change.get(table, ()):
                self._marks.mark(table, key[0])
        if changed:
            self._lists.take_in(name, new)
        if new is not None and changed:
            self._saying.put_paper(new)

    # Both

    def _limits(self) -> Thresholds:
        return thresholds(self._state, self._records.extractors())

    def _edges(self) -> EdgeStage:
        return EdgeStage(self._t, self._records, self._marks, self._limits(), self._coining)

    def _complete(self) -> None:
        self._keep_thresholds()
        self._t.set_note(COMPLETE, signature())

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
