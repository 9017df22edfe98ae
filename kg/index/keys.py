"""Keys under which a misspelt name is found, and the distance that decides.

Short names are keyed by all ways to leave out one character; long ones by each two of their four quarters,
with length and place: of two edits at least two quarters stay whole, so whatever lies within two edits shares
a key (two letters swapped across the end of a quarter touch two). Half of a name tells it from nearly all
others, so that few have to be compared. Words of names have keys of their own, for texts in which several are
misspelt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise
from zlib import crc32

SHORT = 7
"""Longest form, in characters, that is keyed by deletions."""
NAME, WORD = "", "w"
"""What keys are of."""
LEAST = 4
"""Letters of a word that has keys."""


def allowed(form: str) -> int:
    """How many edits may lie between a form and its misspelling."""
    return 0 if len(form) < 3 else 1 if len(form) <= SHORT else 2


def is_word(text: str) -> bool:
    """Whether a word of a name has keys: letters only, and not too few."""
    return len(text) >= LEAST and text.isalpha()


def stored_keys(form: str, kind: str = NAME) -> set[int]:
    """The keys that a name (or a `WORD`) of this normal form is stored under."""
    if allowed(form) < 2:
        return _hashed(kind, _deletions(form))
    cuts, length = _cuts(len(form)), len(form)
    return _hashed(
        kind, (f"{length}.{i}{j}.{form[a:b]}{form[c:d]}" for i, j, (a, b), (c, d) in _halves(cuts))
    )


def asked_keys(form: str, kind: str = NAME) -> set[int]:
    """The keys under which to look for names (or words) within the allowed distance of ``form``."""
    length = len(form)
    keys = _deletions(form) if length <= SHORT + 1 else set()
    for other in range(max(length - 2, SHORT + 1), length + 3):
        for i, j, (a, b), (c, d) in _halves(_cuts(other)):
            for s, t in _SHIFTS[length - other]:
                if a + s >= 0 and d + t <= length:
                    keys.add(f"{other}.{i}{j}.{form[a + s : b + s]}{form[c + t : d + t]}")
    return _hashed(kind, keys)


_SHIFTS = {
    more: [
        (one, two)
        for one in range(-2, 3)
        for two in range(-2, 3)
        if abs(one) + abs(two - one) + abs(more - two) <= 2
    ]
    for more in range(-2, 3)
}
"""How far two quarters may have moved by two edits that make a form so much longer."""


def _hashed(kind: str, keys: Iterable[str]) -> set[int]:
    return {crc32(f"{kind}{key}".encode("utf-8", "surrogatepass")) for key in keys}


def _deletions(form: str) -> set[str]:
    return {f"-{form}"} | {f"-{form[:i]}{form[i + 1 :]}" for i in range(len(form))}


def _cuts(length: int) -> tuple[tuple[int, int], ...]:
    ends = [length * quarter // 4 for quarter in range(5)]
    return tuple(pairwise(ends))


def _halves(
    cuts: tuple[tuple[int, int], ...],
) -> Iterator[tuple[int, int, tuple[int, int], tuple[int, int]]]:
    """Each two quarters with their numbers."""
    for i, j in combinations(range(4), 2):
        yield i, j, cuts[i], cuts[j]


FEW = 100
"""Up to so many comparisons importing a library for them costs more than it saves."""


def near(form: str, others: Iterable[str]) -> list[tuple[int, str]]:
    """Those of ``others`` within the distance that both forms allow, with it, nearest first; not ``form``."""
    cutoff = allowed(form) or 1
    asked = [(other, min(cutoff, allowed(other))) for other in others if other != form]
    if len(asked) <= FEW:
        found = [(distance(form, other, most), other) for other, most in asked]
    else:
        from rapidfuzz.distance import OSA

        found = [(OSA.distance(form, other, score_cutoff=most), other) for other, most in asked]
    limits = dict(asked)
    return sorted((edits, other) for edits, other in found if edits <= limits[other])


def distance(one: str, two: str, cutoff: int) -> int:
    """Edits from ``one`` to ``two`` (insert, delete, replace, swap neighbours), or ``cutoff`` + 1.

    Optimal string alignment; what both have in common at their ends is cut off first, which leaves
    next to nothing of a real misspelling.
    """
    if abs(len(one) - len(two)) > cutoff:
        return cutoff + 1
    while one and two and one[-1] == two[-1]:
        one, two = one[:-1], two[:-1]
    start = 0
    while start < min(len(one), len(two)) and one[start] == two[start]:
        start += 1
    one, two = one[start:], two[start:]
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, b in enumerate(two, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == two[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > cutoff:
            return cutoff + 1
    return min(row[-1], cutoff + 1)
