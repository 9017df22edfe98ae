"""The nearest papers of each paper, all at once, over arrays.

A paper is the names that it has and the words of these names, each by its rarity alone, as in
`kg.analytics.weighing`; two papers are as like as the angle between these vectors says. What very many papers
have brings nobody near, and of each paper only what tells most looks for others.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kg.analytics.stated import Stated
from kg.analytics.ties import Floats, Ints, Watch, unwatched
from kg.analytics.weighing import words_of_name

NEAREST = 6
"""Nearest papers that each paper is tied to."""
COMMON = 200
"""Papers beyond which a name or a word brings nobody near."""
ASKED = 8
"""Features of a paper, the weightiest, that look for others."""
BLOCK = 256
"""Papers that are looked at together."""
STEPS = 1 << 20
"""Likeness is added up in whole numbers, so that no order of adding matters."""


class Features(NamedTuple):
    """Which paper has which feature with which weight: sorted by paper, and the same sorted by feature."""

    paper: Ints
    feature: Ints
    weight: Floats
    """Of length one for each paper."""
    holders: Ints
    held: Floats
    start: Ints
    """Where each feature's holders begin; one more at the end."""


def features_of(stated: Stated) -> Features:
    """The vectors of all papers."""
    count = len(stated.papers)
    paper, feature, times = _occurring(stated)
    having = np.bincount(feature, minlength=1)
    kept = having[feature] > 1  # what no other paper has makes no two alike
    paper, feature, times = paper[kept], feature[kept], times[kept]
    weight = (1 + np.log(times)) * (np.log((1 + count) / (1 + having[feature])) + 1)
    length = np.sqrt(np.bincount(paper, weight**2, count))
    weight = weight / np.maximum(length[paper], 1e-12)
    order = np.argsort(feature, kind="stable")
    start = np.searchsorted(feature[order], np.arange(len(having) + 1))
    return Features(paper, feature, weight, paper[order], weight[order], start)


def _occurring(stated: Stated) -> tuple[Ints, Ints, Floats]:
    """Names, and words after them, of each paper with the number of its names that have them."""
    number: dict[str, int] = {}
    words, owner = [], []
    for name, label in enumerate(stated.labels):
        for word in dict.fromkeys(words_of_name(label)):
            words.append(number.setdefault(word, len(number)))
            owner.append(name)
    per_name: Ints = np.bincount(np.array(owner, dtype=np.int64), minlength=max(len(stated.labels), 1))
    first = np.cumsum(per_name) - per_name
    lengths = per_name[stated.name]
    paper = np.repeat(stated.paper, lengths)
    held = np.array(words, dtype=np.int64)[ranges(first[stated.name], lengths)]
    key, times = np.unique(paper * max(len(number), 1) + held, return_counts=True)
    paper, held = np.divmod(key, max(len(number), 1))
    return (
        np.concatenate((stated.paper, paper)),
        np.concatenate((stated.name, held + len(stated.labels))),
        np.concatenate((np.ones(len(stated.name)), times.astype(np.float64))),
    )


def ranges(first: Ints, lengths: Ints) -> Ints:
    """The numbers from each of ``first`` on, so many each, one after the other."""
    ends = np.cumsum(lengths)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(first - ends + lengths, lengths)


def nearest_pairs(
    features: Features,
    count: int,
    *,
    nearest: int = NEAREST,
    common: int = COMMON,
    asked: int = ASKED,
    watch: Watch = unwatched,
) -> tuple[Ints, Floats]:
    """Each of ``count`` papers tied to its nearest: pairs of numbers, each once, with their likeness."""
    having = np.diff(features.start)
    paper, feature, weight = _asking(features, having, common, asked)
    bounds = np.searchsorted(paper, np.arange(0, count + BLOCK, BLOCK))
    found: list[tuple[Ints, Ints]] = []
    for block, (low, high) in enumerate(zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)):
        watch("looking for the nearest papers", block * BLOCK, count)
        lengths = having[feature[low:high]]
        held = ranges(features.start[feature[low:high]], lengths)
        one = np.repeat(paper[low:high] - block * BLOCK, lengths)
        part = np.rint(np.repeat(weight[low:high], lengths) * features.held[held] * STEPS).astype(np.int64)
        found.append(_best(one, features.holders[held], part, block * BLOCK, count, nearest))
    if not found:
        return np.zeros((0, 2), dtype=np.int64), np.zeros(0)
    key = np.concatenate([key for key, _ in found])
    score = np.concatenate([score for _, score in found])
    key, first = np.unique(key, return_index=True)
    return np.stack(np.divmod(key, count), axis=1), score[first] / STEPS


def _asking(features: Features, having: Ints, common: int, asked: int) -> tuple[Ints, Ints, Floats]:
    usable = np.flatnonzero(having[features.feature] <= common)
    order = usable[np.lexsort((features.feature[usable], -features.weight[usable], features.paper[usable]))]
    paper = features.paper[order]
    first = np.searchsorted(paper, paper)
    order = order[np.arange(len(order)) - first < asked]
    return features.paper[order], features.feature[order], features.weight[order]


def _best(one: Ints, other: Ints, part: Ints, offset: int, count: int, nearest: int) -> tuple[Ints, Ints]:
    """The highest sums of each of ``one``, as keys of pairs (smaller number first) with their sums."""
    apart = other != one + offset
    packed = np.sort(((one[apart] * count + other[apart]) << 21) | part[apart])
    pair = packed >> 21
    starts = np.flatnonzero(np.diff(pair, prepend=-1))
    if not len(starts):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    score = np.add.reduceat(packed & ((1 << 21) - 1), starts)
    near, far = np.divmod(pair[starts], count)
    order = np.lexsort((far, -score, near))
    near, far, score = near[order], far[order], score[order]
    kept = np.arange(len(near)) - np.searchsorted(near, near) < nearest
    near, far, score = near[kept] + offset, far[kept], score[kept]
    return np.minimum(near, far) * count + np.maximum(near, far), score
