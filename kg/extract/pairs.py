"""What is told of each ordered pair of entities: how they stand to each other, how their names compare."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

FACTS = 12
_OTHER_SENTENCE = 1000


class Pairs(NamedTuple):
    """All ordered pairs of entities of one paper, p of them."""

    ends: Ints
    """Shape (p, 2): subject and object."""
    gaps: Ints
    """Shape (p, 2): first and end token between the two nearest mentions."""
    facts: Floats
    """Shape (p, FACTS)."""
    mentions: Ints
    """Shape (p, 2): the two nearest mentions."""
    together: NDArray[np.bool_]
    """Whether those two stand in one sentence."""


def sentence_numbers(words: list[str]) -> Ints:
    """Number of the sentence of each token, counted roughly: enough to compare distances."""
    n = len(words)
    stop = np.array([w in ".!?" for w in words], dtype=bool)
    line = np.array([w[0] == "\n" for w in words], dtype=bool)
    begins = np.zeros(n, dtype=np.int64)
    begins[1:] = stop[:-1] | line[:-1]
    return np.cumsum(begins)


def pair_up(mentions: Ints, words: list[str], count: int) -> Pairs:
    """All ordered pairs of the ``count`` entities whose ``mentions`` are rows (first, end, entity, …).

    Every entity has at least one mention.
    """
    sentences = sentence_numbers(words)
    first, end, owner = mentions[:, 0], mentions[:, 1], mentions[:, 2]
    number = sentences[first]
    gap = np.maximum(np.maximum(first[None, :] - end[:, None], first[:, None] - end[None, :]), 0)
    apart = number[:, None] != number[None, :]
    best = _nearest(gap + apart * _OTHER_SENTENCE, owner)
    index = np.argwhere(~np.eye(count, dtype=bool))
    a, b = np.divmod(best[index[:, 0], index[:, 1]], len(owner))
    gaps = np.stack([np.minimum(end[a], end[b]), np.maximum(first[a], first[b])], axis=1)
    gaps[:, 1] = np.maximum(gaps[:, 0], gaps[:, 1])
    together = ~apart[a, b]
    facts = np.zeros((len(index), FACTS), dtype=np.float32)
    facts[:, 0] = np.log1p(np.minimum(gap[a, b], 100)) / 4.0
    facts[:, 1] = first[a] < first[b]
    facts[:, 2] = (gap[a, b] <= 2) & together
    facts[:, 3] = together
    facts[:, 7] = (number[a] == 0) & (number[b] == 0)
    _count_facts(facts, index, owner, number, count)
    _name_facts(facts, index, mentions, words, count)
    return Pairs(index, gaps, facts, np.stack([a, b], axis=1), together)


def _nearest(cost: Ints, owner: Ints) -> Ints:
    """Of each pair of entities its two nearest mentions, row * mentions + column; the last of equals."""
    places = cost.size
    keys = cost * places + np.arange(places - 1, -1, -1).reshape(cost.shape)
    order = np.argsort(owner, kind="stable")
    starts = np.searchsorted(owner[order], np.arange(int(owner.max()) + 1))
    best = np.minimum.reduceat(keys[order], starts, axis=0)
    best = np.minimum.reduceat(best[:, order], starts, axis=1)
    return np.asarray(places - 1 - best % places)


def _count_facts(facts: Floats, index: Ints, owner: Ints, number: Ints, count: int) -> None:
    present = np.zeros((count, int(number.max()) + 1 if len(number) else 1), dtype=np.float32)
    present[owner, number] = 1.0
    shared = present @ present.T
    facts[:, 8] = np.minimum(shared[index[:, 0], index[:, 1]], 4) / 4.0
    times = np.log1p(np.bincount(owner, minlength=count)).astype(np.float32)
    facts[:, 10], facts[:, 11] = times[index[:, 0]], times[index[:, 1]]


def _name_facts(facts: Floats, index: Ints, mentions: Ints, words: list[str], count: int) -> None:
    names: list[list[str]] = [[] for _ in range(count)]
    for first, end, owner, *_ in mentions.tolist():
        if end - first > len(names[owner]):
            names[owner] = [w for w in words[first:end] if w[0].isalnum()] or words[first:end]
    stems = [[_stem(word) for word in name] for name in names]
    numbers: dict[str, int] = {}
    has = np.zeros((count, sum(map(len, stems))), dtype=np.float32)
    for row, stem in enumerate(stems):
        has[row, [numbers.setdefault(word, len(numbers)) for word in stem]] = 1.0
    shared, size = has @ has.T, has.sum(axis=1)
    heads = np.array([numbers[stem[-1]] for stem in stems])
    contains = (shared == size[None, :]) & (size[None, :] < size[:, None])
    subject, target = index[:, 0], index[:, 1]
    facts[:, 4] = heads[subject] == heads[target]
    facts[:, 5] = contains[subject, target]
    facts[:, 6] = contains[target, subject]
    short = _abbreviations(names, stems)
    facts[:, 9] = short[subject, target] | short[target, subject]


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] == "s" else word


def _abbreviations(names: list[list[str]], stems: list[list[str]]) -> NDArray[np.bool_]:
    """Whether the first name of each pair is one word that consists of the initials of the second."""
    initials: dict[str, list[int]] = {}
    for column, name in enumerate(names):
        if len(name) > 1:
            initials.setdefault("".join(word[0] for word in name), []).append(column)
    out = np.zeros((len(names), len(names)), dtype=bool)
    for row, stem in enumerate(stems):
        if len(stem) == 1:
            out[row, initials.get(stem[0], [])] = True
    return out
