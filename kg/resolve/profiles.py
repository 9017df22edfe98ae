"""What all papers together say of each name, and which names are worth comparing.

Names are compared only within a block: one spelling, or one abbreviation. No name is compared with all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from kg.model import Entity, Extraction
from kg.names import sense_slug, use_slug
from kg.resolve.coined import coins, is_makeshift
from kg.resolve.expansions import expands, looks_short, spelled_inside
from kg.resolve.forms import bare_name, core_form, glued, glued_form, headless_form, headless_long, words_form
from kg.resolve.same import Profile

BLOCK_LIMIT = 200
"""Most names of a block that are compared with each other: those of the most papers."""


def name_slug(entity: Entity) -> str:
    """The slug of the name node that claims about this entity point at, or of the sense decided for it."""
    return use_slug(entity)


def best_label(written: Counter[str]) -> str:
    """The most frequent way of writing; on a tie the shorter, then the one with fewer capitals."""
    return min(written, key=lambda w: (-written[w], len(w), sum(c.isupper() for c in w), w))


class Written(Mapping[str, Counter[str]]):
    """How often each name is written which way, by slug; most are written once, which costs no counter."""

    def __init__(self) -> None:
        self._found: dict[str, str | Counter[str]] = {}

    def add(self, slug: str, name: str) -> None:
        """A use writes ``name``."""
        known = self._found.get(slug)
        if known is None:
            self._found[slug] = name
        elif isinstance(known, Counter):
            known[name] += 1
        else:
            self._found[slug] = Counter((known, name))

    def best(self) -> Iterator[tuple[str, str]]:
        """Each name with its `best_label`."""
        for slug, found in self._found.items():
            yield slug, best_label(found) if isinstance(found, Counter) else found

    def __getitem__(self, slug: str) -> Counter[str]:
        found = self._found[slug]
        return found if isinstance(found, Counter) else Counter((found,))

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


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
    read = tuple(extractions)
    labels = Written()
    types: dict[str, frozenset[str]] = {}
    explained: dict[tuple[str, str], set[str]] = defaultdict(set)
    # few names have other forms: they alone cost memory
    shorts: dict[str, set[str]] = defaultdict(set)
    longs: dict[str, set[str]] = defaultdict(set)
    coined: dict[str, set[str]] = defaultdict(set)
    for extraction in read:
        for entity in extraction.entities:
            name = name_slug(entity)
            labels.add(name, entity.name)
            types[name] = _shared(types.get(name, frozenset()) | {entity.type})
            for short in shorts_of(entity):
                shorts[name].add(short)
                explained[short, entity.name].add(extraction.paper)
            for long in longs_of(entity):
                longs[name].add(long)
                if says_itself(entity, long):
                    explained[entity.name, long].add(extraction.paper)
            if coins(entity):
                coined[name].add(extraction.paper)
            if (alone := written_alone(entity)) is not None:
                labels.add(alone, entity.name)
                types[alone] = _shared(types.get(alone, frozenset()) | {entity.type})
    profiles = {
        slug: Profile(
            slug=slug,
            name=label,
            shorts=_set(shorts, slug),
            longs=_set(longs, slug),
            types=types.pop(slug),
            coined=_set(coined, slug),
        )
        for slug, label in labels.best()
    }
    counted = {pair: len(papers) for pair, papers in explained.items()}
    papers = _papers(read, profiles)
    if len(papers) < len(profiles):
        papers.update((name, 0) for name in profiles if name not in papers)
    return Names(labels, profiles, papers, counted)


_NOTHING: frozenset[str] = frozenset()


def _set(found: Mapping[str, set[str]], slug: str) -> frozenset[str]:
    """What was found of a name; one object for nothing, which most names have."""
    return frozenset(found[slug]) if slug in found else _NOTHING


@cache
def _shared(types: frozenset[str]) -> frozenset[str]:
    """One object for all equal sets of types."""
    return types


def _papers(read: Iterable[Extraction], profiles: Mapping[str, Profile]) -> dict[str, int]:
    """In how many papers each name stands; several extractors may have read one."""
    of_paper: dict[str, set[str]] = {}
    several = Counter(extraction.paper for extraction in read)
    found: Counter[str] = Counter()
    for extraction in read:
        slugs = {name_slug(entity) for entity in extraction.entities}
        if several[extraction.paper] > 1:
            slugs -= of_paper.setdefault(extraction.paper, set())
            of_paper[extraction.paper] |= slugs
        found.update(profiles[slug].slug for slug in slugs)  # no second string for each name
    return dict(found)


def _given(entity: Entity) -> set[str]:
    return {*entity.aliases, *([entity.long_form] if entity.long_form else [])}


def shorts_of(entity: Entity) -> list[str]:
    """The abbreviations that a paper gives for the whole of a name."""
    return [form for form in _given(entity) if looks_short(form) and expands(entity.name, form)]


def longs_of(entity: Entity) -> set[str]:
    """The long forms that a paper gives for a name; another way of writing it ("VLAs") is none."""
    stated = {entity.long_form} if entity.long_form else set()
    if looks_short(entity.name):
        stated.update(form for form in entity.aliases if expands(form, entity.name))
    return {form for form in stated if core_form(form) != core_form(entity.name)}


def says_itself(entity: Entity, long: str) -> bool:
    """Whether the paper gives this long form, and not who decided what the name means there."""
    return entity.sense is None or long != entity.long_form


def written_alone(entity: Entity) -> str | None:
    """The slug of the name that a paper writes whose use stands for a long form that others give it.

    The claims of the paper point at that name, so it stays there though nobody else may use it.
    """
    if entity.sense is None or entity.sense != sense_slug(entity.name, entity.long_form):
        return None
    return sense_slug(entity.name, None)


def candidates(names: Names) -> list[tuple[str, str]]:
    """Pairs of slugs worth comparing, each sorted, in order."""
    first: dict[str, str] = {}
    blocks: dict[str, set[str]] = {}  # most keys have one name, which needs no set
    for slug, profile in names.profiles.items():
        for key in keys_of(profile):
            other = first.setdefault(key, slug)
            if other != slug:
                blocks.setdefault(key, {other}).add(slug)
    pairs: set[tuple[str, str]] = set()
    for block in blocks.values():
        kept = sorted(block, key=lambda slug: (-names.papers[slug], slug))[:BLOCK_LIMIT]
        pairs.update(combinations(sorted(kept), 2))
    return sorted(pairs)


def keys_of(profile: Profile) -> set[str]:
    """The blocks that a name belongs to; a makeshift name is no other paper's, however it is spelled."""
    if is_makeshift(profile.name):
        return set()
    keys = {glued_form(profile.name), headless_form(profile.name), words_form(profile.name)}
    keys.add(glued_form(spelled_inside(profile.name)))
    keys.update(map(glued_form, profile.longs))
    keys.update("short " + core_form(short) for short in profile.shorts)
    if looks_short(bare := bare_name(profile.name)):
        keys.add("short " + core_form(bare))
    if profile.shorts:
        keys.add(glued(headless_long(core_form(profile.name))))
    return keys
