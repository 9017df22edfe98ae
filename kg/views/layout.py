"""Where each node of a picture lies, computed beforehand: deterministic, whole numbers, nothing overlaps.

Small pictures make room for every label. Large ones are drawn as a map: an entity that only one paper
names sits on a ring around that paper, and papers and what they share spread by forces, groups together.

Why an engine of our own, and what it was compared with: ``docs/layout.md``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kg.views.forces import Floats, Ints, separate, separate_discs, spread, sunflower
from kg.views.groups import communities, name_groups
from kg.views.hubs import gathered, lift, node_sizes, pairs_of
from kg.views.picture import Picture

LABELS_ROOM_UP_TO = 110
"""Pictures of at most so many nodes get room for all labels."""
SCREEN = (780.0, 740.0)
"""The canvas beside legend and panel that a small picture is made to fit, in pixels."""
FULL = 0.45
"""Share of the screen that labels may cover."""
THINNED = 0.7
"""How far the crowded middle of a map is evened out, from 0 to 1."""
EVENED = 0.5
"""How far a small picture is."""
ROOMY = 5.5
"""Area of a map by that of all its parts."""
ASPECT = 1.5
"""Width of a map by its height: screens are wide."""
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
    if len(picture.nodes) <= LABELS_ROOM_UP_TO:
        at = _roomy(picture)
        group: Sequence[int] = [0] * len(picture.nodes)
        names: dict[int, str] = {}
    else:
        at, group = _map(picture)
        names = name_groups(picture, group)
    at = np.rint(at - (at.max(axis=0) + at.min(axis=0)) / 2).astype(np.int64)
    return Arrangement(tuple(at[:, 0].tolist()), tuple(at[:, 1].tolist()), tuple(group), tuple(names.items()))


def _roomy(picture: Picture) -> Floats:
    """Room for every label on one screen, or for as many as it holds; the rest show as one zooms in."""
    count = len(picture.nodes)
    at = spread(sunflower(count, math.sqrt(count)), *pairs_of(picture), np.ones(count), steps=400)
    sizes = node_sizes(picture)
    half = np.array([_label_box(node.label, r) for node, r in zip(picture.nodes, sizes, strict=True)])
    room = np.array(SCREEN)
    need = float((4 * half.prod(axis=1)).sum() / room.prod())
    half *= min(1.0, math.sqrt(FULL / need))
    at = _even(at, half.prod(axis=1), share=EVENED) - 0.5  # or two stars would lie far apart, each a crowd
    at -= (at.max(axis=0) + at.min(axis=0)) / 2
    at *= (0.5 * room - half.max(axis=0)) / np.maximum(np.abs(at).max(axis=0), 1e-6)
    return separate(at, half)


def _label_box(label: str, size: int) -> tuple[float, float]:
    """Half width and half height of a node with its label below, in pixels at 12 px type."""
    lines = min(3, -(-len(label) // (LINE - 2)))
    width = 7.2 * min(len(label), LINE + 1)
    return max(width, 2 * size) / 2 + 5, size + 7.5 * lines + 5


def _map(picture: Picture) -> tuple[Floats, list[int]]:
    hubs = gathered(picture)
    group = communities(len(hubs.radius), hubs.pairs, hubs.weights)
    at = _spread_hubs(hubs.pairs, hubs.weights, hubs.radius, group)
    return at[hubs.of] + hubs.offset, group[hubs.of].tolist()


def _spread_hubs(pairs: Ints, weights: Floats, radius: Floats, group: Ints) -> Floats:
    """Groups first, as discs that hold their hubs; then hubs inside each; then nothing overlaps."""
    weights = np.minimum(weights, 3.0)
    room = np.sqrt(np.bincount(group, radius**2) * 1.5)
    between = lift(pairs, weights, group, len(room))
    centre = _spread_discs(*between, room, aspect=ASPECT)
    outward = _outward(pairs, weights, group, centre)
    at = centre[group]
    number = np.zeros(len(group), dtype=np.int64)
    for index in range(len(room)):
        own = np.flatnonzero(group == index)
        if len(own) > 1:
            number[own] = np.arange(len(own))
            inside = (group[pairs] == index).all(axis=1)
            ties = number[pairs[inside]], weights[inside]
            at[own] += _inside(*ties, radius[own], outward[own], float(room[index]))
    return separate_discs(at, radius)


def _spread_discs(pairs: Ints, weights: Floats, radius: Floats, *, aspect: float) -> Floats:
    """Discs by forces in a rectangle that they fill evenly, without overlap."""
    unit = math.sqrt(float((radius**2).mean()))
    at = spread(sunflower(len(radius), math.sqrt(len(radius))), pairs, weights, radius / unit, steps=260)
    area = ROOMY * float((radius**2).sum())
    at = _even(at, radius**2) * np.sqrt([area * aspect, area / aspect])
    return separate_discs(at, radius)


def _outward(pairs: Ints, weights: Floats, group: Ints, centre: Floats) -> Floats:
    """For each hub, the direction in which its ties to other groups pull it; length up to 1."""
    pull = np.zeros((len(group), 2))
    for here, there in ((0, 1), (1, 0)):
        gap = centre[group[pairs[:, there]]] - centre[group[pairs[:, here]]]
        gap *= (weights / np.maximum(np.hypot(gap[:, 0], gap[:, 1]), 1e-6))[:, None]
        for axis in (0, 1):
            pull[:, axis] += np.bincount(pairs[:, here], gap[:, axis], len(group))
    return pull / np.maximum(np.hypot(pull[:, 0], pull[:, 1]), 1.0)[:, None]


def _inside(pairs: Ints, weights: Floats, radius: Floats, outward: Floats, room: float) -> Floats:
    """Places of one group's hubs around its centre, those tied to other groups on the side of these."""
    unit = math.sqrt(float((radius**2).mean()))
    reach = math.sqrt(len(radius))
    start = sunflower(len(radius), reach) * 0.5 + outward * reach
    at = spread(start, pairs, weights, radius / unit, steps=160)
    at -= at.mean(axis=0)
    out = np.hypot(at[:, 0], at[:, 1])
    # By rank, so that the disc fills evenly from its middle.
    rank = np.argsort(np.argsort(out, kind="stable"), kind="stable")
    even = room * np.sqrt((rank + 0.5) / len(rank))
    at *= (even / np.maximum(out, 1e-6))[:, None]
    return separate_discs(at, radius)


def _even(at: Floats, area: Floats, *, share: float = THINNED) -> Floats:
    """Positions in the unit square, crowds thinned out: a ``share`` of the way to even shares of the area."""
    even = np.empty_like(at)
    for axis in (0, 1):
        order = np.argsort(at[:, axis], kind="stable")
        below = np.cumsum(area[order]) - area[order] / 2
        even[order, axis] = below / area.sum()
    low, high = at.min(axis=0), at.max(axis=0)
    mixed: Floats = share * even + (1 - share) * (at - low) / np.maximum(high - low, 1e-6)
    return mixed
