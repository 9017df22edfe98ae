"""What rises and falls: papers a month, held against chance so that two papers are no trend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Literal, NamedTuple

from kg.analytics.chance import adjusted, at_least, at_most
from kg.analytics.corpus import Corpus, check_types

Direction = Literal["rising", "falling", "steady"]
BELIEVED = 0.05
"""False discovery rate up to which a change counts as one."""
LEAST = 3
"""Papers that a name needs to be looked at, and must have (or miss) in the recent months to change."""


class Trend(NamedTuple):
    """An entity over time."""

    slug: str
    label: str
    type: str
    direction: Direction
    counts: tuple[int, ...]
    """Papers in each month of `Trends.months`."""
    recent: int
    expected: float
    """Papers that it would have in the recent months if its share had stayed the same."""
    rate: float
    """False discovery rate at which the change passes Fisher's exact test."""


class Trends(NamedTuple):
    """All that can be said about change in a corpus."""

    months: tuple[str, ...]
    papers: tuple[int, ...]
    """Papers in each month."""
    recent: int
    """How many of the last months are compared with those before."""
    undated: int
    """Papers without a month, which do not count."""
    rows: tuple[Trend, ...]


def trends(
    corpus: Corpus, *, types: Collection[str] = (), recent: int = 3, limit: int = 20, least: int = LEAST
) -> Trends:
    """Papers a month of the names in at least ``least`` dated papers: rising and falling first, the surest
    leading, then the most frequent.

    The last ``recent`` months are compared with all before: how likely is it that so many (or so few) of
    a name's papers fall into them by chance, all names tested together taken into account.
    """
    check_types(types)
    month_of = {p.id: p.date[:7] for p in corpus.papers.values() if p.date and len(p.date) >= 7}
    dated = {s: Counter(month_of[p] for p in ps if p in month_of) for s, ps in corpus.papers_of.items()}
    kinds = {slug: corpus.kind(slug) for slug in dated}
    named = {s: (corpus.entities[s].label, kind) for s, kind in kinds.items() if not types or kind in types}
    undated = len(corpus.papers) - len(month_of)
    totals = Counter(month_of.values())
    return told(named, dated, totals, undated, recent=recent, limit=limit, least=least)


def told(
    named: Mapping[str, tuple[str, str]],
    dated: Mapping[str, Counter[str]],
    totals: Counter[str],
    undated: int,
    *,
    recent: int,
    limit: int,
    least: int,
) -> Trends:
    """What papers a month tell: of the names (label and type by slug), and ``totals`` of all papers."""
    months = _months(totals)
    window = set(months[-recent:]) if len(months) > recent else set()
    tested = [slug for slug in sorted(named) if slug in dated and dated[slug].total() >= least]
    rows = _tested(named, tested, dated, months, window, totals)
    order = sorted(
        rows, key=lambda row: (row.direction == "steady", row.rate, -sum(row.counts), row.label, row.slug)
    )
    return Trends(months, tuple(totals[m] for m in months), len(window), undated, tuple(order[:limit]))


def _tested(
    named: Mapping[str, tuple[str, str]],
    slugs: list[str],
    dated: Mapping[str, Counter[str]],
    months: tuple[str, ...],
    window: set[str],
    totals: Counter[str],
) -> list[Trend]:
    total, late = totals.total(), sum(totals[month] for month in window)
    chances, recents = [], []
    for slug in slugs:
        size, recent = dated[slug].total(), sum(dated[slug][month] for month in window)
        tails = at_least(recent, size, late, total), at_most(recent, size, late, total)
        chances.append(min(1.0, 2 * min(tails)) if window else 1.0)
        recents.append(recent)
    rows = []
    for slug, recent, rate in zip(slugs, recents, adjusted(chances), strict=True):
        expected = dated[slug].total() * late / total
        sure = rate <= BELIEVED and max(recent, expected) >= LEAST
        direction: Direction = "steady" if not sure else "rising" if recent > expected else "falling"
        counts = tuple(dated[slug][month] for month in months)
        label, kind = named[slug]
        figures = recent, round(expected, 2), float(f"{rate:.3g}")
        rows.append(Trend(slug, label, kind, direction, counts, *figures))
    return rows


def _months(found: Collection[str]) -> tuple[str, ...]:
    """All months from the first to the last, those without papers too."""
    if not found:
        return ()
    first, last = (12 * int(m[:4]) + int(m[5:7]) - 1 for m in (min(found), max(found)))
    return tuple(f"{n // 12:04}-{n % 12 + 1:02}" for n in range(first, last + 1))
