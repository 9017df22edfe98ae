"""Two names or two papers side by side: what they share, and what only one has."""

from __future__ import annotations

from typing import NamedTuple

from kg.analytics.corpus import Corpus
from kg.errors import NotFound


class Tie(NamedTuple):
    """Something that a compared one has to do with."""

    node: str
    label: str
    relations: tuple[str, ...]
    """How, sorted; ``←`` before a relation that points at the compared one."""
    other_relations: tuple[str, ...] = ()
    """How the second one has to do with it, where it is shared."""


class Comparison(NamedTuple):
    """Two nodes side by side; ties from A to Z."""

    first: str
    second: str
    direct: tuple[str, ...]
    """How they have to do with each other, seen from the first."""
    shared: tuple[Tie, ...]
    only_first: tuple[Tie, ...]
    only_second: tuple[Tie, ...]


def compare(corpus: Corpus, first: str, second: str) -> Comparison:
    """Compare two nodes (``name/SLUG`` or ``paper/ID``). Raises `NotFound` for one that is not there."""
    ties = []
    for node in (first, second):
        if node not in corpus.graph:
            raise NotFound(f"no node {node[:80]!r} in this graph")
        ties.append(_ties(corpus, node))
    one, two = ties
    ends = {first, second}
    shared = [
        Tie(n, corpus.label(n), tuple(sorted(one[n])), tuple(sorted(two[n])))
        for n in (one.keys() & two.keys()) - ends
    ]
    only = [
        _sorted([Tie(n, corpus.label(n), tuple(sorted(a[n]))) for n in a.keys() - b.keys() - ends])
        for a, b in ((one, two), (two, one))
    ]
    direct = tuple(sorted(one.get(second, ())))
    return Comparison(corpus.label(first), corpus.label(second), direct, _sorted(shared), *only)


def _sorted(ties: list[Tie]) -> tuple[Tie, ...]:
    return tuple(sorted(ties, key=lambda tie: (tie.label.casefold(), tie.node)))


def _ties(corpus: Corpus, node: str) -> dict[str, set[str]]:
    """Neighbours of a node with the relations to them."""
    found: dict[str, set[str]] = {}
    triples = [(f"paper/{e.paper}", e.relation, f"name/{e.entity}") for e in corpus.derived.paper_edges]
    links = [(f"name/{e.subject}", e.predicate, f"name/{e.object}") for e in corpus.derived.entity_edges]
    for source, relation, target in (*triples, *links):
        arrow = "" if relation == "comparedWith" else "← "
        if source == node and target in corpus.graph:
            found.setdefault(target, set()).add(relation)
        if target == node and source in corpus.graph:
            found.setdefault(source, set()).add(f"{arrow}{relation}")
    found.pop(node, None)
    return found
