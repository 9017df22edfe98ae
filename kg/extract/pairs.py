"""What is told of each ordered pair of entities: how they stand to each other, how their names compare."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

FACTS = 12
_OTHER_SENTENCE = 1000
_FAR = 100
_NEARNESS = (np.log1p(np.arange(_FAR + 1)) / 4.0).astype(np.float32)
"""What is told of each distance in tokens, up to the farthest that is told apart."""

T = TypeVar("T", bound=np.generic)


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
    best = _flat(_nearest(gap + apart * _OTHER_SENTENCE, owner))
    a, b = np.divmod(best, len(owner))
    between, together = gap.ravel()[best], ~apart.ravel()[best]
    first_a, first_b, end_a, end_b = first[a], first[b], end[a], end[b]
    gaps = np.empty((len(best), 2), dtype=np.int64)
    np.minimum(end_a, end_b, out=gaps[:, 0])
    np.maximum(np.maximum(first_a, first_b), gaps[:, 0], out=gaps[:, 1])
    facts = np.zeros((len(best), FACTS), dtype=np.float32)
    facts[:, 0] = _NEARNESS[np.minimum(between, _FAR)]
    facts[:, 1] = first_a < first_b
    facts[:, 2] = (between <= 2) & together
    facts[:, 3] = together
    titled = number == 0
    facts[:, 7] = titled[a] & titled[b]
    _count_facts(facts, owner, number, count)
    _name_facts(facts, mentions, words, count)
    return Pairs(_ends(count), gaps, facts, np.stack([a, b], axis=1))


def _flat(table: NDArray[T]) -> NDArray[T]:
    """What a square table has for each ordered pair: all but its diagonal, row by row."""
    count = len(table)
    rows: NDArray[T] = table.ravel()[1:].reshape(count - 1, count + 1) if count > 1 else table[:0]
    return rows[:, :-1].ravel()


@lru_cache(maxsize=128)
def _ends(count: int) -> Ints:
    """All ordered pairs of so many entities."""
    ends = np.argwhere(~np.eye(count, dtype=bool))
    ends.flags.writeable = False
    return ends


def _nearest(cost: Ints, owner: Ints) -> Ints:
    """Of each pair of entities its two nearest mentions, row * mentions + column; the last of equals."""
    places = cost.size
    keys = cost * places + np.arange(places - 1, -1, -1).reshape(cost.shape)
    order = np.argsort(owner, kind="stable")
    starts = np.searchsorted(owner[order], np.arange(int(owner.max()) + 1))
    best = np.minimum.reduceat(keys[order], starts, axis=0)
    best = np.minimum.reduceat(best[:, order], starts, axis=1)
    return np.asarray(places - 1 - best % places)


def _count_facts(facts: Floats, owner: Ints, number: Ints, count: int) -> None:
    present = np.zeros((count, int(number.max()) + 1 if len(number) else 1), dtype=np.float32)
    present[owner, number] = 1.0
    shared = present @ present.T
    facts[:, 8] = _flat(np.minimum(shared, 4) / 4.0)
    times = np.log1p(np.bincount(owner, minlength=count)).astype(np.float32)
    facts[:, 10] = np.repeat(times, count - 1)
    facts[:, 11] = _flat(np.broadcast_to(times, (count, count)))


def _name_facts(facts: Floats, mentions: Ints, words: list[str], count: int) -> None:
    names: list[list[str]] = [[] for _ in range(count)]
    for first, end, owner, *_ in mentions.tolist():
        if end - first > len(names[owner]):
            names[owner] = [w for w in words[first:end] if w[0].isalnum()] or words[first:end]
    stems = [[_stem(word) for word in name] for name in names]
    numbers: dict[str, int] = {}
    columns = [numbers.setdefault(word, len(numbers)) for stem in stems for word in stem]
    has = np.zeros((count, len(numbers)), dtype=np.float32)
    has[np.repeat(np.arange(count), [len(stem) for stem in stems]), columns] = 1.0
    shared, size = has @ has.T, has.sum(axis=1)
    heads = np.array([numbers[stem[-1]] for stem in stems])
    contains = (shared == size[None, :]) & (size[None, :] < size[:, None])
    facts[:, 4] = _flat(heads[:, None] == heads)
    facts[:, 5] = _flat(contains)
    facts[:, 6] = _flat(contains.T)
    short = _abbreviations(names, stems)
    facts[:, 9] = _flat(short | short.T)


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
        if len(stem) == 1 and stem[0] in initials:
            out[row, initials[stem[0]]] = True
    return out
