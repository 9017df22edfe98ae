"""Communities of large graphs by the Louvain method (Blondel et al. 2008), over lists instead of objects.

Nodes are visited by number, or in an order that a seed gives: the same graph gives the same communities.
"""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np

from kg.analytics.ties import Floats, Ints, Watch, unwatched

PASSES = 5
"""Most rounds over the nodes of one level."""
SPARED = 8
"""And where only nodes are asked again of which a neighbour went elsewhere."""
SETTLED = 0.01
"""A level ends when fewer than this share of its nodes move."""


def louvain(
    count: int,
    pairs: Ints,
    weights: Floats,
    *,
    resolution: float = 1.0,
    seed: int | None = None,
    sparing: bool = False,
    watch: Watch = unwatched,
) -> Ints:
    """The community of each of ``count`` nodes, numbered by size, largest first.

    ``sparing`` takes half the time, to the same modularity; a single node may stay where it fits less well.
    """
    label: Ints = np.arange(count)
    ends, strength, loops = pairs, weights, np.zeros(count)
    while True:
        order = list(range(len(loops)))
        if seed is not None:
            random.Random(seed).shuffle(order)
        found = _moved(order, ends, strength, loops, resolution, sparing, watch)
        number, found = np.unique(found, return_inverse=True)
        label = found[label]
        if len(number) == len(loops):
            return _by_size(label)
        ends, strength, loops = _joined(found, len(number), ends, strength, loops)


def _moved(
    order: list[int],
    pairs: Ints,
    weights: Floats,
    loops: Floats,
    resolution: float,
    sparing: bool,
    watch: Watch,
) -> Ints:
    """Communities after each node went, while that helps, to the neighbour's that gains most modularity."""
    count = len(order)
    near = _neighbours(count, pairs, weights)
    degree = [sum(w for _, w in row) + 2 * loop for row, loop in zip(near, loops.tolist(), strict=True)]
    community, total = list(range(count)), list(degree)
    scale = resolution / max(sum(degree), 1e-12)
    due = [bool(row) for row in near]
    passes = SPARED if sparing else PASSES
    for done in range(passes):
        watch("grouping", done, passes)
        moves = 0
        for node in order:
            if not due[node]:
                continue
            due[node] = not sparing
            own, factor = community[node], degree[node] * scale
            ties: dict[int, float] = {}
            for other, weight in near[node]:
                there = community[other]
                ties[there] = ties.get(there, 0.0) + weight
            total[own] -= degree[node]
            best, gain = own, ties.get(own, 0.0) - factor * total[own] + 1e-9
            for target, tie in ties.items():
                if tie > gain:  # what a community has already only lessens it
                    better = tie - factor * total[target]
                    if better > gain:
                        best, gain = target, better
            total[best] += degree[node]
            if best != own:
                community[node] = best
                moves += 1
                if sparing:
                    for other, _ in near[node]:
                        due[other] = due[other] or community[other] != best
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
