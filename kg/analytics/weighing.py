"""How a paper is weighed for being like another: vectors of names and words, by rarity.

Only how few papers have a name or a word counts, never the relation or the confidence of a claim: weighing by
these brought fewer papers of the asked one's field among its nearest (``python -m benchmarks.similar``).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import log, sqrt

from kg.names import singular

Vector = dict[str, float]
_WORD = re.compile(r"[^\W_]{2,}")
_LIST = """
about above after all also among an and any are as at based be been being between both but by can could
did do does each for from had has have he her here his how if in into is it its may me more most much my
new no non nor not of off on only or other our out over own same she should so some such than that the
their them then there these they this those through to too under until up us use used using very via was
we were what when where which while who whose why will with without would yet you your
"""
_SMALL = frozenset(_LIST.split())
"""Words that say nothing of what a text is about."""


def words(text: str) -> tuple[str, ...]:
    """The words of a text that say something, in the singular; those joined by hyphens each for itself."""
    return tuple(word for word in map(_kept, _WORD.findall(text.casefold())) if word)


@lru_cache(maxsize=100_000)
def _kept(word: str) -> str:
    """The singular of a word that says something, nothing of another."""
    return "" if word in _SMALL or word.isdigit() else singular(word)


words_of_name = lru_cache(maxsize=100_000)(words)
"""The same for names, which come again and again."""


def rarity(having: float, of: int) -> float:
    """What a name or a word tells that ``having`` of ``of`` papers have; never nothing."""
    return log((1 + of) / (1 + min(having, of))) + 1


def damped(counts: Mapping[str, int]) -> Vector:
    """Words by how often they stand there: the tenth time says little more than the first."""
    return {word: 1 + log(n) if n > 1 else 1.0 for word, n in counts.items()}


def words_of_names(labels: Iterable[str]) -> Counter[str]:
    """In how many of a paper's names each word stands."""
    return Counter(word for label in labels for word in dict.fromkeys(words_of_name(label)))


def unit(vector: Mapping[str, float], length: float = 1.0) -> Vector:
    """The same direction with another length; nothing where there is no direction."""
    now = sqrt(sum(weight * weight for weight in vector.values()))
    return {f: length * weight / now for f, weight in vector.items() if weight > 0} if now else {}


def product(one: Mapping[str, float], two: Mapping[str, float]) -> float:
    """The product of two vectors, added up in the order of the first."""
    if len(two) < len(one):
        one, two = two, one
    return sum(weight * two[feature] for feature, weight in one.items() if feature in two)


def widened(asked: Vector, near: Iterable[tuple[float, Vector]], share: float) -> Vector:
    """``asked`` with the directions of the vectors ``near`` it, each by its likeness, in ``share`` of it."""
    found = defaultdict(float, {feature: (1 - share) * weight for feature, weight in asked.items()})
    kept = list(near)
    total = sum(likeness for likeness, _ in kept)
    if not total:
        return asked
    for likeness, vector in kept:
        part = share * likeness / total
        for feature, weight in vector.items():
            found[feature] += part * weight
    return dict(found)
