"""Which concept of the background knowledge an entity is: candidates by form, then one decision a pair.

`match` looks at one profile and one concept, never at the rest of the store, so that a name gets the same
answer wherever it is asked. A match never joins two entities.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from kg.model import BackgroundMatch, Concept, MatchKind
from kg.resolve.expansions import Senses, alike, looks_short
from kg.resolve.forms import SMALL, core_form, glued_form, numbers, stem_form
from kg.resolve.same import PAPERS, SHARE, Profile

HOME = (
    "artificial-intelligence",
    "computer-graphic",
    "computer-programming",
    "computer-vision",
    "information-retrieval",
    "linguistics",
    "machine-learning",
    "natural-language-processing",
    "robotics",
    "software",
    "software-engineering",
    "theoretical-computer-science",
)
"""Fields whose methods keep their names in papers on learning: elsewhere a "router" is another thing."""
_ENDING = re.compile(
    r"(?:abilit(?:y|ies)|ibilit(?:y|ies)|ational|ations?|ators?|ative|able|ional|ions?|ated|ates?|ically|ical"
    r"|ics?|ually|uals?|ings?|als?|ed|es?|ies|y|s)$"
)
_SHORTEST_STEM = 4
_JOINING = frozenset({"and", "or", "&"})
LONG_FORM = "long form"
UNKNOWN = 4
"""Letters from which an abbreviation that no paper explains is taken for the concept's."""


@lru_cache(maxsize=100_000)
def close_form(name: str) -> str:
    """A form that joins what differs by derivation or word order only; for close matches.

    >>> close_form("rate of convergence") == close_form("convergence rates")
    True
    >>> close_form("robotic learning") == close_form("robot learning")
    True
    """
    words = core_form(name).split()
    if "of" in words[1:-1]:
        at = words.index("of", 1)
        words = words[at + 1 :] + words[:at]
    return " ".join(_stem(word) for word in words if word not in SMALL)


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    while len(cut := _ENDING.sub("", word)) >= _SHORTEST_STEM and cut != word:
        word = cut
    return word


class Taxonomy:
    """The concepts of the background, by the forms of their labels; immutable."""

    def __init__(self, concepts: Iterable[Concept] = ()) -> None:
        self.concepts: Mapping[str, Concept] = {concept.id: concept for concept in concepts}
        self._forms: dict[str, list[str]] = {}
        self._close: dict[str, list[str]] = {}
        for concept in self.concepts.values():
            for label in concept.labels:
                self._forms.setdefault(glued_form(label), []).append(concept.id)

    def named(self, name: str) -> list[Concept]:
        """Concepts with a label that is spelled like ``name``."""
        return [self.concepts[node] for node in sorted({*self._forms.get(glued_form(name), ())})]

    def close_to(self, name: str) -> list[Concept]:
        """Concepts with a label that differs from ``name`` by derivation or the order of words."""
        if not self._close:
            for concept in self.concepts.values():
                for label in concept.labels:
                    self._close.setdefault(close_form(label), []).append(concept.id)
        return [self.concepts[node] for node in sorted({*self._close.get(close_form(name), ())})]

    def above(self, concept: str) -> Iterator[Concept]:
        """All concepts above one, the nearest first."""
        seen, level = {concept}, [concept]
        while level:
            parents = {p for node in level for p in self.concepts[node].broader if p in self.concepts}
            level = sorted(parents - seen)
            seen.update(level)
            yield from (self.concepts[node] for node in level)


def matches(profile: Profile, taxonomy: Taxonomy, senses: Senses) -> tuple[BackgroundMatch, ...]:
    """The concepts that a name is or nearly is; those just above it where there are none."""
    found = [
        (concept, rule)
        for concept, rule in _spelled(profile, taxonomy)
        if _fits(concept, profile) and not _other_sense(concept, profile, senses)
    ]
    known = {concept.id for concept, _ in found}
    close = [c for c in _close(profile, taxonomy) if c.id not in known]
    if found or close:
        exact = [(c, rule) for c, rule in found if not _foreign(c, profile, taxonomy)]
        near = [(c, "close form") for c in close if not _foreign(c, profile, taxonomy)]
        return _written(profile, "exact", 1.0, exact) + _written(profile, "close", 0.8, near)
    return _written(profile, "broad", 0.6, [(c, "head noun") for c in _heads(profile, taxonomy)])


def _written(
    profile: Profile, kind: MatchKind, score: float, found: Iterable[tuple[Concept, str]]
) -> tuple[BackgroundMatch, ...]:
    best = {concept.id: rule for concept, rule in found}
    return tuple(
        BackgroundMatch(profile.slug, kind, concept, score if rule != LONG_FORM else 0.9, rule)
        for concept, rule in sorted(best.items())
    )


def _spelled(profile: Profile, taxonomy: Taxonomy) -> Iterator[tuple[Concept, str]]:
    """Candidates by a long form, then those by the name itself."""
    for long in sorted(profile.longs):
        yield from ((concept, LONG_FORM) for concept in taxonomy.named(long))
    yield from ((concept, "one spelling") for concept in taxonomy.named(profile.name))


def _fits(concept: Concept, profile: Profile) -> bool:
    """Whether papers take the name for what the concept is."""
    group = concept.id.partition("/")[0]
    if group == "dataset":
        return "Dataset" in profile.types
    return group != "metric" or not profile.types.isdisjoint(("Metric", "Concept"))


def _other_sense(concept: Concept, profile: Profile, senses: Senses) -> bool:
    """Whether an abbreviation stands for something else than the concept."""
    if not looks_short(profile.name):
        return False
    longs = [label for label in concept.labels if " " in label]
    if not longs:
        return False
    if profile.longs:
        return not any(alike(stem_form(a), stem_form(b)) for a in profile.longs for b in longs)
    said = [senses.support(profile.name, long) for long in longs]
    papers, all_papers = max(said)
    return papers < PAPERS or papers < SHARE * all_papers if all_papers else len(profile.name) < UNKNOWN


def _foreign(concept: Concept, profile: Profile, taxonomy: Taxonomy) -> bool:
    """Whether a name that papers take for a method only meets a topic of a field far from learning."""
    if profile.types != {"Method"} or concept.types or not concept.broader:
        return False
    return not any(above.id.removeprefix("topic/") in HOME for above in taxonomy.above(concept.id))


def _close(profile: Profile, taxonomy: Taxonomy) -> list[Concept]:
    names = [name for name in (profile.name, *sorted(profile.longs)) if " " in name.replace("-", " ")]
    return [
        concept
        for name in names
        for concept in taxonomy.close_to(name)
        if concept.id.startswith("topic/")
        and any(numbers(label) == numbers(name) for label in concept.labels)
    ]


def _heads(profile: Profile, taxonomy: Taxonomy) -> list[Concept]:
    """What the last words of a name, at least two of them, name: the longest first that names something."""
    name = min([profile.name, *profile.longs], key=lambda n: (looks_short(n), n))
    for head in heads(name):
        found = [c for c in taxonomy.named(head) if c.id.startswith("topic/")]
        if found and " " in head:
            return found
    return []


def heads(name: str) -> Iterator[str]:
    """What a name ends in, the longest first, before a preposition: what it is a kind of, if that is a name.

    >>> list(heads("offline multi-agent reinforcement learning"))
    ['multi-agent reinforcement learning', 'reinforcement learning', 'learning']
    >>> list(heads("recognition of objects")), list(heads("planning and control"))
    (['recognition'], [])
    """
    words = name.split()
    if not _JOINING.isdisjoint(word.casefold() for word in words):
        return
    stop = next((n for n, word in enumerate(words) if n and word.casefold() in SMALL), len(words))
    for at in range(0 if stop < len(words) else 1, stop):
        yield " ".join(words[at:stop])
