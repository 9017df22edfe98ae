"""What the layout of a large picture moves: papers and shared entities, each with what hangs on it alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from kg.views.forces import Floats, Ints
from kg.views.picture import Picture


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
    from kg.views.layout import node_sizes, pairs_of, rings

    pairs, weights = pairs_of(picture)
    parent = parents(picture)
    hubs = [index for index, up in enumerate(parent) if up < 0]
    place = np.full(len(parent), -1, dtype=np.int64)
    place[hubs] = np.arange(len(hubs))
    of = place[[index if up < 0 else up for index, up in enumerate(parent)]]
    offset, radius = rings(picture, parent, hubs, node_sizes(picture))
    ties = lift(pairs, weights, of, len(hubs))
    return Hubs(of, offset, radius, np.bincount(of, minlength=len(hubs)), *ties)


def parents(picture: Picture) -> list[int]:
    """For an entity that one paper of the picture names, the number of that paper; else -1."""
    number = {node.id: index for index, node in enumerate(picture.nodes)}
    owners: defaultdict[int, set[int]] = defaultdict(set)
    for edge in picture.edges:
        if edge.source.startswith("paper/"):
            owners[number[edge.target]].add(number[edge.source])
    return [
        min(owners[index]) if len(owners[index]) == 1 and node.kind != "Paper" else -1
        for index, node in enumerate(picture.nodes)
    ]


def lift(pairs: Ints, weights: Floats, hub_of: Ints, count: int) -> tuple[Ints, Floats]:
    """Pairs between hubs: those of their satellites count as theirs."""
    if not len(pairs):
        return pairs, weights
    ends = np.sort(hub_of[pairs], axis=1)
    apart = ends[:, 0] != ends[:, 1]
    key, inverse = np.unique(ends[apart, 0] * count + ends[apart, 1], return_inverse=True)
    lifted: Ints = np.stack((key // count, key % count), axis=1)
    return lifted, np.bincount(inverse, weights[apart], len(key)).astype(np.float64)
