"""How two things hang together: the shortest or the most certain way, with the papers behind each step."""

from __future__ import annotations

import itertools
from math import log
from typing import Any, Literal, NamedTuple

from kg.analytics.corpus import Corpus
from kg.errors import NotFound

How = Literal["shortest", "strongest"]


class Step(NamedTuple):
    """One triple on the way; ``forward`` where the way goes from its subject to its object."""

    source: str
    """Node that the way comes from, ``name/SLUG`` or ``paper/ID``."""
    source_label: str
    relation: str
    forward: bool
    target: str
    target_label: str
    confidence: float
    papers: tuple[str, ...]


def path(corpus: Corpus, start: str, end: str, *, how: How = "shortest") -> tuple[Step, ...]:
    """The way from node ``start`` to node ``end`` (``name/SLUG``, ``paper/ID``); empty where they are one.

    ``shortest``: fewest steps, of these the most certain. ``strongest``: the highest product of
    confidences. Raises `NotFound` for a node that is not there, or where no way leads.
    """
    import networkx as nx

    for node in (start, end):
        if node not in corpus.graph:
            raise NotFound(f"no node {node[:80]!r} in this graph")
    weigh = _step_cost if how == "shortest" else _doubt
    try:
        nodes: list[str] = nx.dijkstra_path(corpus.graph, start, end, weight=weigh)
    except nx.NetworkXNoPath:
        names = corpus.label(start), corpus.label(end)
        raise NotFound(f"no way leads from {names[0]!r} to {names[1]!r} in this graph") from None
    return tuple(_step(corpus, a, b) for a, b in itertools.pairwise(nodes))


def _doubt(_: str, __: str, data: dict[str, Any]) -> float:
    return -log(max(data["confidence"], 1e-9))


def _step_cost(one: str, two: str, data: dict[str, Any]) -> float:
    return 1_000.0 + _doubt(one, two, data)


def _step(corpus: Corpus, one: str, two: str) -> Step:
    data = corpus.graph.edges[one, two]
    return Step(
        source=one,
        source_label=corpus.label(one),
        relation=data["relation"],
        forward=data["source"] == one,
        target=two,
        target_label=corpus.label(two),
        confidence=data["confidence"],
        papers=tuple(data["papers"]),
    )
