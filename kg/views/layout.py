"""Where each node of a picture lies, computed beforehand: deterministic, whole numbers, nothing overlaps.

Small pictures make room for every label. Large ones are drawn as a map: an entity that only one paper
names sits on a ring around that paper, and papers and what they share spread by forces, groups together.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kg.views.forces import Floats, Ints, separate, spread
from kg.views.groups import communities, name_groups
from kg.views.picture import KINDS, Picture

LABELS_ROOM_UP_TO = 110
"""Pictures of at most so many nodes get room for all labels."""
SCREEN = (780.0, 740.0)
"""The canvas beside legend and panel that a small picture is made to fit, in pixels."""
RING = 44.0
"""Distance of neighbouring nodes on a ring, and of rings."""
FLAT = 1.7
LINE = 22
"""Characters in a line of a label; where there is room, a label has up to three lines."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Positions in the order of the picture's nodes, and the groups that the map names."""

    x: tuple[int, ...] = ()
    y: tuple[int, ...] = ()
    group: tuple[int, ...] = ()
    names: tuple[tuple[int, str], ...] = ()


def arrange(picture: Picture) -> Arrangement:
    """Lay out a picture."""
    if not picture.nodes:
        return Arrangement()
    pairs, weights = _pairs(picture)
    size = node_sizes(picture)
    if len(picture.nodes) <= LABELS_ROOM_UP_TO:
        at = _roomy(picture, pairs, weights, size)
        group: Sequence[int] = [0] * len(picture.nodes)
        names: dict[int, str] = {}
    else:
        at, group = _map(picture, pairs, weights, size)
        names = name_groups(picture, group)
    at = np.rint(at - (at.max(axis=0) + at.min(axis=0)) / 2).astype(np.int64)
    return Arrangement(tuple(at[:, 0].tolist()), tuple(at[:, 1].tolist()), tuple(group), tuple(names.items()))


def node_sizes(picture: Picture) -> list[int]:
    """Radius of each node in pixels, from its importance (papers: all alike)."""
    return [
        11 if node.kind == "Paper" else min(30, round(6 + 3.2 * math.sqrt(max(node.importance, 1) - 1)))
        for node in picture.nodes
    ]


def _pairs(picture: Picture) -> tuple[Ints, Floats]:
    """Distinct undirected pairs of node numbers with the sum of their edges' confidence."""
    number = {node.id: index for index, node in enumerate(picture.nodes)}
    together: defaultdict[tuple[int, int], float] = defaultdict(float)
    for edge in picture.edges:
        a, b = number[edge.source], number[edge.target]
        if a != b:
            together[min(a, b), max(a, b)] += 0.3 + 0.7 * edge.confidence
    keys = sorted(together)
    pairs = np.array(keys, dtype=np.int64).reshape(-1, 2)
    return pairs, np.array([together[key] for key in keys])


def _start(count: int, radius: float) -> Floats:
    """A sunflower: even, without two nodes in one place, and no dice needed."""
    turn = np.arange(count) * (math.pi * (3 - math.sqrt(5)))
    out = radius * np.sqrt((np.arange(count) + 0.5) / max(count, 1))
    return np.stack((out * np.cos(turn), out * np.sin(turn)), axis=1)


def _roomy(picture: Picture, pairs: Ints, weights: Floats, size: list[int]) -> Floats:
    """Room for every label at the zoom at which the whole picture fits the screen."""
    count = len(picture.nodes)
    at = spread(_start(count, math.sqrt(count)), pairs, weights, np.ones(count), steps=400, flat=1.2)
    half = np.array([_label_box(node.label, r) for node, r in zip(picture.nodes, size, strict=True)])
    room = np.array(SCREEN)
    at -= (at.max(axis=0) + at.min(axis=0)) / 2
    at *= (0.5 * room - half.max(axis=0)) / np.maximum(np.abs(at).max(axis=0), 1e-6)
    zoom = 1.0
    for _ in range(6):
        moved = separate(at, half / zoom)
        extent = (moved + half / zoom).max(axis=0) - (moved - half / zoom).min(axis=0)
        fits = float((room / extent).min())
        if fits >= zoom * 0.995:
            break
        zoom = fits * 0.98
    return moved


def _label_box(label: str, size: int) -> tuple[float, float]:
    """Half width and half height of a node with its label below, in pixels at 12 px type."""
    lines = min(3, -(-len(label) // (LINE - 2)))
    width = 7.2 * min(len(label), LINE + 1)
    return max(width, 2 * size) / 2 + 5, size + 7.5 * lines + 5


def _map(picture: Picture, pairs: Ints, weights: Floats, size: list[int]) -> tuple[Floats, list[int]]:
    parent = _parents(picture)
    hubs = [index for index, up in enumerate(parent) if up < 0]
    place = np.full(len(parent), -1, dtype=np.int64)
    place[hubs] = np.arange(len(hubs))
    hub_of = place[[index if up < 0 else up for index, up in enumerate(parent)]]
    hub_pairs, hub_weights = _lift(pairs, weights, hub_of, len(hubs))
    rings, radius = _rings(picture, parent, hubs, size)
    group = communities(len(hubs), hub_pairs, hub_weights)
    at = _spread_hubs(hub_pairs, hub_weights, radius, group)
    return at[hub_of] + rings, group[hub_of].tolist()


def _parents(picture: Picture) -> list[int]:
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


def _lift(pairs: Ints, weights: Floats, hub_of: Ints, count: int) -> tuple[Ints, Floats]:
    """Pairs between hubs: those of their satellites count as theirs."""
    if not len(pairs):
        return pairs, weights
    ends = np.sort(hub_of[pairs], axis=1)
    apart = ends[:, 0] != ends[:, 1]
    key, inverse = np.unique(ends[apart, 0] * count + ends[apart, 1], return_inverse=True)
    lifted: Ints = np.stack((key // count, key % count), axis=1)
    return lifted, np.bincount(inverse, weights[apart], len(key)).astype(np.float64)


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


def _spread_hubs(pairs: Ints, weights: Floats, radius: Floats, group: Ints) -> Floats:
    """Hubs by forces, then pushed apart; ties inside a group pull four times as hard as those across."""
    count = len(radius)
    inside = group[pairs[:, 0]] == group[pairs[:, 1]] if len(pairs) else np.zeros(0, dtype=bool)
    pull = np.minimum(weights, 3.0) * np.where(inside, 1.0, 0.25)
    unit = math.sqrt(float((radius**2).mean()))
    order = np.lexsort((np.arange(count), group))
    start = np.empty((count, 2))
    start[order] = _start(count, 1.2 * math.sqrt(count))
    at = spread(start, pairs, pull, radius / unit, steps=260, flat=FLAT)
    wanted = math.sqrt(3.4 * float((radius**2).sum()))
    have = math.sqrt(float(np.prod(at.max(axis=0) - at.min(axis=0)))) if count > 1 else 1.0
    half = np.repeat(radius[:, None], 2, axis=1)
    return separate(at * (wanted / max(have, 1e-6)), half)
