"""Which names matter most: by papers, by PageRank, or by how much they bridge."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, NamedTuple, get_args

import numpy as np

from kg.analytics.corpus import Corpus, check_types
from kg.errors import UsageError

By = Literal["degree", "pagerank", "betweenness"]
BY: tuple[By, ...] = get_args(By)
SEED = 7
SAMPLES = 500
"""Nodes from which betweenness is computed where there are more (Brandes and Pich 2007)."""
DAMPING = 0.85


class Ranked(NamedTuple):
    """An entity with its measure."""

    slug: str
    label: str
    type: str
    papers: int
    score: float
    """Degree: papers and linked names. PageRank: share of all. Betweenness: share of shortest paths."""


def rank(
    corpus: Corpus, *, by: By = "degree", types: Collection[str] = (), limit: int = 20, seed: int = SEED
) -> tuple[Ranked, ...]:
    """The entities that rank highest among ``types`` (all for none); equal scores from A to Z.

    PageRank weighs edges by confidence; betweenness counts steps and, beyond `SAMPLES` nodes, is
    estimated from so many drawn with ``seed``. Raises `UsageError` for an unknown measure or type.
    """
    check_types(types)
    scores = _scores(corpus, by, seed)
    rows = (
        Ranked(slug, entity.label, corpus.kind(slug), entity.papers, round(scores[f"name/{slug}"], 6))
        for slug, entity in corpus.entities.items()
        if not types or corpus.kind(slug) in types
    )
    return tuple(sorted(rows, key=lambda row: (-row.score, row.label, row.slug))[:limit])


def _scores(corpus: Corpus, by: By, seed: int) -> dict[str, float]:
    if by == "degree":
        return {node: float(degree) for node, degree in corpus.graph.degree()}
    if by == "pagerank":
        return _pagerank(corpus)
    if by != "betweenness":
        raise UsageError(f"no measure is called {by!r}; there are: {', '.join(BY)}")
    import networkx as nx

    sample = SAMPLES if len(corpus.graph) > SAMPLES else None
    found: dict[str, float] = nx.betweenness_centrality(corpus.graph, k=sample, seed=seed)
    return found


def _pagerank(corpus: Corpus) -> dict[str, float]:
    """Power iteration; networkx's own needs SciPy."""
    nodes = sorted(corpus.graph)
    if not nodes:
        return {}
    number = {node: i for i, node in enumerate(nodes)}
    ends = [(number[a], number[b], data["confidence"]) for a, b, data in corpus.graph.edges(data=True)]
    both = np.array([(a, b, w) for a, b, w in ends] + [(b, a, w) for a, b, w in ends]).reshape(-1, 3)
    source, target, weight = both[:, 0].astype(int), both[:, 1].astype(int), both[:, 2]
    strength = np.bincount(source, weight, len(nodes))
    share = weight / strength[source]
    score = np.full(len(nodes), 1 / len(nodes))
    for _ in range(200):
        lost = score[strength == 0].sum() / len(nodes)
        after = (1 - DAMPING) / len(nodes) + DAMPING * (
            np.bincount(target, share * score[source], len(nodes)) + lost
        )
        if np.abs(after - score).sum() < 1e-10:
            break
        score = after
    return dict(zip(nodes, score.tolist(), strict=True))
