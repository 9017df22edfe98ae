"""The company of entities that many papers name, brought up to what changed in tables and graph.

Tables that were made before there were companies, or before their lists were kept, get them without anything
being derived anew.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

from pyoxigraph import NamedNode, Quad

from kg import vocab
from kg.derive.marks import Marks
from kg.derive.near import Change, Lists, Near, company_of, lacking, naming, unpacked
from kg.derive.tables import Tables
from kg.mapping import company_quads
from kg.model import PaperEdge
from kg.resolve import company as plain
from kg.store.writer import Writer

_AT_ONCE = 20
_NOTE, _VERSION = "company", "1"
WORTH = 0.25
"""Part of an entity's papers that may have changed for its lists to follow them."""
_MOST = 5000
"""Papers that are held with what they were; where more changed, lists are read anew."""


class CompanyStage:
    """Follows papers and links, and writes the graph of companies."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables
        self._near = Near(tables)
        self._stirred: dict[str, list[str]] = {}
        """Entities that may have another company now, each with its papers that changed."""
        self._changes: dict[str, Change] = {}

    # What has to be looked at again

    def take_in(self, paper: str, old: Iterable[PaperEdge], new: Iterable[PaperEdge]) -> None:
        """A paper's edges are ``new`` now and were ``old``; its date may be another, too."""
        change = Change(naming(old), naming(new))
        if len(self._changes) < _MOST:
            self._changes[paper] = change
        for entity in change.entities:
            self._stirred.setdefault(entity, []).append(paper)

    def take_in_link(self, subject: str, object_: str) -> None:
        """A link between these changed."""
        for entity in (subject, object_):
            self._stirred.setdefault(entity, [])

    def follow(self, marks: Marks) -> None:
        """Bring lists up to papers and links, and mark those that changed."""
        self._t.script(_TABLES)
        links: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
        for key in marks.marked("link"):
            links[key[0]].add(key)
            links[key[2]].add(key)
        for slug in sorted(self._stirred):
            there = self._t.row("SELECT 1 FROM company WHERE entity = ?", slug) is not None
            if self._near.papers(slug) > plain.MANY:
                self._follow(slug, links[slug], marks)
            elif there:
                marks.mark("company", slug)
                self._near.forget(slug)
        for (slug,) in self._t.rows(_UNKEPT):
            self._near.keep(slug, self._near.read(slug))
        self._stirred.clear()
        self._changes.clear()

    def _follow(self, slug: str, links: Iterable[tuple[str, ...]], marks: Marks) -> None:
        kept, papers = self._near.kept(slug), self._stirred[slug]
        if kept is None or not self._worth(slug):
            now = self._near.read(slug)
        else:
            changes = {paper: self._changes[paper] for paper in papers}
            now = self._near.follow(slug, kept, changes, links)
        if now != kept:
            marks.mark("company", slug)
            self._near.keep(slug, now)

    def _worth(self, slug: str) -> bool:
        papers = self._stirred[slug]
        few = len(papers) <= WORTH * self._near.papers(slug)
        return few and all(paper in self._changes for paper in papers)

    # The graph

    def write(self, writer: Writer) -> None:
        """Bring the graph of companies up to what is pending; all of it where it is new to the tables."""
        if self._t.note(_NOTE) != _VERSION:
            self.write_all(writer)
            return
        rows = iter(self._t.rows("SELECT key, was FROM pending WHERE kind = 'company'"))
        while batch := list(islice(rows, _AT_ONCE)):
            gone: list[Quad] = []
            new: list[Quad] = []
            for slug, was in batch:
                less, more = self._change(writer, slug, json.loads(was))
                gone += less
                new += more
            writer.amend(gone, new)

    def _change(
        self, writer: Writer, slug: str, was: dict[str, list[list[object]]] | None
    ) -> tuple[set[Quad], set[Quad]]:
        """Quads that go and quads that come; the graph is read only where it is not known what it holds."""
        now = self._near.kept(slug)
        if was is None or now is None:
            old, new = set(_kept(writer, slug)), set(_quads(slug, now) if now is not None else ())
        else:
            before = unpacked(was)
            old, new = set(_quads(slug, lacking(before, now))), set(_quads(slug, lacking(now, before)))
        return old - new, new - old

    def write_all(self, writer: Writer) -> None:
        """All companies."""
        self._t.begin()
        try:
            self._t.script(_TABLES)
            self._t.script("DELETE FROM company; DELETE FROM near")
            writer.rewrite(vocab.GRAPH_COMPANY, self._all())
            writer.flush()  # the note is durable at once
            self._t.set_note(_NOTE, _VERSION)
            self._t.commit()
        except BaseException:
            self._t.rollback()
            raise

    def _all(self) -> Iterator[Quad]:
        for (slug,) in self._t.rows("SELECT slug FROM entity WHERE papers > ? ORDER BY slug", plain.MANY):
            lists = self._near.read(slug)
            self._near.keep(slug, lists)
            yield from _quads(slug, lists)

    def size(self) -> int:
        """How many quads the graph of companies holds."""
        return self._t.number("SELECT sum(quads) FROM company")


def _quads(slug: str, lists: Lists) -> list[Quad]:
    return company_quads(company_of(slug, lists))


def _kept(writer: Writer, slug: str) -> Iterator[Quad]:
    """What the graph says of a company, and of its counts."""
    for quad in writer.about(vocab.company_iri(slug), vocab.GRAPH_COMPANY):
        yield quad
        if isinstance(quad.object, NamedNode) and quad.object.value.startswith(_COUNT):
            yield from writer.about(quad.object.value, vocab.GRAPH_COMPANY)


_UNKEPT = "SELECT entity FROM company WHERE entity NOT IN (SELECT entity FROM near)"
"""Companies whose lists an older version did not keep; only of those that did not change just now."""
_COUNT = f"{vocab.BASE}count/"
_TABLES = (
    "CREATE TABLE IF NOT EXISTS company (entity TEXT PRIMARY KEY, quads INTEGER) WITHOUT ROWID; "
    "CREATE TABLE IF NOT EXISTS near (entity TEXT PRIMARY KEY, lists TEXT) WITHOUT ROWID"
)
