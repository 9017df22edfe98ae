"""Which names matter most: by papers, by PageRank, or by how much they bridge."""

from __future__ import annotations

import math
from collections.abc import Collection
from functools import partial
from typing import Literal, NamedTuple, get_args

import numpy as np

from kg.analytics.bridges import betweenness
from kg.analytics.corpus import Corpus, check_types
from kg.analytics.ties import Floats, Ties, Watch, ties_of, unwatched
from kg.errors import UsageError

By = Literal["degree", "pagerank", "betweenness"]
BY: tuple[By, ...] = get_args(By)
SEED = 7
SAMPLES = 500
"""Nodes from which betweenness is computed where there are more (Brandes and Pich 2007)."""
DAMPING = 0.85
CLOSE = 1e-10
"""Change of all scores together at which PageRank is found."""
ROUNDS = 200


class Ranked(NamedTuple):
    """An entity with its measure."""

    slug: str
    label: str
    type: str
    papers: int
    score: float
    """Degree: papers and linked names. PageRank: share of all. Betweenness: share of shortest paths."""


def rank(
    corpus: Corpus,
    *,
    by: By = "degree",
    types: Collection[str] = (),
    limit: int = 20,
    seed: int = SEED,
    watch: Watch = unwatched,
) -> tuple[Ranked, ...]:
    """The entities that rank highest among ``types`` (all for none); equal scores from A to Z.

    PageRank weighs edges by confidence; betweenness counts steps and, beyond `SAMPLES` nodes, is
    estimated from so many drawn with ``seed``. Raises `UsageError` for an unknown measure or type.
    """
    check_types(types)
    scores = _scores(corpus, by, seed, watch)
    rows = (
        Ranked(slug, entity.label, corpus.kind(slug), entity.papers, round(scores[f"name/{slug}"], 6))
        for slug, entity in corpus.entities.items()
        if not types or corpus.kind(slug) in types
    )
    return tuple(sorted(rows, key=lambda row: (-row.score, row.label, row.slug))[:limit])


def _scores(corpus: Corpus, by: By, seed: int, watch: Watch) -> dict[str, float]:
    if by not in BY:
        raise UsageError(f"no measure is called {by!r}; there are: {', '.join(BY)}")
    watch("putting the graph together", 0, 0)
    ties = ties_of(corpus)
    count = len(ties.nodes)
    if by == "degree":
        scores = np.bincount(ties.pairs.ravel(), minlength=count).astype(np.float64)
    elif by == "pagerank":
        scores = _pagerank(ties, watch)
    else:
        step = partial(watch, "looking for bridges")
        scores = betweenness(count, ties.pairs, samples=SAMPLES, seed=seed, step=step)
    return dict(zip(ties.nodes, scores.tolist(), strict=True))


def _pagerank(ties: Ties, watch: Watch) -> Floats:
    """Power iteration; networkx's own needs SciPy."""
    count = len(ties.nodes)
    if not count:
        return np.zeros(0)
    source, target = np.concatenate((ties.pairs, ties.pairs[:, ::-1])).T
    weight = np.concatenate((ties.confidence, ties.confidence))
    strength = np.bincount(source, weight, count)
    share = weight / strength[source]
    score = np.full(count, 1 / count)
    for done in range(ROUNDS):
        lost = score[strength == 0].sum() / count
        after = (1 - DAMPING) / count + DAMPING * (np.bincount(target, share * score[source], count) + lost)
        change = float(np.abs(after - score).sum())
        if change < CLOSE:
            break
        score = after
        # The change falls by the same factor each round: how many are left can be told.
        left = math.ceil(math.log(CLOSE / change) / math.log(DAMPING))
        watch("PageRank", done + 1, min(done + 1 + max(left, 1), ROUNDS))
    return score
