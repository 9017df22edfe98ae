"""Links that a sentence's order denies: in "A for B and C for D", A is not for D, and C not for B."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

_ORDERED = frozenset(["usedFor", "evaluatedOn", "measuredBy"])


class Placed(NamedTuple):
    """A link with the places of its two nearest mentions."""

    subject: str
    predicate: str
    object: str
    subject_at: int
    object_at: int
    sentence: tuple[int, int]


def crossed(links: Sequence[Placed]) -> set[int]:
    """Numbers of the links that reach over another pair with the same predicate in their sentence.

    Where the sentence has A, B, C, D in this order and A is linked to B, C to D, links from A to D and from C
    to B are denied.
    """
    out = set()
    for number, link in enumerate(links):
        if link.predicate not in _ORDERED:
            continue
        same = [
            other
            for other in links
            if other.predicate == link.predicate and other.sentence == link.sentence and other is not link
        ]
        own = [o.object_at for o in same if o.subject == link.subject and o.object != link.object]
        others = [o.subject_at for o in same if o.object == link.object and o.subject != link.subject]
        if _between(link, own, others):
            out.add(number)
    return out


def _between(link: Placed, own: Sequence[int], others: Sequence[int]) -> bool:
    """Whether both its subject, with an ``own`` object, and its object, with ``others``, belong elsewhere."""
    if link.subject_at < link.object_at:
        return any(link.subject_at < b < c < link.object_at for b in own for c in others)
    return any(a < link.object_at for a in others) and any(d > link.subject_at for d in own)
