"""Arrays give what networkx gives: betweenness, whole and sampled, degree, ties."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from kg.analytics import rank
from kg.analytics.bridges import betweenness
from kg.analytics.ties import ties_of, unwatched
from tests.analytics.conftest import corpus, empty


@pytest.mark.parametrize("seed", range(6))
def test_betweenness_is_that_of_networkx(seed: int) -> None:
    graph = nx.gnm_random_graph(70, 60 + 30 * seed, seed=seed)  # in parts for low seeds
    pairs = np.array(list(graph.edges()), dtype=np.int64)
    told: list[tuple[int, int]] = []
    found = betweenness(70, pairs, samples=None, seed=1, step=lambda *step: told.append(step))
    assert dict(enumerate(found)) == pytest.approx(nx.betweenness_centrality(graph))
    assert told == [(done, 70) for done in range(71)]


def test_sampled_betweenness_is_near_the_whole() -> None:
    graph = nx.barabasi_albert_graph(300, 2, seed=3)
    pairs = np.array(list(graph.edges()), dtype=np.int64)
    whole = betweenness(300, pairs, samples=300, seed=1, step=lambda *_: None)
    part = betweenness(300, pairs, samples=100, seed=1, step=lambda *_: None)
    assert whole == pytest.approx([nx.betweenness_centrality(graph)[i] for i in range(300)])
    assert float(np.corrcoef(whole, part)[0, 1]) > 0.95
    assert part.tolist() == betweenness(300, pairs, samples=100, seed=1, step=lambda *_: None).tolist()


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_to_lie_between(count: int) -> None:
    none = np.zeros((0, 2), dtype=np.int64)
    assert betweenness(count, none, samples=500, seed=1, step=lambda *_: None).tolist() == [0.0] * count


def test_ties_are_the_edges_of_the_graph() -> None:
    ties, graph = ties_of(corpus()), corpus().graph
    assert list(ties.nodes) == list(graph)
    found = {
        frozenset((ties.nodes[a], ties.nodes[b])): c
        for (a, b), c in zip(ties.pairs.tolist(), ties.confidence.tolist(), strict=True)
    }
    assert found == {frozenset((a, b)): data["confidence"] for a, b, data in graph.edges(data=True)}
    assert ties_of(empty()).pairs.shape == (0, 2)


def test_degree_is_that_of_networkx() -> None:
    degrees = dict(corpus().graph.degree())
    assert {row.slug: row.score for row in rank(corpus(), limit=1000, watch=unwatched)} == {
        node.removeprefix("name/"): float(n) for node, n in degrees.items() if node.startswith("name/")
    }
