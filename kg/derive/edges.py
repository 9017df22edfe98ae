"""Plain triples: what papers say of entities, what follows for links between them, and the entities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from kg.derive.coining import Coining
from kg.derive.company import CompanyStage
from kg.derive.lists import ListStage
from kg.derive.marks import Marks
from kg.derive.records import Records, Shown, entity_row
from kg.derive.tables import Tables
from kg.mapping import authors_of, resolved_quads, venue_of
from kg.model import EntityEdge, PaperEdge
from kg.resolve.decide import Decision
from kg.resolve.derive import Thresholds, edges_of
from kg.resolve.profiles import name_slug
from kg.store.state import PaperRow, State


class EdgeStage:
    """Brings edges, links and entities up to papers and names."""

    def __init__(
        self, tables: Tables, records: Records, marks: Marks, limits: Thresholds, coining: Coining
    ) -> None:
        self._t = tables
        self._coining = coining
        self._records = records
        self._marks = marks
        self._limits = limits
        self._lists = ListStage(tables)
        self._company = CompanyStage(tables)

    def run_all(self, papers: Iterable[PaperRow]) -> None:
        """All papers into empty tables."""
        for _ in self.read(papers, self._t):
            pass
        self.settle_all()

    def read(
        self, papers: Iterable[PaperRow], into: Tables
    ) -> Iterator[tuple[PaperRow, tuple[PaperEdge, ...]]]:
        """The edges of papers, with these, put into tables that hold none; links once all are read."""
        into.run("CREATE TEMP TABLE supported (subject, predicate, object, paper, confidence)")
        for row in papers:
            edges, links = self._edges(row)
            into.many(_PUT_EDGE, map(_edge_row, edges))
            into.many("INSERT INTO supported VALUES (?, ?, ?, ?, ?)", map(_support_row, links))
            self._resolved(row, edges, into)
            yield row, edges
        into.run("INSERT INTO support SELECT * FROM supported ORDER BY 1, 2, 3, 4")
        into.run("DROP TABLE supported")

    def settle_all(self) -> None:
        """Links, entities and lists, once the edges of all papers are there."""
        self._t.run(
            "INSERT INTO link SELECT subject, predicate, object, max(confidence), count(*) FROM support "
            "GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
        )
        self._t.run("CREATE INDEX edge_of_entity ON edge (entity, paper, type)")
        self._t.run("CREATE INDEX link_to_object ON link (object)")
        self._t.run("CREATE INDEX support_of_paper ON support (paper)")
        for (slug,) in self._t.stream("SELECT DISTINCT entity FROM edge ORDER BY entity"):
            self._put_entity(self._records.computed(slug))
        self._lists.fill()

    def run(self, papers: Iterable[str], state: State) -> None:
        """Some papers, by their local names; gone ones as well."""
        for name in papers:
            row = state.paper(name)
            self._marks.mark("paper", name)
            edges, links = self._edges(row) if row is not None else ((), ())
            self._change_edges(name, edges)
            self._change_links(name, links)
            if row is not None:
                self._resolved(row, edges, self._t)
            else:
                self._t.run("DELETE FROM paper WHERE id = ?", (name,))
        for subject, predicate, object_ in self._marks.marked("link"):
            self._settle_link(subject, predicate, object_)
        for (slug,) in self._marks.marked("entity"):
            self._settle_entity(slug)
        self._company.follow(self._marks)

    def _edges(self, row: PaperRow) -> tuple[tuple[PaperEdge, ...], tuple[EntityEdge, ...]]:
        read = self._coining.now(row.extractions)
        slugs = {name_slug(entity) for extraction in read for entity in extraction.entities}
        ask = "SELECT entity, rule FROM name WHERE slug = ?"
        decisions = {slug: Decision(slug, *self._t.rows(ask, slug)[0]) for slug in sorted(slugs)}
        return edges_of(read, decisions, self._limits)

    def _resolved(self, row: PaperRow, edges: Iterable[PaperEdge], into: Tables) -> None:
        quads = len({(edge.relation, edge.entity) for edge in edges})
        quads += len(authors_of(row.paper)) + len(venue_of(row.paper))
        quads += len(list(self._coining.elsewhere(row.extractions)))
        into.run(
            "INSERT INTO paper (id, resolved) VALUES (?, ?) "
            "ON CONFLICT DO UPDATE SET resolved = excluded.resolved",
            (row.paper.id, quads),
        )

    def _change_edges(self, paper: str, edges: Iterable[PaperEdge]) -> None:
        old, new = set(self._records.edges(paper)), set(edges)
        self._company.take_in(paper, old, new)
        for edge in sorted(old ^ new, key=lambda e: (e.relation, e.entity)):
            self._marks.mark("entity", edge.entity)
        key = "DELETE FROM edge WHERE paper = ? AND relation = ? AND entity = ?"
        self._t.many(key, ((e.paper, e.relation, e.entity) for e in old - new))
        self._t.many(_PUT_EDGE, map(_edge_row, new - old))
        self._lists.change_edges(old, new)

    def _change_links(self, paper: str, links: Iterable[EntityEdge]) -> None:
        old = set(self._t.rows("SELECT * FROM support WHERE paper = ?", paper))
        new = set(map(_support_row, links))
        for row in sorted(old ^ new):
            self._marks.mark("link", *row[:3])
            self._company.take_in_link(row[0], row[2])
        key = "DELETE FROM support WHERE subject = ? AND predicate = ? AND object = ? AND paper = ?"
        self._t.many(key, (row[:4] for row in old - new))
        self._t.many(_PUT_SUPPORT, new - old)

    def _settle_link(self, *key: str) -> None:
        where = "WHERE subject = ? AND predicate = ? AND object = ?"
        (now,) = self._t.rows(f"SELECT max(confidence), count(*) FROM support {where}", *key)
        was = self._t.row(f"SELECT confidence, papers FROM link {where}", *key)
        if bool(now[1]) != (was is not None):
            self._marks.mark("entity", key[0])
            self._marks.mark("entity", key[2])
        if now[1]:
            self._t.run("INSERT OR REPLACE INTO link VALUES (?, ?, ?, ?, ?)", (*key, *now))
        else:
            self._t.run(f"DELETE FROM link {where}", key)

    def _settle_entity(self, slug: str) -> None:
        was, now = self._records.entity(slug), self._records.computed(slug)
        self._lists.change_entity(was and was.node, now and now.node)
        if was is not None and now is not None and was.node.label != now.node.label:
            for (paper,) in self._t.rows("SELECT DISTINCT paper FROM edge WHERE entity = ?", slug):
                self._marks.mark("paper", paper)
        if was is None or now is None or _told(was) != _told(now):
            for link in self._links_of(slug):
                self._marks.mark("link", *link)
        if now is None:
            self._t.run("DELETE FROM entity WHERE slug = ?", (slug,))
        else:
            self._put_entity(now)

    def _links_of(self, slug: str) -> Iterator[Any]:
        yield from self._t.rows("SELECT subject, predicate, object FROM link WHERE subject = ?", slug)
        yield from self._t.rows("SELECT subject, predicate, object FROM link WHERE object = ?", slug)

    def _put_entity(self, found: Shown | None) -> None:
        assert found is not None  # an edge leads to it
        self._t.run("INSERT OR REPLACE INTO entity VALUES (?, ?, ?, ?, ?, ?, ?)", entity_row(found))


_PUT_EDGE = "INSERT OR REPLACE INTO edge VALUES (?, ?, ?, ?, ?, ?)"
_PUT_SUPPORT = "INSERT OR REPLACE INTO support VALUES (?, ?, ?, ?, ?)"


def _edge_row(edge: PaperEdge) -> tuple[Any, ...]:
    return edge.paper, edge.relation, edge.entity, edge.confidence, edge.type, int(edge.core)


def _support_row(link: EntityEdge) -> tuple[Any, ...]:
    return link.subject, link.predicate, link.object, link.papers[0], link.confidence


def _told(found: Shown) -> tuple[str, tuple[str, ...]]:
    """What its neighbours' rows in the index repeat of an entity."""
    return found.node.label, tuple(kind for kind, _ in found.node.types)


def resolved_of(records: Records, coining: Coining, row: PaperRow) -> list[Any]:
    """The quads of a paper's resolved graph."""
    return resolved_quads(row.paper, records.edges(row.paper.id), coining.elsewhere(row.extractions))
