"""Bulk reading and counting over the whole index, by SQL: for what has to answer over 100,000 papers.

Rows come as plain tuples in an order that depends on nothing but the store. They are counted and compared,
not held against their checksums one by one; damage to the file shows in its digest (`kg verify`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from kg.index.layout import ENTITY, PAPER
from kg.index.table import Row, Tables

PAPERS = "node >= 'paper/' AND node < 'paper0'"
NAMES = "node >= 'name/' AND node < 'name0'"


class Named(NamedTuple):
    """An entity with its counts."""

    slug: str
    label: str
    type: str
    """The type that most papers use it as."""
    papers: int
    near: int
    """Entities linked to it, once a relation and direction."""


class Titled(NamedTuple):
    """A paper with what a list of papers needs."""

    id: str
    title: str
    date: str | None
    entities: int


class Said(NamedTuple):
    """A plain triple from a paper to an entity."""

    paper: str
    relation: str
    entity: str
    confidence: int
    """In hundredths."""
    type: str
    core: int


class Linked(NamedTuple):
    """A plain triple between two entities."""

    subject: str
    predicate: str
    object: str
    confidence: int
    support: int


class Scans:
    """The queries over all rows of one index."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def entities(self, *, least: int = 0, limit: int = -1) -> list[Named]:
        """Entities of at least so many papers, the most used first."""
        rows = self._tables.scan(
            ("entity",),
            "SELECT slug, label, types, papers, near FROM entity WHERE papers >= ? "
            "ORDER BY papers DESC, slug LIMIT ?",
            (least, limit),
        )
        return [Named(slug, label, _main(types), papers, near) for slug, label, types, papers, near in rows]

    def entity(self, slug: str) -> Named | None:
        """One entity by its own slug."""
        rows = self._tables.scan(
            ("entity",),
            "SELECT slug, label, types, papers, near FROM entity WHERE slug = ? AND label IS NOT NULL",
            (slug,),
        )
        return Named(rows[0][0], rows[0][1], _main(rows[0][2]), rows[0][3], rows[0][4]) if rows else None

    def papers(self, *, limit: int = -1) -> list[Titled]:
        """Papers, those with most plain triples first."""
        rows = self._tables.scan(
            ("paper",),
            "SELECT id, title, date, near FROM paper WHERE title IS NOT NULL ORDER BY near DESC, id LIMIT ?",
            (limit,),
        )
        return [Titled(*row) for row in rows]

    def said(self, papers: Iterable[str] | None = None) -> Iterator[Said]:
        """The plain triples of all papers, or of some, in the order of importance within each."""
        select = "SELECT substr(node, 7), relation, other, confidence, types, core FROM neighbour WHERE "
        if papers is None:
            every = f"{select}{PAPERS} AND kind = ? ORDER BY node, rank, other"
            yield from map(Said._make, self._tables.scan(("neighbour",), every, (ENTITY,)))
            return
        one = f"{select}node = ? AND kind = ? ORDER BY rank, other"
        for paper in papers:
            rows = self._tables.scan(("neighbour",), one, (f"paper/{paper}", ENTITY))
            yield from map(Said._make, rows)

    def named(self, paper: str) -> list[tuple[str, str]]:
        """The entities that a paper names, each once, with their labels, in the order of importance."""
        rows = self._tables.scan(
            ("neighbour",),
            "SELECT other, label FROM neighbour WHERE node = ? AND kind = ? ORDER BY rank, other",
            (f"paper/{paper}", ENTITY),
        )
        return list(dict(rows).items())

    def papers_naming(self, slug: str) -> int:
        """How many papers name an entity."""
        rows = self._tables.scan(("entity",), "SELECT papers FROM entity WHERE slug = ?", (slug,))
        return int(rows[0][0] or 0) if rows else 0

    def said_of(self, slug: str) -> list[Said]:
        """The plain triples from papers to one entity."""
        rows = self._tables.scan(
            ("neighbour",),
            "SELECT other, relation, substr(node, 6), confidence, types, core FROM neighbour "
            "WHERE node = ? AND kind = ? ORDER BY rank, other",
            (f"name/{slug}", PAPER),
        )
        return list(map(Said._make, rows))

    def links(self, *, limit: int = -1) -> list[Linked]:
        """Links between entities, those that most papers state first."""
        rows = self._tables.scan(
            ("neighbour",),
            "SELECT substr(node, 6), relation, other, confidence, support FROM neighbour "
            f"WHERE {NAMES} AND kind = ? AND (direction = 'out' OR (direction = 'both' AND "
            "substr(node, 6) < other)) ORDER BY support DESC, confidence DESC, node, relation, other LIMIT ?",
            (ENTITY, limit),
        )
        return [Linked._make(row) for row in rows]

    def near(self, node: str) -> list[Row]:
        """What a node (``name/SLUG``, ``paper/ID``) is tied to: other node, relation, whether the triple
        leads there, confidence in hundredths, papers with blanks between."""
        return self._tables.scan(
            ("neighbour",),
            "SELECT CASE kind WHEN ? THEN 'paper/' ELSE 'name/' END || other, relation, direction <> 'in', "
            "confidence, papers FROM neighbour WHERE node = ? ORDER BY kind, other, relation, direction",
            (PAPER, node),
        )

    def degree(self, slug: str) -> int:
        """How many papers name an entity and how many other entities it is linked to."""
        rows = self._tables.scan(
            ("neighbour",),
            "SELECT count(DISTINCT kind || other) FROM neighbour "
            "WHERE node = ? AND NOT (kind = ? AND other = ?)",
            (f"name/{slug}", ENTITY, slug),
        )
        return int(rows[0][0])

    def months(self, least: int) -> list[Row]:
        """For each entity of at least so many papers: slug, month, and how many papers of it name it."""
        return self._tables.scan(
            ("entity", "neighbour"),
            "SELECT e.slug, substr(n.date, 1, 7) AS month, count(DISTINCT n.other) FROM entity AS e "
            "CROSS JOIN neighbour AS n ON n.node = 'name/' || e.slug AND n.kind = ? "
            "WHERE e.papers >= ? AND length(n.date) >= 7 GROUP BY e.slug, month ORDER BY e.slug, month",
            (PAPER, least),
        )


@lru_cache(maxsize=4096)
def _main(types: str) -> str:
    found = json.loads(types) if types else []
    return str(found[0][0]) if found else "Concept"
