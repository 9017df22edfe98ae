"""What is told of papers that are like a paper."""

from __future__ import annotations

from typing import NamedTuple


class Shared(NamedTuple):
    """What two papers have in common."""

    kind: str
    """``name``, ``word`` (of a name), or ``text`` (a word of title and abstract); ``around``: a name of the
    found paper that the asked one has not, and the papers nearest to it have."""
    label: str
    papers: int
    """Papers of the graph that have it; from the index, of a word those that have it in their titles."""
    weight: float
    """Its part of the likeness."""


class Similar(NamedTuple):
    """A paper like the asked one."""

    id: str
    title: str
    date: str | None
    score: float
    """0 to 1."""
    shared: tuple[Shared, ...]
    """Why: the weightiest first."""
