"""Communities of large graphs by the Louvain method (Blondel et al. 2008), over lists instead of objects.

Nodes are visited by number, or in an order that a seed gives: the same graph gives the same communities.
"""

from __future__ import annotations

import random
from collections import defaultdict
from itertools import pairwise

import numpy as np

from kg.analytics.ties import Floats, Ints, Watch, unwatched

PASSES = 5
"""Most rounds over the nodes of one level."""
SETTLED = 0.01
"""A level ends when fewer than this share of its nodes move."""


def louvain(
    count: int,
    pairs: Ints,
    weights: Floats,
    *,
    resolution: float = 1.0,
    seed: int | None = None,
    watch: Watch = unwatched,
) -> Ints:
    """The community of each of ``count`` nodes, numbered by size, largest first."""
    label: Ints = np.arange(count)
    ends, strength, loops = pairs, weights, np.zeros(count)
    while True:
        order = list(range(len(loops)))
        if seed is not None:
            random.Random(seed).shuffle(order)
        found = _moved(order, ends, strength, loops, resolution, watch)
        number, found = np.unique(found, return_inverse=True)
        label = found[label]
        if len(number) == len(loops):
            return _by_size(label)
        ends, strength, loops = _joined(found, len(number), ends, strength, loops)


def _moved(
    order: list[int], pairs: Ints, weights: Floats, loops: Floats, resolution: float, watch: Watch
) -> Ints:
    """Communities after each node went, while that helps, to the neighbour's that gains most modularity."""
    count = len(order)
    near = _neighbours(count, pairs, weights)
    degree = [sum(w for _, w in row) + 2 * loop for row, loop in zip(near, loops.tolist(), strict=True)]
    community, total = list(range(count)), list(degree)
    scale = resolution / max(sum(degree), 1e-12)
    for done in range(PASSES):
        watch("grouping", done, PASSES)
        moves = 0
        for node in order:
            row = near[node]
            if not row:
                continue
            own = community[node]
            ties: defaultdict[int, float] = defaultdict(float)
            for other, weight in row:
                ties[community[other]] += weight
            total[own] -= degree[node]
            factor = degree[node] * scale
            best, gain = own, ties.get(own, 0.0) - factor * total[own] + 1e-9
            for target, tie in ties.items():
                better = tie - factor * total[target]
                if better > gain:
                    best, gain = target, better
            total[best] += degree[node]
            if best != own:
                community[node] = best
                moves += 1
        if moves <= SETTLED * count:
            break
    return np.array(community, dtype=np.int64)


def _neighbours(count: int, pairs: Ints, weights: Floats) -> list[list[tuple[int, float]]]:
    ends = np.argsort(pairs.ravel(), kind="stable")
    rows = list(zip(pairs[:, ::-1].ravel()[ends].tolist(), np.repeat(weights, 2)[ends].tolist(), strict=True))
    bounds = np.searchsorted(pairs.ravel()[ends], np.arange(count + 1)).tolist()
    return [rows[low:high] for low, high in pairwise(bounds)]


def _joined(
    found: Ints, count: int, pairs: Ints, weights: Floats, loops: Floats
) -> tuple[Ints, Floats, Floats]:
    """The graph of communities; ties inside one become its loop."""
    inner: Floats = np.bincount(found, loops, count).astype(np.float64)
    if not len(pairs):
        return pairs, weights, inner
    ends = np.sort(found[pairs], axis=1)
    same = ends[:, 0] == ends[:, 1]
    inner = inner + np.bincount(ends[same, 0], weights[same], count)
    key, place = np.unique(ends[~same, 0] * count + ends[~same, 1], return_inverse=True)
    joined = np.stack((key // count, key % count), axis=1)
    return joined, np.bincount(place, weights[~same], len(key)).astype(np.float64), inner


def _by_size(label: Ints) -> Ints:
    """The same communities numbered by size, equal ones by their first member."""
    _, first, inverse, size = np.unique(label, return_index=True, return_inverse=True, return_counts=True)
    order = np.lexsort((first, -size))
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(len(order))
    return np.asarray(number[inverse])
