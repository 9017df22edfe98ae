"""The graph of a corpus as arrays: what computes over all of it has no use for an object a node."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from kg.analytics.corpus import Corpus

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Watch = Callable[[str, int, int], None]
"""Told what is being done, how much of it is, and of how much (0: nobody knows)."""


class Ties(NamedTuple):
    """Papers and entities by number, with the ties between them."""

    nodes: tuple[str, ...]
    """``paper/ID`` and ``name/SLUG``."""
    pairs: Ints
    """Two columns of numbers, each tie once."""
    confidence: Floats
    """That of each tie; of parallel triples the highest."""


def unwatched(what: str, done: int, of: int) -> None:
    """For whoever does not want to know."""


def ties_of(corpus: Corpus) -> Ties:
    """The same graph as `Corpus.graph`."""
    nodes = (*(f"paper/{p}" for p in sorted(corpus.papers)), *(f"name/{s}" for s in sorted(corpus.entities)))
    number = {node: i for i, node in enumerate(nodes)}
    rows: list[tuple[int, int, float]] = []
    for edge in corpus.derived.paper_edges:
        one, two = number.get(f"paper/{edge.paper}"), number.get(f"name/{edge.entity}")
        if one is not None and two is not None:
            rows.append((one, two, edge.confidence))
    for link in corpus.derived.entity_edges:
        one, two = number.get(f"name/{link.subject}"), number.get(f"name/{link.object}")
        if one is not None and two is not None and one != two:
            rows.append((min(one, two), max(one, two), link.confidence))
    if not rows:
        return Ties(nodes, np.zeros((0, 2), dtype=np.int64), np.zeros(0))
    ends = np.array([row[:2] for row in rows], dtype=np.int64)
    key = ends[:, 0] * len(nodes) + ends[:, 1]
    order = np.argsort(key, kind="stable")
    _, first = np.unique(key[order], return_index=True)
    confidence = np.array([row[2] for row in rows])[order]
    return Ties(nodes, ends[order[first]], np.maximum.reduceat(confidence, first))
