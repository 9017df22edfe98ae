"""Derived records read back from the index: all of them, or those around some nodes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from kg.index.layout import ENTITY
from kg.index.table import Row, Tables
from kg.model import Broader, Derived, EntityEdge, EntityNode, NameNode, PaperEdge


def derived(tables: Tables, nodes: Iterable[str] | None = None) -> Derived:
    """The derived records of the whole index, or of ``nodes`` (``name/SLUG``, ``paper/ID``) and their edges.

    In a part, edges may lead to entities that are not in it; names are only those of its entities.
    """
    if nodes is None:
        edges = tables.rows("neighbour", "WHERE kind = ? ORDER BY node, rank, other", (ENTITY,))
        entities = tables.rows("entity", "ORDER BY slug")
        names = tables.rows("name", "ORDER BY slug")
        above = tables.rows("broader", "ORDER BY slug, broader")
    else:
        wanted = sorted(set(nodes))
        edges = list(_edges_of(tables, wanted))
        slugs = {node.removeprefix("name/") for node in wanted if node.startswith("name/")}
        slugs.update(row[3] for row in edges)
        found = (tables.row("entity", "slug", slug) for slug in sorted(slugs))
        entities = [row for row in found if row is not None]
        named = (tables.row("name", "slug", row[0]) for row in entities)
        names = [row for row in named if row is not None]
        above = [row for node in entities for row in tables.rows("broader", "WHERE slug = ?", (node[0],))]
    return Derived(
        entities=tuple(map(_entity, entities)),
        names=tuple(NameNode(slug=row[0], label=row[2], entity=row[1]) for row in names),
        paper_edges=tuple(sorted(_paper_edges(edges), key=lambda e: (e.paper, e.relation, e.entity))),
        entity_edges=tuple(
            sorted(set(_entity_edges(edges)), key=lambda e: (e.subject, e.predicate, e.object))
        ),
        above=tuple(Broader(*row) for row in above),
    )


def _edges_of(tables: Tables, nodes: Iterable[str]) -> Iterator[Row]:
    for node in nodes:
        yield from tables.rows(
            "neighbour", "WHERE node = ? AND kind = ? ORDER BY rank, other", (node, ENTITY)
        )


def _entity(row: Row) -> EntityNode:
    types = tuple((kind, count) for kind, count in json.loads(row[3]))
    return EntityNode(row[0], row[1], tuple(json.loads(row[2])), types, row[4])


def _paper_edges(rows: Iterable[Row]) -> Iterator[PaperEdge]:
    for row in rows:
        if row[0].startswith("paper/"):
            yield PaperEdge(
                paper=row[0][6:],
                relation=row[5],
                entity=row[3],
                confidence=row[9] / 100,
                type=row[7],
                core=bool(row[11]),
            )


def _entity_edges(rows: Iterable[Row]) -> Iterator[EntityEdge]:
    for row in rows:
        if not row[0].startswith("name/"):
            continue
        ends = row[0][5:], row[3]
        if row[4] == "in" or (row[4] == "both" and ends[1] < ends[0]):
            ends = ends[1], ends[0]
        yield EntityEdge(
            subject=ends[0],
            predicate=row[5],
            object=ends[1],
            confidence=row[9] / 100,
            papers=tuple(row[10].split(" ")),
        )
