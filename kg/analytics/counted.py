"""Ranks, trends and company of names from the counts of the index, without reading the whole graph.

The answers are those of `kg.analytics.rank`, `trends` and `cooccur` over a whole corpus; over all pairs of a
large store, company is looked for among the most used names only.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from itertools import combinations

from kg.analytics.chance import adjusted, at_least
from kg.analytics.cooccur import Pair
from kg.analytics.corpus import check_types
from kg.analytics.rank import Ranked
from kg.analytics.trends import LEAST, Trends, told
from kg.errors import NotFound
from kg.index import Index
from kg.index.scans import Named, Scans

MOST_USED = 1000
"""Names among which all pairs are counted."""


def degree_rank(index: Index, *, types: Collection[str] = (), limit: int = 20) -> tuple[Ranked, ...]:
    """The entities with most papers and linked names; equal ones from A to Z."""
    check_types(types)
    scans = index.scans()
    rows = [e for e in scans.entities() if not types or e.type in types]
    rows.sort(key=lambda e: (-(e.papers + e.near), e.label, e.slug))
    found: list[Ranked] = []
    for entity in rows:
        # Papers and links, several to one name counted each, are never less than the degree.
        highest = -(entity.papers + entity.near), entity.label, entity.slug
        if len(found) == limit > 0 and highest > _place(found[-1]):
            break
        degree = scans.degree(entity.slug)
        row = Ranked(entity.slug, entity.label, entity.type, entity.papers, float(degree))
        insort(found, row, key=_place)
        del found[limit:]
    return tuple(found)


def _place(row: Ranked) -> tuple[float, str, str]:
    return -row.score, row.label, row.slug


def index_trends(
    index: Index, *, types: Collection[str] = (), recent: int = 3, limit: int = 20, least: int = LEAST
) -> Trends:
    """`kg.analytics.trends` from the counts of the index."""
    check_types(types)
    scans = index.scans()
    dates = [p.date for p in scans.papers()]
    totals = Counter(date[:7] for date in dates if date and len(date) >= 7)
    named = {e.slug: (e.label, e.type) for e in scans.entities(least=least) if not types or e.type in types}
    dated: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for slug, month, papers in scans.months(least):
        if slug in named:
            dated[slug][month] = papers
    return told(named, dated, totals, len(dates) - totals.total(), recent=recent, limit=limit, least=least)


def index_cooccur(
    index: Index,
    name: str | None = None,
    *,
    types: Collection[str] = (),
    limit: int = 20,
    min_papers: int = 2,
    most: int = MOST_USED,
) -> tuple[Pair, ...]:
    """`kg.analytics.cooccur` from the index; without a name, among the ``most`` used names."""
    check_types(types)
    scans = index.scans()
    if name is None:
        holding = _holding(scans, scans.entities(least=min_papers, limit=most))
        counts = Counter(pair for slugs in holding.values() for pair in combinations(sorted(slugs), 2))
    else:
        if scans.entity(name) is None:
            raise NotFound(f"no entity {name[:80]!r} in this graph")
        papers = sorted({s.paper for s in scans.said_of(name)})
        said = {(s.paper, s.entity) for s in scans.said(papers)}
        counts = Counter((name, entity) for _, entity in said if entity != name)
    kept = {pair: n for pair, n in sorted(counts.items()) if n >= min_papers}
    known = {slug: scans.entity(slug) for slug in {slug for pair in kept for slug in pair}}
    named = {slug: entity for slug, entity in known.items() if entity is not None}
    if types:
        end = 0 if name is None else 1
        kept = {p: n for p, n in kept.items() if any(named[s].type in types for s in p[end:])}
    return _surest(scans, kept, named, index.stats()["papers"], limit)


def _holding(scans: Scans, entities: Iterable[Named]) -> dict[str, set[str]]:
    """For each paper, which of these entities it names."""
    holding: defaultdict[str, set[str]] = defaultdict(set)
    for entity in entities:
        for said in scans.said_of(entity.slug):
            holding[said.paper].add(entity.slug)
    return holding


def _surest(
    scans: Scans, counts: dict[tuple[str, str], int], named: dict[str, Named], total: int, limit: int
) -> tuple[Pair, ...]:
    chances = [at_least(n, named[a].papers, named[b].papers, total) for (a, b), n in counts.items()]
    rows = zip(counts.items(), adjusted(chances), strict=True)
    order = sorted(
        ((float(f"{rate:.3g}"), -n, named[a].label, named[b].label, a, b) for ((a, b), n), rate in rows)
    )[:limit]
    pairs = []
    for rate, minus, one, other, a, b in order:
        shared = {s.paper for s in scans.said_of(a)} & {s.paper for s in scans.said_of(b)}
        expected = round(named[a].papers * named[b].papers / total, 3)
        pairs.append(Pair(a, one, b, other, -minus, expected, rate, tuple(sorted(shared))))
    return tuple(pairs)
