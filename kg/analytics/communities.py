"""Themes: groups of papers that are like each other, named by what tells them from the rest."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from kg.analytics.corpus import Corpus
from kg.analytics.naming import Naming
from kg.analytics.similar import Likeness
from kg.analytics.ties import Watch, unwatched

SEED = 7
NEAREST = 6
"""Nearest papers that each paper is joined with before groups are sought."""
NAMED_BY = 3


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
    naming = Naming(corpus)
    return tuple(_community(corpus, graph, group, naming.terms(group)) for group in groups)


def _community(corpus: Corpus, graph: object, group: list[str], terms: tuple[str, ...]) -> Community:
    inside = Counter(slug for paper in group for slug in {e.entity for e in corpus.of_paper[paper]})
    shared = sorted((s for s, n in inside.items() if n > 1), key=lambda s: (-inside[s], s))
    name = " · ".join(terms[:NAMED_BY]) or corpus.papers[group[0]].title
    return Community(name, terms, tuple(_central_first(graph, group)), tuple(shared))


def _central_first(graph: object, group: list[str]) -> list[str]:
    part = graph.subgraph(group)  # type: ignore[attr-defined]
    strength = dict(part.degree(weight="weight"))
    return sorted(group, key=lambda paper: (-round(strength[paper], 9), paper))
