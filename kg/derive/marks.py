"""What changed so that its triples and its rows of the index must follow.

A thing is marked before the tables change under it, with what the index and the totals have to know of its
old state; marking it again does nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from pyoxigraph import Quad

from kg.derive.records import Records, entity_row
from kg.derive.tables import Tables
from kg.mapping import alias_quads, links_quads, names_quads
from kg.model import Derived

SEPARATOR = "\x1f"


class Marks:
    """The marks of one derivation. Where everything is derived anew (``off``), none is needed."""

    def __init__(self, tables: Tables, records: Records, *, off: bool) -> None:
        self._tables = tables
        self._records = records
        self._off = off
        self._seen: set[tuple[str, str]] = set()

    def mark(self, kind: str, *key: str) -> None:
        """The thing of this kind and key is about to change, or what is told of it."""
        joined = SEPARATOR.join(key)
        if self._off or (kind, joined) in self._seen:
            return
        self._seen.add((kind, joined))
        was = json.dumps(self._before(kind, key), ensure_ascii=False)
        quads = quad_count(self._records, kind, joined)
        self._tables.run("INSERT INTO pending VALUES (?, ?, ?, ?)", (kind, joined, was, quads))
        if kind == "entity":
            self.mark("name", *key)  # one node

    def marked(self, kind: str) -> list[tuple[str, ...]]:
        """The keys of a kind that are marked so far, sorted."""
        return sorted(tuple(key.split(SEPARATOR)) for found, key in self._seen if found == kind)

    def _before(self, kind: str, key: tuple[str, ...]) -> Any:
        if kind == "entity":
            found = self._records.entity(key[0])
            row = None if found is None else entity_row(found)
            return {"node": row, "labels": self._records.labels(key[0])}
        if kind == "name":
            return [found.broader for found in self._records.above(key[0])]
        if kind == "paper":
            title = self._records.title(key[0])
            edges = [_plain(edge) for edge in self._records.edges(key[0])]
            claims = self._records.claims(key[0])
            return None if title is None else {"title": title, "edges": edges, "claims": claims}
        if kind == "link":
            return self._tables.row(
                "SELECT confidence, papers FROM link WHERE subject = ? AND predicate = ? AND object = ?", *key
            )
        if kind == "company":
            lists = self._tables.row("SELECT lists FROM near WHERE entity = ?", *key)
            return None if lists is None else json.loads(lists[0])
        return None


def _plain(edge: Any) -> list[Any]:
    return [edge.paper, edge.relation, edge.entity, edge.confidence, edge.type, edge.core]


def quads_of(records: Records, kind: str, key: str) -> list[Quad]:
    """The triples in shared graphs that tell of one thing now."""
    made: dict[str, Callable[[], list[Quad]]] = {
        "name": lambda: _node(records, key),
        "link": lambda: links_quads(records.link(*key.split(SEPARATOR))),
        "comparison": lambda: names_quads(Derived(), comparisons=records.comparison(*key.split(SEPARATOR))),
        "person": lambda: names_quads(Derived(), authors=records.contributor("person", key)),
        "venue": lambda: names_quads(Derived(), venues=records.contributor("venue", key)),
        "alias": lambda: alias_quads(records.alias(key)),
    }
    return made[kind]() if kind in made else []


def _node(records: Records, slug: str) -> list[Quad]:
    found = records.entity(slug)
    if found is not None:
        return names_quads(Derived(entities=(found.node,), above=records.above(slug)))
    name = records.name(slug)
    return [] if name is None else names_quads(Derived(names=(name,)))


def quad_count(records: Records, kind: str, key: str) -> int:
    """How many triples tell of one thing now; a paper's are those of its two graphs."""
    return records.paper_quads(key) if kind == "paper" else len(quads_of(records, kind, key))
