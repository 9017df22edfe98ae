"""Which names stand in the same papers, and whether more often than chance would have it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from itertools import combinations
from typing import NamedTuple

from kg.analytics.chance import adjusted, at_least
from kg.analytics.corpus import Corpus, check_types
from kg.errors import NotFound


class Pair(NamedTuple):
    """Two entities that share papers."""

    first: str
    first_label: str
    second: str
    second_label: str
    together: int
    expected: float
    """Papers that chance would give them in common."""
    rate: float
    """False discovery rate at which the pair passes the exact test; small is sure."""
    papers: tuple[str, ...]


def cooccur(
    corpus: Corpus,
    name: str | None = None,
    *,
    types: Collection[str] = (),
    limit: int = 20,
    min_papers: int = 2,
) -> tuple[Pair, ...]:
    """Pairs of entities (with ``name``, a slug: its partners), the surest first, then the most frequent.

    ``types`` keeps to pairs of which one end (with ``name``: the partner) has such a type.
    Raises `NotFound` for an unknown slug.
    """
    check_types(types)
    if name is not None and name not in corpus.entities:
        raise NotFound(f"no entity {name[:80]!r} in this graph")
    counts = _counts(corpus, name)
    kept = [
        pair
        for pair, together in sorted(counts.items())
        if together >= min_papers and _wanted(corpus, pair, name, types)
    ]
    total = len(corpus.papers)
    sizes = {slug: len(papers) for slug, papers in corpus.papers_of.items()}
    rates = adjusted([at_least(counts[a, b], sizes[a], sizes[b], total) for a, b in kept])
    rows = [_pair(corpus, a, b, rate) for (a, b), rate in zip(kept, rates, strict=True)]
    order = sorted(rows, key=lambda row: (row.rate, -row.together, row.first_label, row.second_label))
    return tuple(order[:limit])


def _counts(corpus: Corpus, name: str | None) -> Counter[tuple[str, str]]:
    """Papers of each pair; with a name it comes first in each pair, else the two are in A to Z."""
    counts: Counter[tuple[str, str]] = Counter()
    papers = corpus.of_paper if name is None else corpus.papers_of.get(name, frozenset())
    for paper in papers:
        slugs = sorted({edge.entity for edge in corpus.of_paper[paper]})
        if name is None:
            counts.update(combinations(slugs, 2))
        else:
            counts.update((name, slug) for slug in slugs if slug != name)
    return counts


def _wanted(corpus: Corpus, pair: tuple[str, str], name: str | None, types: Collection[str]) -> bool:
    ends = pair if name is None else pair[1:]
    return not types or any(corpus.kind(end) in types for end in ends)


def _pair(corpus: Corpus, one: str, two: str, rate: float) -> Pair:
    a, b = corpus.papers_of[one], corpus.papers_of[two]
    papers = tuple(sorted(a & b))
    expected = round(len(a) * len(b) / len(corpus.papers), 3)
    labels = corpus.entities[one].label, corpus.entities[two].label
    return Pair(one, labels[0], two, labels[1], len(papers), expected, float(f"{rate:.3g}"), papers)
