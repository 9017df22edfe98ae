"""Betweenness over arrays: what lies on most shortest ways, for graphs where a loop over nodes takes hours.

Brandes' algorithm (2001), a whole level of the search at a time; from a sample of nodes where there are many
(Brandes and Pich 2007), scaled as networkx does.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Step = Callable[[int, int], None]
"""Told how much is done, and of how much."""


def betweenness(count: int, pairs: Ints, *, samples: int | None, seed: int, step: Step) -> Floats:
    """The share of shortest ways that each of ``count`` nodes, tied by ``pairs``, lies on.

    With ``samples`` fewer than the nodes, estimated from so many drawn with ``seed``.
    """
    found = np.zeros(count)
    if count < 3:
        return found
    start, other = _adjacent(count, pairs)
    sampled = samples is not None and samples < count
    sources = random.Random(seed).sample(range(count), samples) if sampled and samples else range(count)
    for done, source in enumerate(sources):
        step(done, len(sources))
        found += _from_one(count, start, other, source)
    step(len(sources), len(sources))
    if not sampled:
        return found / ((count - 1) * (count - 2))
    # A node that ways were drawn from can not lie on those: it had one chance less.
    chances = np.full(count, len(sources), dtype=np.float64)
    chances[list(sources)] -= 1
    scaled: Floats = found / (np.maximum(chances, 1) * (count - 2))
    return scaled


def _adjacent(count: int, pairs: Ints) -> tuple[Ints, Ints]:
    """Where the neighbours of each node begin, and the neighbours."""
    ends = np.concatenate((pairs, pairs[:, ::-1]))
    ends = ends[np.argsort(ends[:, 0], kind="stable")]
    return np.concatenate(([0], np.cumsum(np.bincount(ends[:, 0], minlength=count)))), ends[:, 1].copy()


def _from_one(count: int, start: Ints, other: Ints, source: int) -> Floats:
    """How much each node lies between ``source`` and all others."""
    far = np.full(count, -1, dtype=np.int64)
    ways = np.zeros(count)
    far[source], ways[source] = 0, 1.0
    level = np.array([source], dtype=np.int64)
    levels: list[tuple[Ints, Ints]] = []
    while len(level):
        here, there = _ties(start, other, level)
        fresh = far[there] < 0
        nearer = np.unique(there[fresh])
        far[nearer] = len(levels) + 1
        kept = far[there] == len(levels) + 1
        here, there = here[kept], there[kept]
        ways += np.bincount(there, ways[here], count) if len(there) else 0
        levels.append((here, there))
        level = nearer
    share = np.zeros(count)
    for here, there in reversed(levels):
        if len(there):
            share += np.bincount(here, ways[here] / ways[there] * (1 + share[there]), count)
    share[source] = 0.0
    return share


def _ties(start: Ints, other: Ints, level: Ints) -> tuple[Ints, Ints]:
    """All ties of the nodes of a level, as two columns."""
    sizes = start[level + 1] - start[level]
    here = np.repeat(level, sizes)
    within = np.arange(len(here)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return here, other[start[here] + within]
