"""Long lists of neighbours a page at a time, and how many there are of each kind."""

from __future__ import annotations

from collections import Counter

from kg.errors import UsageError
from kg.index.around import to_neighbour
from kg.index.layout import ENTITY, PAPER
from kg.index.rows import Direction, Kind, Neighbour
from kg.index.table import Tables

DEEPEST = 100_000
"""Rows of one node that can be paged through."""
_KINDS: dict[Kind, int] = {"entity": ENTITY, "paper": PAPER}
_OF = "WHERE node = ? AND kind = ?"


class Paging:
    """What pages of an index show: nodes are ``name/SLUG``."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def counted(self, node: str, kind: Kind) -> tuple[dict[tuple[str, Direction], int], dict[str, int]]:
        """How many neighbours of a kind a node has by relation and direction, and how many in each year.

        Neighbours without date are in no year.
        """
        by = ("relation", "direction", "substr(date, 1, 4)")
        counts, years = Counter[tuple[str, Direction]](), Counter[str]()
        for relation, direction, year, number in self._tables.grouped(
            "neighbour", by, _OF, node, _KINDS[kind]
        ):
            counts[relation, direction] += number
            if year:
                years[year] += number
        return dict(counts), dict(sorted(years.items()))

    def page(
        self, node: str, kind: Kind, relation: str, direction: Direction, *, start: int = 0, limit: int = 20
    ) -> list[Neighbour]:
        """Neighbours by one relation, most supported first: ``limit`` of them from ``start`` on.

        Raises `UsageError` where ``start`` is no place that is shown.
        """
        if not 0 <= start <= DEEPEST:
            raise UsageError(f"rows from 0 to {DEEPEST:,} can be shown")
        where = f"{_OF} AND relation = ? AND direction = ? ORDER BY rank, other LIMIT ? OFFSET ?"
        values = (node, _KINDS[kind], relation, direction, limit, start)
        return [to_neighbour(row, 1) for row in self._tables.rows("neighbour", where, values)]

    def holders(self, node: str, limit: int) -> list[str]:
        """Papers that name a node, at most ``limit``, each once."""
        rows = self._tables.grouped("neighbour", ("other",), _OF, node, PAPER)
        return [row[0] for row in rows[:limit]]

    def between(self, subject: str, relation: str, object_: str) -> Neighbour | None:
        """The edge from one entity to another (slugs), as a neighbour of the first."""
        where = f"{_OF} AND relation = ? AND other = ? AND direction IN ('out', 'both')"
        rows = self._tables.rows("neighbour", where, (f"name/{subject}", ENTITY, relation, object_))
        return to_neighbour(rows[0], 1) if rows else None

    def top(self, each: int) -> dict[str, list[tuple[str, str, int]]]:
        """The most used entities by the type that most papers give them: slug, label and papers."""
        found: dict[str, list[tuple[str, str, int]]] = {}
        seen = Counter[str]()
        for row in self._tables.rows("entity", "ORDER BY papers DESC, slug LIMIT ?", (100 * each,)):
            kind = row[3].partition('"')[2].partition('"')[0]
            seen[kind] += 1
            if kind and seen[kind] <= each:
                found.setdefault(kind, []).append((row[0], row[1], row[4]))
        return found
