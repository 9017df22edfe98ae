"""Neighbours out of the index: one range of rows a node, filtered, counted, and followed where asked."""

from __future__ import annotations

from typing import NamedTuple

from kg.index.layout import ENTITY, PAPER
from kg.index.rows import Direction, Kind, Neighbour
from kg.index.table import Row, Tables

EXPANDED = 100
"""Nodes of one depth whose own neighbours are looked at, the most supported first."""
EACH = 200
"""Neighbours of each of them that are looked at."""


class Filter(NamedTuple):
    """Which neighbours are wanted; what is empty lets all pass."""

    relations: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    direction: Direction | None = None
    confidence: int = 0
    """In hundredths."""

    @property
    def is_open(self) -> bool:
        """Whether everything passes."""
        return not (self.relations or self.types or self.direction or self.confidence)

    def clause(self) -> tuple[str, list[object]]:
        """The filter as SQL with its values."""
        parts, values = [], list[object]()
        if self.relations:
            parts.append(f"AND relation IN ({','.join('?' * len(self.relations))})")
            values += self.relations
        if self.types:
            one = "instr('|' || types || '|', '|' || ? || '|')"
            parts.append(f"AND ({' OR '.join([one] * len(self.types))})")
            values += self.types
        if self.direction in ("in", "out"):
            parts.append("AND direction IN (?, 'both')")
            values.append(self.direction)
        if self.confidence:
            parts.append("AND confidence >= ?")
            values.append(self.confidence)
        return " ".join(parts), values


def neighbours(
    tables: Tables, kind: Kind, local: str, chosen: Filter, *, depth: int, limit: int
) -> tuple[tuple[Neighbour, ...], int, int]:
    """Rows, how many were left out by ``limit``, and how many nodes were not followed further."""
    node = f"{'paper' if kind == 'paper' else 'name'}/{local}"
    entities, left = _of(tables, node, ENTITY, chosen, limit if depth == 1 else max(limit, EACH))
    papers, left_papers = _of(tables, node, PAPER, chosen, limit)
    unexpanded, seen, level = 0, {local} | {n.id for n in entities}, entities
    for step in range(2, depth + 1):
        unexpanded += max(len({n.id for n in level}) - EXPANDED, 0)
        level = _further(tables, level, chosen, seen, step)
        entities = [*entities, *level]
    left += max(len(entities) - limit, 0)
    return (*entities[:limit], *papers), left + left_papers, unexpanded


def _further(
    tables: Tables, level: list[Neighbour], chosen: Filter, seen: set[str], step: int
) -> list[Neighbour]:
    """Neighbours of the nodes of ``level`` that were not seen before; marks them as seen."""
    found: list[Neighbour] = []
    for local in list(dict.fromkeys(n.id for n in level))[:EXPANDED]:
        rows, _ = _of(tables, f"name/{local}", ENTITY, chosen, EACH, depth=step)
        found += [n for n in rows if n.id not in seen]
    found.sort(key=lambda n: (-n.support, -n.confidence, n.relation, n.label, n.id, n.of, n.direction))
    seen.update(n.id for n in found)
    return found


def _of(
    tables: Tables, node: str, kind: int, chosen: Filter, limit: int, *, depth: int = 1
) -> tuple[list[Neighbour], int]:
    """The best rows of a node, and how many more there are."""
    clause, values = chosen.clause()
    where = f"WHERE node = ? AND kind = ? {clause}"
    rows = tables.rows("neighbour", f"{where} ORDER BY rank, other LIMIT ?", (node, kind, *values, limit))
    whole = chosen.is_open or len(rows) == limit
    total = tables.count("neighbour", where, (node, kind, *values)) if whole else len(rows)
    if chosen.is_open and total != _total(tables, node, kind):
        raise tables.damaged(f"a neighbour of {node} is missing")
    return [to_neighbour(row, depth) for row in rows], total - len(rows)


def _total(tables: Tables, node: str, kind: int) -> int:
    """How many neighbours a node has by its own row; the rows themselves must agree."""
    of, _, local = node.partition("/")
    row = tables.row("paper", "id", local) if of == "paper" else tables.row("entity", "slug", local)
    if row is None:
        return 0
    if of == "paper":
        return int(row[4]) if kind == ENTITY else 0
    return int(row[5 if kind == ENTITY else 6])


def to_neighbour(row: Row, depth: int) -> Neighbour:
    """A row of the table as a record."""
    node, kind, _, other, direction, relation, label, types, support, sure, papers, core, date = row
    return Neighbour(
        kind="paper" if kind == PAPER else "entity",
        id=other,
        label=label,
        relation=relation,
        direction=direction,
        types=tuple(types.split("|")),
        support=support,
        confidence=sure / 100,
        papers=tuple(papers.split(" ")),
        core=bool(core),
        date=date,
        depth=depth,
        of=node.partition("/")[2],
    )
