"""A name as papers use it, made of the facts that they add up to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from kg.derive.says import COINED, LONG, PAPERS, SHORT, TYPE, WRITTEN
from kg.resolve.profiles import best_label
from kg.resolve.same import Profile


class Known(NamedTuple):
    """A name as papers use it."""

    profile: Profile
    papers: int


def known_of(slug: str, facts: Iterable[tuple[str, str, int]]) -> Known | None:
    """A name from its facts; None where no paper uses it."""
    by_kind: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for what, value, n in facts:
        by_kind[what][value] = n
    if not by_kind[WRITTEN]:
        return None
    shorts, longs = frozenset(by_kind[SHORT]), frozenset(by_kind[LONG])
    name, types = best_label(Counter(by_kind[WRITTEN])), frozenset(by_kind[TYPE])
    coined = frozenset(by_kind[COINED])
    return Known(Profile(slug, name, shorts, longs, types, coined), by_kind[PAPERS].get("", 0))
