"""What people decided about names, in the form that the resolution takes it: plain, and without history.

`kg.ledger` makes it of the decisions in force, `kg.resolve` obeys it; neither room knows the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.model import EntityType

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Sense:
    """What the uses of a name in some papers stand for instead."""

    slug: str
    """Slug of the sense, ``NAME~…``."""
    long_form: str | None = None


@dataclass(frozen=True, slots=True)
class Rulings:
    """Names are slugs. Where several entries speak of one thing, the last one counts."""

    same: tuple[Pair, ...] = ()
    """Names that are one thing; what follows from several pairs holds, too."""
    apart: tuple[Pair, ...] = ()
    """Names that are never one thing, whatever rules say."""
    senses: Mapping[Pair, Sense] = field(default_factory=dict)
    """For a paper and a name, the sense that the name has there."""
    labels: tuple[Pair, ...] = ()
    """Names with the label of their entity."""
    types: tuple[tuple[str, EntityType], ...] = ()
    """Names with the only type of their entity."""
    aliases: tuple[tuple[str, str, bool], ...] = ()
    """A name, a way of writing it, and whether its entity is to carry that as a label."""
    rejected: frozenset[tuple[str, str, str, str]] = frozenset()
    """Paper, subject (empty where it is the paper), predicate and object of claims that count for nothing."""
    broader: tuple[Pair, ...] = ()
    """Names, each with a broader one."""
    written: Mapping[str, str] = field(default_factory=dict)
    """Every name that a decision speaks of, as it was written."""


NONE = Rulings()
