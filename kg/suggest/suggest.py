"""What is worth a person's look: likely merges and likely wrong merges, the most useful first.

Useful is what is in doubt and touches many papers: the product of the two. Doubt is 1 where a decision might
as well have gone the other way; it comes from the signals that the build kept, or from how alike names are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from kg.ledger import Entry, in_force, rulings
from kg.model import Comparison
from kg.resolve.expansions import AGREE
from kg.resolve.ruled import DIFFERENT, SAME, blocks
from kg.resolve.same import TWICE
from kg.rulings import Rulings
from kg.suggest.candidates import initials, spellings
from kg.suggest.material import Material
from kg.suggest.splits import parted

Kind = Literal["merge", "different", "split"]

LEAST_DOUBT = 0.05
_PLAIN_DOUBT = {TWICE: 0.1, "same words": 0.2, "a word that one paper spells out": 0.4}
"""Rules of which no signal says how sure they are: how often they may be wrong."""
WORTH_ASKING = 2
"""Papers of an entity from which its misspellings and initials are looked for."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two names."""

    name: str
    """Slug."""
    label: str
    papers: int
    """Papers of its entity or, of a name that may be in the wrong one, of the name."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two names that may be one thing and are not, or that are and may be two."""

    kind: Kind
    """``merge``: likely one thing; ``different``: likely two; ``split``: one name likely for two things."""
    one: Side
    other: Side
    doubt: float
    papers: int
    """Papers that the decision would touch."""
    why: str
    signals: tuple[tuple[str, float], ...] = ()
    group: tuple[str, ...] = ()
    """Of one name for two things, the papers in which it is likely the other."""

    @property
    def usefulness(self) -> float:
        """Doubt times papers."""
        return round(self.doubt * self.papers, 2)


def suggest(material: Material, entries: Iterable[Entry] = ()) -> list[Suggestion]:
    """All suggestions, most useful first; what people decided in ``entries`` is none any more."""
    read = tuple(entries)
    decided = _Decided(rulings(read), material)
    found: dict[tuple[str, str], Suggestion] = {}
    for suggestion in (*_kept(material), *_spelled(material), *_abbreviated(material)):
        pair = suggestion.one.name, suggestion.other.name
        if suggestion.doubt >= LEAST_DOUBT and suggestion.papers and not decided.about(*pair):
            best = found.get(pair)
            if best is None or suggestion.doubt > best.doubt:
                found[pair] = suggestion
    for suggestion in _parted(material, read):
        found[suggestion.one.name, suggestion.other.name] = suggestion
    return sorted(found.values(), key=lambda s: (-s.usefulness, s.one.name, s.other.name))


class _Decided:
    """Whether people decided about a pair, directly or by what follows from several decisions."""

    def __init__(self, ruled: Rulings, material: Material) -> None:
        self._apart = {frozenset(pair) for pair in ruled.apart}
        self._block = {name: n for n, block in enumerate(blocks(ruled.same)) for name in block}
        self._entity = material.entity

    def about(self, one: str, other: str) -> bool:
        ends = frozenset((one, other)), frozenset((self._entity(one), self._entity(other)))
        same = self._block.get(one, -1) == self._block.get(other, -2)
        return same or any(pair in self._apart for pair in ends)


def _kept(material: Material) -> Iterator[Suggestion]:
    """From the comparisons of the build, those that nearly went the other way."""
    for found in material.comparisons:
        if found.rule in (SAME, DIFFERENT):
            continue
        together = material.entity(found.one) == material.entity(found.other)
        doubt, why = _doubt(found)
        if doubt < LEAST_DOUBT or found.same != together:
            continue
        if together:
            sides = [Side(n, material.label(n), len(material.papers_of(n))) for n in (found.one, found.other)]
        else:
            sides = [
                Side(n, material.label(n), material.papers.get(n, 0)) for n in _entities(material, found)
            ]
        papers = min(side.papers for side in sides)
        kind: Kind = "different" if together else "merge"
        yield Suggestion(kind, sides[0], sides[1], doubt, papers, why, found.signals)


def _entities(material: Material, found: Comparison) -> list[str]:
    return sorted((material.entity(found.one), material.entity(found.other)))


def _doubt(found: Comparison) -> tuple[float, str]:
    """How near a comparison was to the other verdict, from 0 to 1, and by which signal."""
    signals = dict(found.signals)
    if signals.get("numbers differ"):
        return 0.0, found.rule
    if found.rule in _PLAIN_DOUBT:
        return _PLAIN_DOUBT[found.rule], found.rule
    share = signals.get("share of explanations", 0.0)
    if share:
        doubt = 2 * (1 - share) if found.same else share
        return round(min(doubt, 1.0), 2), f"{found.rule}: {share:.0%} of the papers agree"
    alike = signals.get("long forms", 0.0)
    if alike:
        doubt = (100 - alike) / (100 - AGREE) if found.same else (alike - 60) / (AGREE - 60)
        return round(max(0.0, min(doubt, 1.0)), 2), f"{found.rule}: long forms {alike:.0f} % alike"
    if not found.same:
        similar = signals.get("similarity", 0.0)
        return round(max(0.0, (similar - 70) / 40), 2), f"{found.rule}: spelling {similar:.0f} % alike"
    return 0.0, found.rule


def _asked(material: Material) -> dict[str, int]:
    return {slug: n for slug, n in material.papers.items() if n >= WORTH_ASKING}


def _spelled(material: Material) -> Iterator[Suggestion]:
    labels = {slug: material.labels[slug] for slug in material.papers if slug in material.labels}
    for pair, score in spellings(labels, sorted(_asked(material))):
        doubt = round((score - 80) / 22, 2)
        yield _merge(
            material, pair, doubt, f"spelling {score:.0f} % alike", (("similarity", round(score, 1)),)
        )


def _abbreviated(material: Material) -> Iterator[Suggestion]:
    for pair, number in initials(material.labels, _asked(material)):
        why = "initials" if number == 1 else f"initials, of {number} such names"
        yield _merge(material, pair, round(0.6 / number, 2), why, (("names with these initials", number),))


def _parted(material: Material, entries: Iterable[Entry]) -> Iterator[Suggestion]:
    """Names that may stand for two things, but those that somebody split already."""
    decided = [entry for entry in in_force(tuple(entries)) if entry.action == "split"]
    split = {(paper, name) for entry in decided for paper in entry.papers for name in entry.slugs}
    for found in parted(material):
        if any((paper, found.entity) in split for paper in found.papers):
            continue
        label, papers = material.label(found.entity), len(found.papers)
        one = Side(found.entity, label, found.others)
        other = Side(f"{found.entity}~{found.papers[0]}", f"{label} in {_counted(papers)}", papers)
        yield Suggestion("split", one, other, found.doubt, papers, found.why, group=found.papers)


def _counted(papers: int) -> str:
    return "one paper" if papers == 1 else f"{papers:,} papers"


def _merge(
    material: Material, pair: tuple[str, str], doubt: float, why: str, signals: tuple[tuple[str, float], ...]
) -> Suggestion:
    one, other = (Side(name, material.label(name), material.papers[name]) for name in pair)
    return Suggestion("merge", one, other, doubt, min(one.papers, other.papers), why, signals)
