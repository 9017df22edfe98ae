"""Entities that may be two things: their papers fall into two groups by context, or by the type they give it.

Nothing here compares all papers with all: papers of one entity meet under the rare words of the names that
stand beside it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from kg.model import ENTITY_TYPES
from kg.resolve.meanings import words_of
from kg.suggest.material import Material

MOST = 200
"""Papers of an entity from which its name is too common to be asked about."""
LEAST = 4
"""Papers of the larger group, and rare words that a paper must hold to be told apart by them."""
COMMON = 0.02
"""Share of all papers from which a word of names tells nothing."""
ALONE, GROUP = 0.4, 0.6
"""Doubt about one paper that writes an abbreviation and shares no word with the others, and about several."""
CONFLICTS = tuple(
    frozenset(pair) for pair in (("Dataset", "Metric"), ("Dataset", "Task"), ("Method", "Metric"))
)
"""Types that hardly one thing has; a method may well be a task, and data a concept."""
SHARE = 0.25
"""Share of the papers that must give the rarer of two types."""


@dataclass(frozen=True, slots=True)
class Parted:
    """Papers of an entity in which its name may stand for something else."""

    entity: str
    papers: tuple[str, ...]
    others: int
    """Papers of the other group."""
    doubt: float
    why: str


def parted(material: Material) -> Iterator[Parted]:
    """All that may be two things."""
    used = material.used
    counts = Counter(name for names in used.values() for name in names)
    papers_of = _papers_of(material, used)
    common = max(LEAST, COMMON * len(used))
    words = _Words(material, used, _common_words(material, counts, common))
    for entity, names in sorted(papers_of.items()):
        papers = sorted({paper for found in names.values() for paper in found})
        if LEAST < len(papers) <= MOST:
            yield from _by_context(material, names, papers, words)
            yield from _by_type(material, entity, names, papers)


def _papers_of(material: Material, used: Mapping[str, Iterable[str]]) -> dict[str, dict[str, list[str]]]:
    """For each entity of neither few nor too many papers its names with the papers that write them.

    Uses that stand for another sense are left out.
    """
    asked = {entity for entity, papers in material.papers.items() if LEAST < papers <= MOST}
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for paper, names in used.items():
        for name in names:
            entity = material.entity(name)
            if entity in asked and (paper, name) not in material.elsewhere:
                found[entity][name].append(paper)
    return found


def _common_words(material: Material, counts: Mapping[str, int], most: float) -> set[str]:
    seen: Counter[str] = Counter()
    for name, papers in counts.items():
        for word in words_of(material.label(name)):
            seen[word] += papers
    return {word for word, papers in seen.items() if papers > most}


class _Words:
    """The rare words of the names of each paper."""

    def __init__(self, material: Material, used: Mapping[str, Iterable[str]], common: set[str]) -> None:
        self._material = material
        self._used = used
        self._common = common
        self._of: dict[str, frozenset[str]] = {}

    def of(self, paper: str, without: Iterable[str]) -> set[str]:
        if paper not in self._of:
            names = (words_of(self._material.label(name)) for name in self._used[paper])
            self._of[paper] = frozenset(set().union(*names) - self._common)
        own = {word for name in without for word in words_of(self._material.label(name))}
        return set(self._of[paper] - own)


def _by_context(
    material: Material, names: Mapping[str, list[str]], papers: list[str], words: _Words
) -> Iterator[Parted]:
    """Groups that share no rare word; only of what may have two meanings."""
    bare = [name for name in names if "~" not in name and _is_proper(material.label(name))]
    if not bare:
        return
    beside = {paper: words.of(paper, names) for paper in papers}
    main, *rest = _groups({paper: found for paper, found in beside.items() if len(found) >= LEAST})
    if len(main) < max(LEAST, len(papers) / 2):
        return
    written = {paper for name in bare for paper in names[name]}
    explained = any("~" in name or " " in material.label(name) for name in names)
    for group in rest:
        told = sorted(group & written)
        if len(told) > 1 or (told and explained):
            doubt = GROUP if len(told) > 1 else ALONE
            why = "no rare word in common with the names in its other papers"
            yield Parted(_name(bare, names, told), tuple(told), len(main), doubt, why)


def _is_proper(label: str) -> bool:
    """Whether a name is one word and written as a name, without a version in it: MIDAS, Panda, PRM."""
    return " " not in label and any(c.isupper() for c in label) and not any(c.isdigit() for c in label)


def _name(bare: Iterable[str], names: Mapping[str, list[str]], papers: Iterable[str]) -> str:
    """The name that most of these papers write."""
    here = set(papers)
    return max(sorted(bare), key=lambda name: len(here.intersection(names[name])))


def _groups(beside: Mapping[str, set[str]]) -> list[set[str]]:
    """Papers that share words, directly or through others; the largest group first, at least an empty one."""
    group_of = {paper: {paper} for paper in beside}
    first: dict[str, str] = {}
    for paper in sorted(beside):
        for word in beside[paper]:
            other = first.setdefault(word, paper)
            one, two = group_of[paper], group_of[other]
            if one is not two:
                small, large = sorted((one, two), key=len)
                large |= small
                group_of.update((member, large) for member in small)
    found = {id(group): group for group in group_of.values()}
    return sorted(found.values(), key=lambda group: (-len(group), min(group))) or [set()]


def _by_type(
    material: Material, entity: str, names: Mapping[str, list[str]], papers: list[str]
) -> Iterator[Parted]:
    """Papers that take the entity for what the others do not, of two types that hardly one thing has."""
    given = material.types_of(entity)
    if not any(pair <= given for pair in CONFLICTS):
        return
    types: dict[str, set[str]] = {kind: set() for kind in ENTITY_TYPES}
    for name, found in names.items():
        for paper in found:
            for kind in material.types_of_use(paper, name):
                types[kind].add(paper)
    for one, other in combinations(sorted(types, key=lambda kind: (-len(types[kind]), kind)), 2):
        group = types[other] - types[one]
        if {one, other} in CONFLICTS and len(group) > 1 and len(group) >= SHARE * len(papers):
            why = f"a {other} in {len(group)} papers, a {one} in {len(types[one])}"
            doubt = round(len(group) / len(papers), 2)
            yield Parted(_name(names, names, group), tuple(sorted(group)), len(types[one]), doubt, why)
