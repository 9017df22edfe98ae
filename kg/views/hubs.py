"""What the layout of a large picture moves: papers and shared entities, each with what hangs on it alone."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from kg.views.forces import Floats, Ints
from kg.views.picture import KINDS, Picture

RING = 44.0
"""Distance of neighbouring nodes on a ring, and of rings."""


@dataclass(frozen=True, slots=True)
class Hubs:
    """Hubs of a picture, the satellites around them, and the ties between hubs."""

    of: Ints
    """The hub of each node."""
    offset: Floats
    """Where each node lies as seen from its hub."""
    radius: Floats
    """Room that each hub takes with its satellites."""
    members: Ints
    """Nodes of each hub, itself included."""
    pairs: Ints
    weights: Floats


def gathered(picture: Picture) -> Hubs:
    """The hubs of a picture."""
    ends = _ends(picture)
    pairs, weights = _pairs(picture, ends)
    parent = _parents(picture, ends)
    hubs = [index for index, up in enumerate(parent) if up < 0]
    place = np.full(len(parent), -1, dtype=np.int64)
    place[hubs] = np.arange(len(hubs))
    of = place[[index if up < 0 else up for index, up in enumerate(parent)]]
    offset, radius = _rings(picture, parent, hubs, node_sizes(picture))
    ties = lift(pairs, weights, of, len(hubs))
    return Hubs(of, offset, radius, np.bincount(of, minlength=len(hubs)), *ties)


def _parents(picture: Picture, ends: Ints) -> list[int]:
    """For an entity that one paper of the picture names, the number of that paper; else -1."""
    count = len(picture.nodes)
    paper = np.array([node.kind == "Paper" for node in picture.nodes], dtype=bool)
    key = np.unique(
        ends[paper[ends[:, 0]]] @ np.array([1, count])
    )  # by target, then by paper; each pair once
    named, first, papers = np.unique(key // max(count, 1), return_index=True, return_counts=True)
    up = np.full(count, -1, dtype=np.int64)
    up[named] = np.where(papers == 1, key[first] % max(count, 1), -1)
    up[paper] = -1
    return list(up.tolist())


def lift(pairs: Ints, weights: Floats, hub_of: Ints, count: int) -> tuple[Ints, Floats]:
    """Pairs between hubs: those of their satellites count as theirs."""
    if not len(pairs):
        return pairs, weights
    ends = np.sort(hub_of[pairs], axis=1)
    apart = ends[:, 0] != ends[:, 1]
    key, inverse = np.unique(ends[apart, 0] * count + ends[apart, 1], return_inverse=True)
    lifted: Ints = np.stack((key // count, key % count), axis=1)
    return lifted, np.bincount(inverse, weights[apart], len(key)).astype(np.float64)


def node_sizes(picture: Picture) -> list[int]:
    """Radius of each node in pixels, from its importance (papers: all alike)."""
    return [
        11 if node.kind == "Paper" else min(30, round(6 + 3.2 * math.sqrt(max(node.importance, 1) - 1)))
        for node in picture.nodes
    ]


def pairs_of(picture: Picture) -> tuple[Ints, Floats]:
    """Distinct undirected pairs of node numbers with the sum of their edges' confidence."""
    return _pairs(picture, _ends(picture))


def _ends(picture: Picture) -> Ints:
    """The numbers of the two nodes of each edge."""
    number = {node.id: index for index, node in enumerate(picture.nodes)}
    count = len(picture.edges)
    ends = np.empty((count, 2), dtype=np.int64)
    ends[:, 0] = np.fromiter((number[edge.source] for edge in picture.edges), np.int64, count)
    ends[:, 1] = np.fromiter((number[edge.target] for edge in picture.edges), np.int64, count)
    return ends


def _pairs(picture: Picture, ends: Ints) -> tuple[Ints, Floats]:
    count = len(picture.nodes)
    sure = np.fromiter((edge.confidence for edge in picture.edges), np.float64, len(ends))
    low, high = np.minimum(ends[:, 0], ends[:, 1]), np.maximum(ends[:, 0], ends[:, 1])
    apart = low != high
    keys, place = np.unique(low[apart] * count + high[apart], return_inverse=True)
    pairs: Ints = np.stack((keys // max(count, 1), keys % max(count, 1)), axis=1)
    return pairs, np.bincount(place, (0.3 + 0.7 * sure)[apart], len(keys)).astype(np.float64)


def _rings(picture: Picture, parent: list[int], hubs: list[int], size: list[int]) -> tuple[Floats, Floats]:
    """Where satellites lie around their paper, kinds in sectors; and how much room each hub takes."""
    satellites: defaultdict[int, list[int]] = defaultdict(list)
    for index, up in enumerate(parent):
        if up >= 0:
            satellites[up].append(index)
    offset = np.zeros((len(parent), 2))
    radius = np.array([size[hub] + 14.0 for hub in hubs])
    for place, hub in enumerate(hubs):
        own = satellites.get(hub)
        if own:
            own.sort(key=lambda i: (KINDS.index(picture.nodes[i].kind), picture.nodes[i].id))
            slots, outer = _slots(len(own))
            offset[own] = slots
            radius[place] = outer + 0.5 * RING
    return offset, radius


def _slots(count: int) -> tuple[Floats, float]:
    """``count`` places on rings around the origin, by angle; and the radius of the outermost ring."""
    places: list[tuple[float, float]] = []
    out = RING
    while True:
        fit = min(int(2 * math.pi * out / RING), count - len(places))
        shift = 0.5 * (round(out / RING) % 2)
        places += [((i + shift) * 2 * math.pi / fit, out) for i in range(fit)]
        if len(places) >= count:
            break
        out += RING * 0.9
    places.sort()
    return np.array([(r * math.cos(a), r * math.sin(a)) for a, r in places]), out
