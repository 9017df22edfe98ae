"""Numerical parts of the layout: attraction, repulsion, and pushing apart what overlaps. NumPy only.

Repulsion is exact for small graphs; for larger ones charges are spread over a grid and the field comes
from a convolution by FFT, so that a step costs the same for 1,000 nodes as for 10,000.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]

EXACT_UP_TO = 500
FEW = 64
"""Discs of which looking at every two is quicker than looking for those that are near each other."""
GRID = 96
PULL = 0.02


def spread(
    start: Floats, pairs: Ints, weights: Floats, charge: Floats, *, steps: int, alike: int = 1
) -> Floats:
    """Positions after ``steps`` of a force simulation that cools down linearly.

    Attraction grows linearly with distance, repulsion falls with it (ForceAtlas2's model, Jacomy et al.
    2014), which shows groups well; a weak pull to the middle keeps parts without ties in sight.
    ``alike`` pictures of equally many nodes, one after the other, are spread at once as if each were alone.
    """
    at = start.copy()
    repel = _Exact(alike) if len(at) <= EXACT_UP_TO * alike else _Grid()
    mass = (
        1.0 + np.bincount(pairs.ravel(), np.repeat(weights, 2), len(at)) if len(pairs) else np.ones(len(at))
    )
    # Where attraction and repulsion are in balance.
    span = np.repeat(np.sqrt((charge.reshape(alike, -1) ** 2).sum(axis=1)), len(at) // alike)
    for step in range(steps):
        force = repel(at, charge) * charge[:, None]
        force -= at * (PULL * charge[:, None])
        if len(pairs):
            tie = (at[pairs[:, 1]] - at[pairs[:, 0]]) * weights[:, None]
            for axis in (0, 1):
                force[:, axis] += np.bincount(pairs[:, 0], tie[:, axis], len(at))
                force[:, axis] -= np.bincount(pairs[:, 1], tie[:, axis], len(at))
        size = np.hypot(force[:, 0], force[:, 1])
        reach = 0.1 * (1 - step / steps) * span
        # Half steps: both ends of a tie move, and full ones would make them change places for ever.
        moved = np.minimum(0.5 * size / mass, reach) / np.maximum(size, 1e-9)
        at += force * moved[:, None]
    return at


class _Exact:
    """Repulsion between every two nodes of each of ``alike`` pictures."""

    def __init__(self, alike: int = 1) -> None:
        self._alike = alike

    def __call__(self, at: Floats, charge: Floats) -> Floats:
        x, y, of = (part.reshape(self._alike, -1) for part in (at[:, 0], at[:, 1], charge))
        dx = x[:, :, None] - x[:, None, :]
        dy = y[:, :, None] - y[:, None, :]
        strength = of[:, None, :] / (dx * dx + dy * dy + 1e-3)
        pushed = (dx * strength).sum(axis=2), (dy * strength).sum(axis=2)
        return np.stack([part.ravel() for part in pushed], axis=1)


class _Grid:
    """Repulsion by the field of charges on a grid."""

    def __init__(self) -> None:
        offset = np.arange(2 * GRID, dtype=np.float64)
        offset[offset >= GRID] -= 2 * GRID
        dx, dy = offset[:, None], offset[None, :]
        near = dx * dx + dy * dy + 0.5
        self._kernels = np.fft.rfft2(np.stack((dx / near, dy / near)))

    def __call__(self, at: Floats, charge: Floats) -> Floats:
        low = at.min(axis=0)
        cell = float((at.max(axis=0) - low).max()) / (GRID - 2) + 1e-9
        place = (at - low) / cell
        corner = place.astype(np.int64)
        part = place - corner
        field = np.zeros((2 * GRID, 2 * GRID))
        shares = _corner_shares(corner, part)
        for index, share in shares:
            field += np.bincount(index, share * charge, field.size).reshape(field.shape)
        pushed = np.fft.irfft2(np.fft.rfft2(field) * self._kernels, field.shape)
        flat = pushed.reshape(2, -1)
        total = sum((flat[:, index] * share for index, share in shares), np.zeros((2, len(at))))
        return np.asarray(total.T / cell)


def _corner_shares(corner: Ints, part: Floats) -> list[tuple[Ints, Floats]]:
    """For each of a cell's corners: its flat index in the padded grid, and how much of a node it holds."""
    shares = []
    for right in (0, 1):
        for up in (0, 1):
            index = (corner[:, 0] + right) * (2 * GRID) + corner[:, 1] + up
            across = part[:, 0] if right else 1 - part[:, 0]
            along = part[:, 1] if up else 1 - part[:, 1]
            shares.append((index, across * along))
    return shares


def separate(start: Floats, half: Floats, *, rounds: int = 300) -> Floats:
    """Push boxes (half widths and half heights) apart until none overlaps, each as little as need be."""
    at = start.copy()
    for _ in range(rounds):
        first, second = near_pairs(at, half)
        gap = at[second] - at[first]
        room = half[first] + half[second]
        over = room - np.abs(gap)
        if not (over > 0.5).all(axis=1).any():
            break
        # Along the axis on which they overlap less, by their size.
        axis = (over[:, 1] / room[:, 1] < over[:, 0] / room[:, 0]).astype(np.int64)
        rows = np.arange(len(axis))
        push = np.zeros_like(gap)
        push[rows, axis] = (over[rows, axis] + 0.6) * np.where(gap[rows, axis] < 0, -1.0, 1.0)
        _push(at, first, second, push)
    return at


def separate_discs(start: Floats, radius: Floats, *, rounds: int = 600) -> Floats:
    """Push discs apart until none overlaps, as `separate` does with boxes."""
    at = start.copy()
    half = np.repeat(radius[:, None], 2, axis=1)
    every = _every_pair(len(at)) if len(at) <= FEW else None
    for _ in range(rounds):
        first, second = near_pairs(at, half) if every is None else every
        gap = at[second] - at[first]
        apart = np.hypot(gap[:, 0], gap[:, 1])
        over = radius[first] + radius[second] - apart
        hit = over > 0.5
        if not hit.any():
            break
        push = gap[hit] * ((over[hit] + 0.6) / np.maximum(apart[hit], 1e-6))[:, None]
        _push(at, first[hit], second[hit], push)
    return at


@cache
def _every_pair(count: int) -> tuple[Ints, Ints]:
    first, second = np.triu_indices(count, 1)
    return first.astype(np.int64), second.astype(np.int64)


def _push(at: Floats, first: Ints, second: Ints, push: Floats) -> None:
    """Move both ends of each pair half of ``push``; those in many pairs less, or they would fly off."""
    count = np.bincount(first, minlength=len(at)) + np.bincount(second, minlength=len(at))
    share = 0.5 / np.maximum(count, 1) ** 0.35
    for axis in (0, 1):
        move = np.bincount(second, push[:, axis], len(at)) - np.bincount(first, push[:, axis], len(at))
        at[:, axis] += move * share


def near_pairs(at: Floats, half: Floats) -> tuple[Ints, Ints]:
    """Candidates for overlap: every two boxes whose horizontal extents meet, as index pairs."""
    order = np.argsort(at[:, 0] - half[:, 0], kind="stable")
    left, right = (at[:, 0] - half[:, 0])[order], (at[:, 0] + half[:, 0])[order]
    last = np.searchsorted(left, right, side="left")
    count = np.maximum(last - np.arange(len(order)) - 1, 0)
    first = np.repeat(np.arange(len(order)), count)
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    a, b = order[first], order[first + 1 + within]
    meets = np.abs(at[a, 1] - at[b, 1]) < half[a, 1] + half[b, 1]
    return a[meets], b[meets]


def sunflower(count: int, radius: float) -> Floats:
    """A sunflower: even, without two nodes in one place, and no dice needed."""
    turn = np.arange(count) * (math.pi * (3 - math.sqrt(5)))
    out = radius * np.sqrt((np.arange(count) + 0.5) / max(count, 1))
    return np.stack((out * np.cos(turn), out * np.sin(turn)), axis=1)
