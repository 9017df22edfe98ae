"""What all papers together say of each name, and which names are worth comparing.

Names are compared only within a block: one spelling, or one abbreviation. No name is compared with all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from kg.model import Entity, Extraction
from kg.names import sense_slug
from kg.resolve.expansions import expands, looks_short
from kg.resolve.forms import core_form, glued_form, headless_form
from kg.resolve.same import Profile

BLOCK_LIMIT = 200
"""Most names of a block that are compared with each other: those of the most papers."""


def name_slug(entity: Entity) -> str:
    """The slug of the name node that claims about this entity point at."""
    return sense_slug(entity.name, entity.long_form)


def best_label(written: Counter[str]) -> str:
    """The most frequent way of writing; on a tie the shorter, then the one with fewer capitals."""
    return min(written, key=lambda w: (-written[w], len(w), sum(c.isupper() for c in w), w))


@dataclass(slots=True)
class _Said:
    written: Counter[str] = field(default_factory=Counter)
    shorts: set[str] = field(default_factory=set)
    longs: set[str] = field(default_factory=set)
    types: set[str] = field(default_factory=set)
    papers: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Names:
    """All names of a set of extractions."""

    labels: Mapping[str, Counter[str]]
    """How often each name is written which way, by slug."""
    profiles: Mapping[str, Profile]
    papers: Mapping[str, int]
    """In how many papers each name stands."""
    explained: Mapping[tuple[str, str], int]
    """How many papers explain a short form by a long one, both as written."""


def read_names(extractions: Iterable[Extraction]) -> Names:
    """The names of all ``extractions``; their order does not matter."""
    said: dict[str, _Said] = defaultdict(_Said)
    explained: dict[tuple[str, str], set[str]] = defaultdict(set)
    for extraction in extractions:
        for entity in extraction.entities:
            shorts, longs = _forms(entity)
            one = said[name_slug(entity)]
            one.written[entity.name] += 1
            one.shorts |= shorts
            one.longs |= longs
            one.types.add(entity.type)
            one.papers.add(extraction.paper)
            for pair in [(short, entity.name) for short in shorts] + [(entity.name, long) for long in longs]:
                explained[pair].add(extraction.paper)
    return Names(
        labels={slug: one.written for slug, one in said.items()},
        profiles={slug: _profile(slug, one) for slug, one in said.items()},
        papers={slug: len(one.papers) for slug, one in said.items()},
        explained={pair: len(papers) for pair, papers in explained.items()},
    )


def _forms(entity: Entity) -> tuple[set[str], set[str]]:
    """The abbreviations that a paper gives for a name, and the long forms that it gives."""
    given = {*entity.aliases, *([entity.long_form] if entity.long_form else [])}
    shorts = {form for form in given if looks_short(form) and expands(entity.name, form)}
    longs = {form for form in given if looks_short(entity.name) and expands(form, entity.name)}
    return shorts, longs | ({entity.long_form} if entity.long_form else set())


def _profile(slug: str, said: _Said) -> Profile:
    return Profile(
        slug=slug,
        name=best_label(said.written),
        shorts=frozenset(said.shorts),
        longs=frozenset(said.longs),
        types=frozenset(said.types),
    )


def candidates(names: Names) -> list[tuple[str, str]]:
    """Pairs of slugs worth comparing, each sorted, in order."""
    blocks: dict[str, set[str]] = defaultdict(set)
    for slug, profile in names.profiles.items():
        for key in _keys(profile):
            blocks[key].add(slug)
    pairs: set[tuple[str, str]] = set()
    for block in blocks.values():
        kept = sorted(block, key=lambda slug: (-names.papers[slug], slug))[:BLOCK_LIMIT]
        pairs.update(combinations(sorted(kept), 2))
    return sorted(pairs)


def _keys(profile: Profile) -> set[str]:
    """The blocks that a name belongs to."""
    keys = {glued_form(profile.name), headless_form(profile.name)}
    keys.update(map(glued_form, profile.longs))
    keys.update("short " + core_form(short) for short in profile.shorts)
    if looks_short(profile.name):
        keys.add("short " + core_form(profile.name))
    return keys
