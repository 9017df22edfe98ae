"""Which name stands for which entity.

All uses of a name go together. Beyond that one rule joins names in this version: an abbreviation
that a paper uses without explaining it means the long form that other papers give it, when all of
them give the same one. Two long forms make it ambiguous, and then nothing is joined; a chain of
joins is never followed (the target of a join is never joined itself).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kg.model import Entity, Extraction
from kg.names import normal_form, sense_slug, slug

_SHORT = re.compile(r"[A-Za-z0-9][\w.+\-]{1,11}\Z")


@dataclass(frozen=True, slots=True)
class Decision:
    """What a name was found to stand for, and why."""

    name: str
    """Slug of the name."""
    entity: str
    """Slug of the entity's canonical name."""
    rule: str
    """``same name`` or ``only long form``."""
    candidates: tuple[str, ...] = ()
    """Slugs of all long forms that were considered, sorted."""


def is_abbreviation(short: str, long: str) -> bool:
    """Whether ``short`` looks like an abbreviation of ``long``.

    At least two capitals, no blank, and every letter of it found in the long form in order, the
    first one at the start of its first word (the core of Schwartz and Hearst, 2003).
    """
    letters = [c for c in short.casefold() if c.isalnum()]
    words = normal_form(long).split()
    if not _SHORT.match(short) or sum(c.isupper() for c in short) < 2 or len(words) < 2:
        return False
    if letters and letters[-1] == "s" and short.endswith("s"):
        letters.pop()
    text, at = " ".join(words), 0
    if not letters or text[0] != letters[0]:
        return False
    for letter in letters:
        at = text.find(letter, at)
        if at < 0:
            return False
        at += 1
    return True


def name_slug(entity: Entity) -> str:
    """The slug of the name node that claims about this entity point at."""
    return sense_slug(entity.name, entity.long_form)


def senses(extractions: Iterable[Extraction]) -> dict[str, set[str]]:
    """For the slug of each abbreviation, the slugs of the names that papers expand it to."""
    found: dict[str, set[str]] = defaultdict(set)
    for extraction in extractions:
        for entity in extraction.entities:
            if entity.long_form is not None:
                found[slug(entity.name)].add(name_slug(entity))
            for alias in entity.aliases:
                if is_abbreviation(alias, entity.name):
                    found[slug(alias)].add(name_slug(entity))
    return dict(found)


def decide(names: Iterable[str], expansions: dict[str, set[str]]) -> dict[str, Decision]:
    """One decision for each of the name slugs, by slug."""
    decisions = {}
    for name in sorted(set(names)):
        targets = tuple(sorted(expansions.get(name, set()) - {name}))
        only = len(targets) == 1 and not expansions.get(targets[0], set()) - {targets[0]}
        decisions[name] = Decision(
            name=name,
            entity=targets[0] if only else name,
            rule="only long form" if only else "same name",
            candidates=targets,
        )
    return decisions
