"""Themes: groups of papers that are like each other, named by what tells them from the rest."""

from __future__ import annotations

from collections import Counter
from math import log
from typing import NamedTuple

from kg.analytics.corpus import Corpus
from kg.analytics.similar import Likeness, words
from kg.analytics.ties import Watch, unwatched

SEED = 7
NEAREST = 6
"""Nearest papers that each paper is joined with before groups are sought."""
TERMS = 6
NAMED_BY = 3
WORD = 0.35
"""How much less than a name a mere word of names tells."""


class Community(NamedTuple):
    """Papers of one theme."""

    name: str
    """Its most telling terms."""
    terms: tuple[str, ...]
    papers: tuple[str, ...]
    """Local names, the most central first."""
    entities: tuple[str, ...]
    """Slugs of the names that at least two of its papers share, the most shared first."""


def communities(
    corpus: Corpus, *, seed: int = SEED, resolution: float = 1.0, watch: Watch = unwatched
) -> tuple[Community, ...]:
    """Groups of papers by the Louvain method over each one's nearest; the largest first.

    Papers that are like no other are groups of one, at the end. Higher ``resolution``: more and smaller
    groups. The same corpus and seed give the same groups.
    """
    import networkx as nx  # 190 ms

    watch("weighing names", 0, 0)
    likeness = Likeness(corpus)
    graph = nx.Graph()
    graph.add_nodes_from(corpus.of_paper)
    for done, paper in enumerate(corpus.of_paper):
        watch("looking for the nearest papers", done, len(corpus.of_paper))
        for score, other in likeness.nearest(paper, NEAREST):
            graph.add_edge(paper, other, weight=score)
    watch("grouping", 0, 0)
    found = nx.community.louvain_communities(graph, seed=seed, resolution=resolution)
    watch("naming themes", 0, 0)
    groups = sorted((sorted(group) for group in found), key=lambda group: (-len(group), group))
    return tuple(_community(corpus, graph, group) for group in groups)


def _community(corpus: Corpus, graph: object, group: list[str]) -> Community:
    inside = Counter(slug for paper in group for slug in {e.entity for e in corpus.of_paper[paper]})
    shared = sorted((s for s, n in inside.items() if n > 1), key=lambda s: (-inside[s], s))
    terms = _telling(corpus, group)
    name = " · ".join(terms[:NAMED_BY]) or corpus.papers[group[0]].title
    return Community(name, tuple(terms), tuple(_central_first(graph, group)), tuple(shared))


def _central_first(graph: object, group: list[str]) -> list[str]:
    part = graph.subgraph(group)  # type: ignore[attr-defined]
    strength = dict(part.degree(weight="weight"))
    return sorted(group, key=lambda paper: (-round(strength[paper], 9), paper))


def _telling(corpus: Corpus, group: list[str]) -> list[str]:
    """Names that several papers of the group share and others do not, then words of their names.

    A term's weight is its share of the group times the logarithm of how rare it is elsewhere; a term
    whose words an earlier one already has is left out.
    """
    weights: dict[str, float] = {}
    for find, factor in ((_names, 1.0), (_words, WORD)):
        inside: Counter[str] = Counter(term for paper in group for term in find(corpus, paper))
        everywhere: Counter[str] = Counter(
            term for paper in corpus.of_paper for term in find(corpus, paper) if term in inside
        )
        for term, count in inside.items():
            if count > 1 or len(group) == 1:
                rare = log((1 + len(corpus.papers)) / everywhere[term])
                weights.setdefault(term, factor * count / len(group) * rare)
    kept: list[str] = []
    for term in sorted(weights, key=lambda term: (-round(weights[term], 9), term)):
        known = {word for other in kept for word in _stems(other)}
        if len(kept) < TERMS and not _stems(term) <= known:
            kept.append(term)
    return kept


def _stems(term: str) -> set[str]:
    return {word.rstrip("s") for word in words(term)} or {term}


def _names(corpus: Corpus, paper: str) -> set[str]:
    edges = corpus.of_paper[paper]
    return {corpus.entities[e.entity].label for e in edges if e.type != "Metric" and _says_much(e.relation)}


def _says_much(relation: str) -> bool:
    return relation not in {"discusses", "reports"}


def _words(corpus: Corpus, paper: str) -> set[str]:
    edges = (e for e in corpus.of_paper[paper] if e.type != "Metric")
    return {word for e in edges for word in words(corpus.entities[e.entity].label) if not word.isdigit()}
