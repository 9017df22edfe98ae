"""Writes the index file from the records of the resolution: in key order, so that its pages are full."""

from __future__ import annotations

import heapq
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from kg.index.keys import allowed, stored_keys
from kg.index.layout import ALIAS, ENTITY, LABEL, PAPER, TABLES, TITLE, checksum, schema
from kg.model import RELATIONS, Derived, EntityEdge, EntityNode, Paper, PaperEdge
from kg.names import normal_form
from kg.vocab import clean_literal

TOP = 20
"""Terms that are kept for each short beginning; a longer list is not offered for so little."""
TOP_LENGTH = 2
WORDS = 6
"""Words of a name from which completion starts; a title is completed from its start only."""
SYMMETRIC = {"comparedWith"}

Row = tuple[Any, ...]
Terms = dict[tuple[str, int, str], Row]


def write_index(path: Path, derived: Derived, papers: Iterable[Paper], counts: Mapping[str, int]) -> None:
    """Write a new index of ``derived`` and ``papers`` to ``path``, which must not exist.

    ``counts`` are the figures that `Index.stats` gives back. The caller makes the file durable.
    """
    shelf = _Shelf(derived, papers)
    with closing(sqlite3.connect(path)) as db:
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 4096;")
        db.executescript(schema())
        terms = _terms(shelf)
        _insert(db, "term", ((*key, *terms[key]) for key in sorted(terms)))
        _insert(db, "top", _top(terms))
        _insert(db, "entity", map(shelf.entity_row, sorted(shelf.entities)))
        _insert(db, "name", ((n.slug, n.entity, _clean(n.label)) for n in derived.names))
        _insert(db, "paper", map(shelf.paper_row, sorted(shelf.papers)))
        _insert(db, "alias", sorted({a: p.id for p in shelf.papers.values() for a in p.aliases}.items()))
        _insert(db, "neighbour", _neighbours(shelf))
        _insert(db, "meta", ((key, counts[key]) for key in sorted(counts)))
        db.executemany("INSERT INTO key VALUES (?, ?)", _keys(terms))
        db.commit()


class _Shelf:
    """The records, each where its row is made: edges by the node that they touch."""

    def __init__(self, derived: Derived, papers: Iterable[Paper]) -> None:
        self.derived = derived
        self.entities = {node.slug: node for node in derived.entities}
        self.papers = {paper.id: paper for paper in papers}
        self.of_entity: dict[str, list[PaperEdge]] = defaultdict(list)
        self.of_paper: dict[str, list[PaperEdge]] = defaultdict(list)
        self.links: dict[str, list[EntityEdge]] = defaultdict(list)
        for edge in derived.paper_edges:
            if edge.paper in self.papers and edge.entity in self.entities:
                self.of_entity[edge.entity].append(edge)
                self.of_paper[edge.paper].append(edge)
        for link in derived.entity_edges:
            if link.subject in self.entities and link.object in self.entities:
                self.links[link.subject].append(link)
                self.links[link.object].append(link)

    def entity_row(self, slug: str) -> Row:
        node = self.entities[slug]
        near, cited = len(self.links.get(slug, ())), len(self.of_entity.get(slug, ()))
        aliases = [_clean(alias) for alias in node.aliases]
        return slug, _clean(node.label), _json(aliases), _json(node.types), node.papers, near, cited

    def paper_row(self, paper_id: str) -> Row:
        paper = self.papers[paper_id]
        near = len(self.of_paper.get(paper_id, ()))
        return paper_id, _clean(paper.title), paper.date, _json(paper.aliases), near


def _clean(text: str) -> str:
    return clean_literal(text)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _insert(db: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    places = ",".join("?" * (len(TABLES[table][0]) + 1))
    db.executemany(f"INSERT INTO {table} VALUES ({places})", ((*row, checksum(table, row)) for row in rows))


def _terms(shelf: _Shelf) -> Terms:
    """Text, kind and weight of each term, by form, place and node; the best text of a form counts."""
    terms: Terms = {}
    for entity in shelf.entities.values():
        for kind, text in ((LABEL, entity.label), *((ALIAS, alias) for alias in entity.aliases)):
            _add(terms, f"name/{entity.slug}", _clean(text), kind, entity.papers, words=WORDS)
    for name in shelf.derived.names:
        entity_of = shelf.entities.get(name.entity)
        if entity_of is not None:
            _add(terms, f"name/{name.entity}", _clean(name.label), ALIAS, entity_of.papers, words=WORDS)
        else:  # every claim is below the threshold: it answers to its full name, and is not offered
            _add(terms, f"name/{name.entity}", _clean(name.label), ALIAS, 0, words=1)
    for paper in shelf.papers.values():
        _add(terms, f"paper/{paper.id}", _clean(paper.title), TITLE, 0, words=1)
    return terms


def _add(terms: Terms, node: str, text: str, kind: int, weight: int, *, words: int) -> None:
    form = normal_form(text)
    split = form.split(" ")
    for place in range(min(len(split), words)):
        terms.setdefault((" ".join(split[place:]), place, node), (text, kind, weight))


def _top(terms: Terms) -> Iterator[Row]:
    """The most used terms by each short beginning; the empty one has the most used of all."""
    groups: dict[str, list[tuple[int, str, int, str, int, str]]] = defaultdict(list)
    for (form, place, node), (text, kind, weight) in terms.items():
        for length in range(TOP_LENGTH + 1):
            if kind != TITLE and weight and len(form) >= length and (length or not place):
                heap = groups[form[:length]]
                item = (weight, _backwards(form), -place, node, kind, text)
                (heapq.heappush if len(heap) < TOP else heapq.heappushpop)(heap, item)
    for prefix in sorted(groups):
        for rank, (weight, _, place, node, kind, text) in enumerate(sorted(groups[prefix], reverse=True)):
            yield prefix, rank, node, text, kind, weight, -place


def _backwards(form: str) -> str:
    """A key that sorts the other way round, so that one descending sort puts equal weights in A to Z."""
    return "".join(chr(0x10FFFF - ord(c)) for c in form[:12]) + "\U0010ffff"


def _keys(terms: Terms) -> list[tuple[str, str]]:
    forms = {
        form
        for (form, place, _), (_, kind, weight) in terms.items()
        if not place and weight and kind != TITLE
    }
    return sorted((key, form) for form in forms if allowed(form) for key in stored_keys(form))


def _neighbours(shelf: _Shelf) -> Iterator[Row]:
    for slug in sorted(shelf.links.keys() | shelf.of_entity.keys()):
        node = f"name/{slug}"
        rows = sorted((_link_row(shelf, slug, link) for link in shelf.links.get(slug, ())), key=_by_support)
        yield from ((node, ENTITY, rank, *row) for rank, row in enumerate(rows))
        rows = _paper_rows(shelf, shelf.of_entity.get(slug, ()))
        yield from ((node, PAPER, rank, *row) for rank, row in enumerate(rows))
    for paper in sorted(shelf.of_paper):
        edges = sorted(shelf.of_paper[paper], key=_by_importance)
        rows = [_mention_row(shelf.entities[e.entity], e) for e in edges]
        yield from ((f"paper/{paper}", ENTITY, rank, *row) for rank, row in enumerate(rows))


def _link_row(shelf: _Shelf, slug: str, link: EntityEdge) -> Row:
    outward = link.subject == slug
    other = shelf.entities[link.object if outward else link.subject]
    direction = "both" if link.predicate in SYMMETRIC else "out" if outward else "in"
    types = "|".join(kind for kind, _ in other.types)
    sure, papers = round(100 * link.confidence), " ".join(link.papers)
    head = (direction, link.predicate, other.slug, _clean(other.label), types)
    return (*head, len(link.papers), sure, papers, 0, None)


def _by_support(row: Row) -> Row:
    direction, relation, other, label, _, support, sure, *_ = row
    return -support, -sure, relation, label, other, direction


def _by_importance(edge: PaperEdge) -> Row:
    return not edge.core, RELATIONS.index(edge.relation), -edge.confidence, edge.entity, edge.paper


def _paper_rows(shelf: _Shelf, edges: Iterable[PaperEdge]) -> list[Row]:
    """Papers of an entity: those about it first, the newest first among equals."""
    by_date = sorted(edges, key=lambda e: (shelf.papers[e.paper].date or "", e.paper), reverse=True)
    ordered = sorted(by_date, key=lambda e: (not e.core, RELATIONS.index(e.relation), -e.confidence))
    return [_citing_row(shelf.papers[e.paper], e) for e in ordered]


def _citing_row(paper: Paper, edge: PaperEdge) -> Row:
    sure = round(100 * edge.confidence)
    head = ("in", edge.relation, paper.id, _clean(paper.title), "Paper")
    return (*head, 1, sure, paper.id, int(edge.core), paper.date)


def _mention_row(entity: EntityNode, edge: PaperEdge) -> Row:
    sure = round(100 * edge.confidence)
    head = ("out", edge.relation, entity.slug, _clean(entity.label), edge.type)
    return (*head, 1, sure, edge.paper, int(edge.core), None)
