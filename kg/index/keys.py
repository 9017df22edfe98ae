"""Keys under which a misspelt name is found, and the distance that decides.

Short names are keyed by all ways to leave out one character; long ones by their three thirds, with
length and place: of two edits at least one third stays whole, so whatever lies within two edits
shares a key. Three keys a name instead of some thirty (deletes of two characters from a prefix of
seven), and far fewer candidates among the many names that begin alike.
"""

from __future__ import annotations

from collections.abc import Iterable

SHORT = 7
"""Longest form, in characters, that is keyed by deletions."""


def allowed(form: str) -> int:
    """How many edits may lie between a form and its misspelling."""
    return 0 if len(form) < 3 else 1 if len(form) <= SHORT else 2


def stored_keys(form: str) -> set[str]:
    """The keys that a name of this normal form is stored under."""
    if allowed(form) < 2:
        return _deletions(form)
    return {f"{len(form)}.{i}.{form[a:b]}" for i, (a, b) in enumerate(_thirds(len(form)))}


def asked_keys(form: str) -> set[str]:
    """The keys under which to look for names within the allowed distance of ``form``."""
    length = len(form)
    keys = _deletions(form) if length <= SHORT + 1 else set()
    for other in range(max(length - 2, SHORT + 1), length + 3):
        for i, (a, b) in enumerate(_thirds(other)):
            shifts = range(max(-2, -a), min(2, length - b) + 1)
            keys.update(f"{other}.{i}.{form[a + s : b + s]}" for s in shifts)
    return keys


def _deletions(form: str) -> set[str]:
    return {f"-{form}"} | {f"-{form[:i]}{form[i + 1 :]}" for i in range(len(form))}


def _thirds(length: int) -> tuple[tuple[int, int], ...]:
    first, second = length // 3, 2 * length // 3
    return ((0, first), (first, second), (second, length))


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
