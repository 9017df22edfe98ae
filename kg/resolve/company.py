"""What surrounds the entities that many papers name, as data: a question about one need not count thousands.

Here it is gathered over the whole set of records: the plain statement of what `kg.derive` keeps up to date.
The saved queries read it where an entity has more than `MANY` papers, and count themselves where it has not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from heapq import nsmallest
from itertools import groupby
from typing import Any

from kg.model import Company, Derived, PaperEdge

MANY = 200
"""Papers of an entity from which on, these excluded, its company is kept."""
FIRST = 100
"""Members of each list of it."""
ANY = frozenset(("proposes", "addresses", "uses", "comparesWith", "evaluatesOn", "reports", "discusses"))
_TRIED = frozenset(("proposes", "uses"))
_METHODS = _TRIED | {"comparesWith"}
ROLES: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "beside": (ANY, ANY),
    "methodBeside": (_METHODS, _METHODS),
    "taskOfMethod": (_TRIED, frozenset(("addresses",))),
    "methodOfTask": (frozenset(("addresses",)), _TRIED),
    "datasetOfTask": (frozenset(("addresses",)), frozenset(("evaluatesOn", "proposes"))),
    "metricOfTask": (frozenset(("addresses",)), frozenset(("reports", "proposes"))),
}
"""For each role, by which relations a paper has the entity, and by which the other one."""
Key = tuple[Any, ...]


class Surroundings:
    """What papers, and links, say of the company of some entities; firsts and counts add up over parts."""

    def __init__(self) -> None:
        self.counts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self.firsts: defaultdict[tuple[str, str], list[Key]] = defaultdict(list)

    def paper(self, date: str | None, edges: Iterable[PaperEdge], entities: Iterable[str]) -> None:
        """One paper and all its edges; which of its entities are asked for."""
        relations: defaultdict[str, set[str]] = defaultdict(set)
        sure: defaultdict[str, float] = defaultdict(float)
        paper = ""
        for edge in edges:
            paper = edge.paper
            relations[edge.entity].add(edge.relation)
            sure[edge.entity] = max(sure[edge.entity], edge.confidence)
        having = {
            role: [other for other, found in relations.items() if found & theirs]
            for role, (_, theirs) in ROLES.items()
        }
        day = descending(date or "")
        for entity in entities:
            mine = relations[entity]
            for role, (own, _) in ROLES.items():
                if mine & own:
                    self.counts[entity, role].update(having[role])
            self.first(entity, "newest", (day, paper))
            self.first(entity, "surest", (-sure[entity], paper))
            if "uses" in mine and "proposes" not in mine:
                self.first(entity, "users", (day, paper))

    def first(self, entity: str, kind: str, key: Key) -> None:
        """One more candidate for a list, whose order is that of the keys."""
        found = self.firsts[entity, kind]
        found.append(key)
        if len(found) > 20 * FIRST:
            self.firsts[entity, kind] = nsmallest(FIRST, found)

    def link(self, entity: str, key: tuple[str, str, str], papers: int, sure: float) -> None:
        """A link from or to an entity."""
        self.first(entity, "links", (-papers, -sure, *key))

    def company(self, entity: str) -> Company:
        """What was found of an entity."""
        lists = {
            kind: nsmallest(FIRST, self.firsts.get((entity, kind), ()))
            for kind in ("newest", "users", "surest", "links")
        }
        beside = (
            (role, other, papers)
            for role in ROLES
            for other, papers in most(self.counts.get((entity, role), Counter()), entity)
        )
        return Company(
            entity,
            newest=tuple(key[-1] for key in lists["newest"]),
            users=tuple(key[-1] for key in lists["users"]),
            surest=tuple(key[-1] for key in lists["surest"]),
            links=tuple((key[2], key[3], key[4]) for key in lists["links"]),
            beside=tuple(beside),
        )


def most(counted: Counter[str], entity: str) -> list[tuple[str, int]]:
    """The others that most papers have beside an entity."""
    rows = ((-papers, other) for other, papers in counted.items() if other != entity)
    return [(other, -papers) for papers, other in nsmallest(FIRST, rows)]


def companies(derived: Derived, dates: Mapping[str, str | None]) -> tuple[Company, ...]:
    """The company of each entity of many papers; ``dates`` of papers by local name."""
    many = {entity.slug for entity in derived.entities if entity.papers > MANY}
    found = Surroundings()
    for paper, group in groupby(derived.paper_edges, key=lambda edge: edge.paper):
        edges = list(group)
        found.paper(dates[paper], edges, sorted(many.intersection(edge.entity for edge in edges)))
    for link in derived.entity_edges:
        for end in many.intersection((link.subject, link.object)):
            key = link.subject, link.predicate, link.object
            found.link(end, key, len(link.papers), link.confidence)
    return tuple(found.company(entity) for entity in sorted(many))


@lru_cache(maxsize=10_000)
def descending(text: str) -> tuple[int, ...]:
    """A key that sorts the other way round, a text before what it begins."""
    return (*(-ord(c) for c in text), 1)
