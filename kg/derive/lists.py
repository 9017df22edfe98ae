"""The lists that stand in the graph, read off tables that follow the papers: no list is sorted anew.

Of claims only the least sure are kept, some more than are listed; once more of them have gone than that, all
papers are read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from kg import vocab
from kg.derive.tables import Tables
from kg.model import CONTEXTS, ENTITY_TYPES, LINK_PREDICATES, Listed, Paired, PaperEdge, Standing
from kg.resolve.standing import LISTED, PAIRED, link_of, stated
from kg.store.state import PaperRow

KEPT = 10 * LISTED
"""Claims that are kept when there are twice as many."""
_CUT = "least sure"


class ListStage:
    """Keeps the tables that lists are read off."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables

    # What papers say

    def take_in(self, name: str, row: PaperRow | None) -> None:
        """The claims of a paper (a local name) as they are now, None where it is gone."""
        self._t.run("DELETE FROM least WHERE paper = ?", (name,))
        self._t.run("DELETE FROM apart WHERE paper = ?", (name,))
        if row is not None:
            self._add(row)

    def _add(self, row: PaperRow) -> None:
        paper, cut = row.paper, self._cut()
        for claim, sure, context in stated(paper.id, row.extractions):
            if cut is None or (sure, claim) <= cut:
                self._t.run("INSERT INTO least VALUES (?, ?, ?)", (sure, claim, paper.id))
            if context is not None:
                self._t.run(
                    "INSERT INTO apart VALUES (?, ?, ?, ?)", (context, paper.date or "", paper.id, claim)
                )
        self._trim()

    def _cut(self) -> tuple[float, str] | None:
        """The last of the claims that are kept, None where all are."""
        found = self._t.row("SELECT sure, claim FROM least_cut")
        return None if found is None else (float(found[0]), str(found[1]))

    def _trim(self) -> None:
        if self._t.number("SELECT count(*) FROM least") > 2 * KEPT:
            last = self._t.row(
                "SELECT sure, claim FROM least ORDER BY sure, claim LIMIT 1 OFFSET ?", KEPT - 1
            )
            assert last is not None
            self._t.run("DELETE FROM least WHERE (sure, claim) > (?, ?)", last)
            self._t.run("DELETE FROM least_cut")
            self._t.run("INSERT INTO least_cut VALUES (?, ?)", last)

    def join(self) -> None:
        """Where tables were put together that were each cut: all is kept up to the first of the cuts."""
        cuts = self._t.rows("SELECT sure, claim FROM least_cut ORDER BY sure, claim")
        if cuts:
            self._t.run("DELETE FROM least WHERE (sure, claim) > (?, ?)", cuts[0])
            self._t.run("DELETE FROM least_cut")
            self._t.run("INSERT INTO least_cut VALUES (?, ?)", cuts[0])
        self._trim()

    def refill(self, papers: Iterable[PaperRow]) -> None:
        """Read all ``papers`` again where too few claims are left of those that were kept."""
        if self._cut() is not None and self._t.number("SELECT count(*) FROM least") < LISTED:
            for table in ("least", "least_cut", "apart"):
                self._t.run(f"DELETE FROM {table}")
            for row in papers:
                self._add(row)

    # What follows from them

    def fill(self) -> None:
        """The tables that follow from all edges and entities, when these are complete."""
        self._t.run(
            "INSERT INTO typed SELECT json_extract(kind.value, '$[0]'), papers, label, slug "
            "FROM entity, json_each(entity.types) AS kind ORDER BY 1, 2 DESC, 3, 4"
        )
        self._t.run(
            "INSERT INTO together SELECT task.entity, dataset.entity, count(*) FROM edge AS task "
            "JOIN edge AS dataset ON dataset.paper = task.paper AND dataset.relation = 'evaluatesOn' "
            "WHERE task.relation = 'addresses' GROUP BY 1, 2"
        )
        self._t.run("CREATE INDEX together_most ON together (papers DESC, task, dataset)")
        self._t.run(
            "CREATE INDEX link_most ON link (predicate, papers DESC, confidence DESC, subject, object)"
        )
        self._t.run("CREATE INDEX paper_newest ON paper (date DESC, id)")

    def change_edges(self, old: Iterable[PaperEdge], new: Iterable[PaperEdge]) -> None:
        """One paper's edges are ``new`` now and were ``old``."""
        before, after = set(_pairs(old)), set(_pairs(new))
        add = "INSERT INTO together VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET papers = papers + ?"
        for change, pairs in ((1, after - before), (-1, before - after)):
            self._t.many(add, ((*pair, change, change) for pair in pairs))
        gone = "DELETE FROM together WHERE task = ? AND dataset = ? AND papers = 0"
        self._t.many(gone, before - after)

    def change_entity(self, was: Any, now: Any) -> None:
        """An entity is ``now`` and was ``was``: nodes, None where there is none."""
        key = "DELETE FROM typed WHERE type = ? AND papers = ? AND label = ? AND slug = ?"
        self._t.many(key, _typed(was))
        self._t.many("INSERT INTO typed VALUES (?, ?, ?, ?)", _typed(now))

    # What stands in the graph

    def standing(self) -> Standing:
        """All lists."""
        return Standing(
            tuple(one for one in self._lists() if one.members),
            tuple(
                Paired(*row)
                for row in self._t.rows(
                    "SELECT task, dataset, papers FROM together ORDER BY papers DESC, task, dataset LIMIT ?",
                    PAIRED,
                )
            ),
        )

    def _lists(self) -> Iterator[Listed]:
        counted = {row[0]: row[1:] for row in self._t.rows(_COUNTED)}
        for kind in ENTITY_TYPES:
            slugs = self._firsts(
                "SELECT slug FROM typed WHERE type = ? ORDER BY papers DESC, label, slug", kind
            )
            yield Listed(kind, tuple(map(vocab.name_iri, slugs)), *counted.get(kind, ()))
        for predicate in LINK_PREDICATES:
            rows = self._t.rows(f"{_LINKS} LIMIT ?", predicate, LISTED)
            yield Listed(predicate, tuple(link_of(one, predicate, other) for one, other in rows))
        newest = self._firsts("SELECT id FROM paper WHERE date IS NOT NULL ORDER BY date DESC, id")
        yield Listed("Paper", tuple(map(vocab.paper_iri, newest)))
        yield Listed("Claim", tuple(self._firsts("SELECT claim FROM least ORDER BY sure, claim")))
        for context in CONTEXTS:
            ask = "SELECT claim FROM apart WHERE context = ? ORDER BY day DESC, paper, claim"
            yield Listed(context, tuple(self._firsts(ask, context)))

    def _firsts(self, query: str, *values: str) -> list[str]:
        return [row[0] for row in self._t.rows(f"{query} LIMIT ?", *values, LISTED)]


_COUNTED = "SELECT type, count(*), sum(papers) FROM typed GROUP BY type"
_LINKS = (
    "SELECT subject, object FROM link WHERE predicate = ? "
    "ORDER BY papers DESC, confidence DESC, subject, object"
)


def _typed(node: Any) -> list[tuple[Any, ...]]:
    if node is None:
        return []
    return [(kind, node.papers, node.label, node.slug) for kind, _ in node.types]


def _pairs(edges: Iterable[PaperEdge]) -> Iterator[tuple[str, str]]:
    read = list(edges)
    datasets = [edge.entity for edge in read if edge.relation == "evaluatesOn"]
    yield from ((edge.entity, other) for edge in read if edge.relation == "addresses" for other in datasets)
