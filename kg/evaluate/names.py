"""How often two names are rightly found to be the same thing, against annotated pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.evaluate.intervals import wilson
from kg.evaluate.lines import check_name
from kg.evaluate.matching import Json
from kg.evaluate.run import read_lines
from kg.model import ENTITY_TYPES, Comparison, Entity, Extraction, Mention
from kg.resolve import resolve
from kg.resolve.expansions import expands
from kg.resolve.profiles import name_slug
from kg.text import clean

SAME = "same"


@dataclass(frozen=True, slots=True)
class PairScores:
    """Figures of one decision over annotated pairs; all other labels count as not it."""

    pairs: int
    positives: int
    """Pairs annotated so."""
    precision: float
    recall: float
    f1: float
    intervals: dict[str, tuple[float, float]]
    """95 % intervals (Wilson) of precision and recall."""
    rules: dict[str, tuple[int, int]]
    """For each rule that decided, right and wrong decisions."""

    def to_dict(self) -> dict[str, Any]:
        """As JSON prints it."""
        return {name: getattr(self, name) for name in PairScores.__slots__}


def evaluate_same(gold: Path) -> PairScores:
    """Score what a store of the two papers of each pair makes of its names.

    Each line holds ``label``, ``a`` and ``b``, both with ``name``, ``aliases``, ``type`` and ``paper``.
    """
    verdicts: Counter[tuple[str, bool, bool]] = Counter()
    for row in read_lines(gold, required=("label", "a", "b"), check=_check_pair):
        found, rule = same_in_store(row["a"], row["b"])
        verdicts[rule, found, row["label"] == SAME] += 1
    return pair_scores(verdicts)


def _check_pair(row: Json) -> None:
    for side in ("a", "b"):
        check_name(row[side], repr(side))


def same_in_store(a: Mapping[str, Any], b: Mapping[str, Any]) -> tuple[bool, str]:
    """Whether a store of two papers, each with one of the names, has one entity for both; the rule."""
    uses = [(str(side["paper"]), entity_of(side)) for side in (a, b)]
    found = resolve([Extraction(paper, "gold", "1", (entity,)) for paper, entity in uses])
    names = []
    for paper, entity in uses:
        name = name_slug(entity)
        sense = found.senses.get((paper, name))
        names.append(sense.slug if sense else name)
    one, other = sorted(names)
    if one == other:
        return True, "same name"
    joined = found.decisions[one].entity == found.decisions[other].entity
    return joined, _rule(found.comparisons, one, other)


def _rule(compared: Sequence[Comparison], one: str, other: str) -> str:
    rules = (c.rule for c in compared if (c.one, c.other) == (one, other))
    return next(rules, "no candidates")


def entity_of(side: Mapping[str, Any]) -> Entity:
    """A name of an annotated pair as an extractor would hand it over.

    What a title begins with, before a colon, its paper proposes.
    """
    if side["type"] not in ENTITY_TYPES:
        raise ValueError(f"unknown type {side['type']!r}")
    name, title = clean(side["name"]), clean(str(side.get("title", "")))
    aliases = tuple(map(clean, side.get("aliases", ())))
    spelled_out = (alias for alias in aliases if " " not in name and " " in alias and expands(alias, name))
    titular = title.partition(":")[0].strip() == name != title
    at = 0 if titular else 1
    return Entity(
        name=name,
        type=side["type"],
        relation="proposes" if titular else "discusses",
        confidence=1.0,
        mentions=(Mention(at, at + len(name), name, at, at + len(name)),),
        aliases=aliases,
        long_form=next(spelled_out, None),
    )


def pair_scores(verdicts: Mapping[tuple[str, bool, bool], int]) -> PairScores:
    """Figures of verdicts counted by rule, what was found and what is right."""

    def number(found: bool, gold: bool) -> int:
        return sum(n for (_, said, is_), n in verdicts.items() if (said, is_) == (found, gold))

    hits, wrong, missed = number(True, True), number(True, False), number(False, True)
    rules = {
        rule: (
            sum(n for (r, said, gold), n in verdicts.items() if r == rule and said == gold),
            sum(n for (r, said, gold), n in verdicts.items() if r == rule and said != gold),
        )
        for rule in sorted({rule for rule, _, _ in verdicts})
    }
    return PairScores(
        pairs=sum(verdicts.values()),
        positives=hits + missed,
        precision=round(hits / (hits + wrong), 4) if hits else 0.0,
        recall=round(hits / (hits + missed), 4) if hits else 0.0,
        f1=round(2 * hits / (2 * hits + wrong + missed), 4) if hits else 0.0,
        intervals={
            "precision": wilson(hits, hits + wrong, places=4),
            "recall": wilson(hits, hits + missed, places=4),
        },
        rules=rules,
    )
