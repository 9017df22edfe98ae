"""Where the smallest discs of a map lie: at its rim, where there is room for their names beside them.

Among the large ones, to which their ties pull them, they would lie in gaps that hold no name.
"""

from __future__ import annotations

import numpy as np

from kg.views.forces import Floats, Ints

SMALL = 0.24
"""Discs below this share of the largest radius are small: no name fits in them in sight of the whole map."""
NAME = 0.3
"""Room that a small disc takes with its name beside it, by the largest radius."""
STEP = 0.1
"""Between places that are looked at, by the largest radius."""
OUTSIDE = 6.0
"""What lying outside of the frame of the large discs costs, by what distance to one's kin costs."""


def small_ones(radius: Floats) -> Ints:
    """The discs that go to the rim, the largest first; none where they are few or all."""
    small = np.flatnonzero(radius < SMALL * radius.max(initial=0))
    return small[np.argsort(-radius[small], kind="stable")]


def at_the_rim(
    places: Floats, radius: Floats, small: Ints, pairs: Ints, weights: Floats, *, gap: float
) -> Floats:
    """``places`` with the ``small`` discs moved: near those they are tied to, clear of all others."""
    at, room = places.copy(), radius + gap
    unit = float(radius.max())
    room[small] = np.maximum(room[small], NAME * unit)
    placed = np.setdiff1d(np.arange(len(radius)), small)
    low, high = ((at + s * room[:, None])[placed] for s in (-1, 1))
    frame = low.min(axis=0), high.max(axis=0)
    spots = _spots(frame[0] - 2 * NAME * unit, frame[1] + 2 * NAME * unit, STEP * unit)
    beyond = np.maximum(frame[0] - spots, spots - frame[1]).max(axis=1)
    for disc in small.tolist():
        apart = np.hypot(*(spots[:, None, :] - at[placed][None, :, :]).transpose(2, 0, 1)) - room[placed]
        cost = _pull(spots, at, placed, disc, pairs, weights) + OUTSIDE * np.maximum(beyond + room[disc], 0)
        cost[(apart < room[disc]).any(axis=1)] = np.inf
        at[disc] = spots[int(np.argmin(cost))]
        placed = np.append(placed, disc)
    return at


def _spots(low: Floats, high: Floats, step: float) -> Floats:
    x, y = (np.arange(a, b, step) for a, b in zip(low.tolist(), high.tolist(), strict=True))
    return np.stack([part.ravel() for part in np.meshgrid(x, y, indexing="ij")], axis=1)


def _pull(spots: Floats, at: Floats, placed: Ints, disc: int, pairs: Ints, weights: Floats) -> Floats:
    """How far each spot lies from what a disc is tied to; from the middle where it is tied to nothing."""
    tie = np.zeros(len(at))
    for here, there in ((0, 1), (1, 0)):
        own = pairs[:, here] == disc
        np.add.at(tie, pairs[own, there], weights[own])
    kin = placed[tie[placed] > 0]
    if not len(kin):
        return np.hypot(spots[:, 0], spots[:, 1])
    away = np.hypot(*(spots[:, None, :] - at[kin][None, :, :]).transpose(2, 0, 1))
    pulled: Floats = away @ tie[kin] / tie[kin].sum()
    return pulled
