"""What a group of papers is called: by the names that tell it from all others.

A name counts by the share of the group that has it and by how rare it is elsewhere; a task or a method tells
more than a concept. Where papers write of one thing in many names ("cow detection", "object detection"), the
words that they share do: they speak for the names that hold them, and are never a title by themselves as long
as there is a name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from math import log, sqrt
from sys import intern
from typing import TypeVar

import numpy as np

from kg.analytics.stated import Stated
from kg.names import normal_form

T = TypeVar("T", int, str)

TERMS = 6
FEWEST = 2
"""Names that a group goes by at least, where its papers have so many."""
TYPES = {"Task": 1.25, "Method": 1.0, "Dataset": 0.7, "Concept": 0.6}
"""What a name of this type tells; names of other types (metrics) are no title."""
WORD = 0.5
"""What the words of a name tell, beside the name itself."""
SHORTEST_WORD = 3
_EMPTY = frozenset({"and", "for", "from", "the", "with", "via", "based", "non", "new"})


class Naming:
    """Names groups of papers."""

    def __init__(self, stated: Stated) -> None:
        self._labels, self._kinds, self._total = stated.labels, stated.kinds, len(stated.papers)
        kept = stated.telling
        names = stated.name[kept].tolist()
        bounds = np.searchsorted(stated.paper[kept], np.arange(self._total + 1)).tolist()
        self._names = [tuple(names[low:high]) for low, high in pairwise(bounds)]
        self._spelt_as: dict[int, tuple[str, ...]] = {}
        self._words = [self._spelt(names) for names in self._names]
        self._naming = Counter(name for names in self._names for name in names)
        self._spelling = Counter(word for found in self._words for word in found)

    def terms(self, group: Iterable[int]) -> tuple[str, ...]:
        """The most telling names of a group, the best first; words where its papers name nothing."""
        papers = list(group)
        spelt = self._shares((self._words[paper] for paper in papers), self._spelling, len(papers))
        shared = self._shares((self._names[paper] for paper in papers), self._naming, len(papers))
        held = Counter(name for paper in papers for name in self._names[paper])
        weights = {name: self._weight(name, shared.get(name, 0.0), spelt) for name in held}
        best = sorted(weights, key=lambda name: (-round(weights[name], 9), -held[name], name))
        label = {name: self._labels[name] for name in best if weights[name] > 0}
        several = _apart(label[name] for name in label if name in shared)
        if len(several) < FEWEST:  # what a single paper names speaks for the group by its words alone
            several = _apart([*several, *label.values()])[:FEWEST]
        plain = sorted(spelt, key=lambda word: (-round(spelt[word], 9), word))
        return tuple(several or _apart(plain))

    def _weight(self, name: int, shared: float, spelt: dict[str, float]) -> float:
        own = _stems(self._labels[name])
        told = sum(spelt.get(word, 0.0) for word in sorted(own)) / sqrt(len(own))
        return TYPES.get(self._kinds[name], 0.0) * (shared + WORD * told)

    def _shares(self, found: Iterable[Iterable[T]], total: Counter[T], size: int) -> dict[T, float]:
        """What several papers of a group have: their share, times the logarithm of how rare it is."""
        inside = Counter(one for of in found for one in of)
        everywhere = 1 + self._total
        return {
            one: count / size * log(everywhere / total[one])
            for one, count in inside.items()
            if count > 1 or size == 1
        }

    def _spelt(self, names: tuple[int, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word for name in names for word in self._spelling_of(name)))

    def _spelling_of(self, name: int) -> tuple[str, ...]:
        if name not in self._spelt_as:
            found = (_stem(word) for word in words(self._labels[name]) if not word.isdigit())
            self._spelt_as[name] = tuple(map(intern, found))
        return self._spelt_as[name]


def _apart(terms: Iterable[str]) -> list[str]:
    """The first terms that say something which no earlier one says."""
    kept: list[str] = []
    known: set[str] = set()
    for term in terms:
        own = _stems(term)
        if len(kept) < TERMS and not own & known:
            kept.append(term)
            known |= own
    return kept


def _stems(label: str) -> set[str]:
    """The words of a name that say something, without the ending of a plural; else the name itself."""
    return {_stem(word) for word in words(label)} or {label}


def _stem(word: str) -> str:
    return word.rstrip("s")


def words(label: str) -> list[str]:
    """The words of a name that say something."""
    return [w for w in normal_form(label).split() if len(w) >= SHORTEST_WORD and w not in _EMPTY]
