"""What words mean: a question, or a phrase beside a query, as meanings, small words and values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeGuard

from kg.ask.words import AUXILIARY, NOUNS, SMALL, longest, meanings
from kg.index.keys import distance
from kg.names import singular

Sort = Literal["entity", "paper", "date", "number", "unknown"]


@dataclass(frozen=True, slots=True)
class Value:
    """Something that a parameter can be given: as written, and what it was found to be."""

    text: str
    sort: Sort
    types: tuple[str, ...] = ()
    took: str | None = None
    """The name that a misspelling was taken for."""
    written: str = ""
    """The misspelling."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as a sequence of meanings, small words and values, in its order."""

    items: tuple[str | Value, ...]
    unknown: tuple[str, ...] = ()
    """Words that mean nothing here and are no name."""

    @property
    def values(self) -> tuple[Value, ...]:
        """The values, in order."""
        return tuple(item for item in self.items if isinstance(item, Value))

    def without_unknown(self) -> Reading:
        """The same without what is not understood."""
        return Reading(tuple(item for item in self.items if not is_unknown(item)))

    def simpler(self) -> Iterator[Reading]:
        """The same without one of several values, dates and numbers first."""
        if len(self.values) > 1:
            for value in sorted(self.values, key=lambda value: value.sort == "entity"):
                yield Reading(tuple(item for item in self.items if item is not value))

    @property
    def words(self) -> tuple[str, ...]:
        """What is no value."""
        return tuple(item for item in self.items if isinstance(item, str))


@cache
def meaning(word: str) -> str | None:
    """What one word means; its plural means the same."""
    low = word.lower()
    table = meanings()
    return table.get((low,)) or table.get((singular(low),))


@cache
def nearest(word: str) -> str | None:
    """The one known word that ``word`` misspells."""
    low = word.lower()
    if len(low) < 4 or not low.isalpha():
        return None
    most = 1 if len(low) < 9 else 2
    known = {w[0] for w in meanings() if len(w) == 1} | {"which", "there", "please", "between"}
    near = sorted((distance(form, other, most), other) for form in {low, singular(low)} for other in known)
    fitting = [(edits, other) for edits, other in near if edits <= most and len(other) > 4]
    if not fitting:
        return None
    best = [other for edits, other in fitting if edits == fitting[0][0]]
    return best[0] if len({meaning(other) for other in best}) == 1 else None


class Meant(str):
    """A word that is already a meaning."""

    __slots__ = ()


def expressions(pieces: list[str | Value]) -> list[str | Value]:
    """Expressions of several words become what they mean, the longest first."""
    out: list[str | Value] = []
    at = 0
    while at < len(pieces):
        found, size = _expression(pieces, at)
        out.append(pieces[at] if found is None else Meant(found))
        at += size
    return out


def _expression(pieces: list[str | Value], at: int) -> tuple[str | None, int]:
    for size in range(min(longest(), len(pieces) - at), 1, -1):
        words = [piece.lower() for piece in pieces[at : at + size] if isinstance(piece, str)]
        if len(words) == size:
            for last in (words[-1], singular(words[-1])):
                found = meanings().get((*words[:-1], last))
                if found is not None:
                    return found, size
    return None, 1


def meant(pieces: list[str | Value]) -> Reading:
    """Words become what they mean; a noun that repeats a name's type goes."""
    items = [item for piece in pieces if (item := _item(piece)) is not None]
    return Reading(_without_apposition(items), tuple(v.text for v in items if is_unknown(v)))


def _item(piece: str | Value) -> str | Value | None:
    if isinstance(piece, Value | Meant):
        return piece
    low = piece.lower()
    return meaning(low) or AUXILIARY.get(low) or (low if low in SMALL else None)


def is_unknown(item: str | Value) -> TypeGuard[Value]:
    return isinstance(item, Value) and item.sort == "unknown"


def _without_apposition(items: list[str | Value]) -> tuple[str | Value, ...]:
    """ "The SkyBoxes dataset" is SkyBoxes; "object detection datasets" are datasets, since it is none."""
    kept: list[str | Value] = []
    for at, item in enumerate(items):
        beside = [items[at - 1] if at else None, items[at + 1] if at + 1 < len(items) else None]
        repeats = isinstance(item, str) and any(
            isinstance(b, Value) and (NOUNS.get(item) in b.types or (b.sort == "paper" and item == "paper"))
            for b in beside
        )
        if not repeats:
            kept.append(item)
    return tuple(kept)
