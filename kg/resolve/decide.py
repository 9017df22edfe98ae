"""Which name stands for which entity.

Names are joined to a centre, never to each other: the names are gone through from the most used
(abbreviations last), each joins the centre that `kg.resolve.same` finds it the same as, or becomes a
centre. So no chain of joins is ever followed, and the answer is a function of the set of papers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from kg.model import Comparison, Extraction
from kg.resolve.coined import coiners
from kg.resolve.coined import senses as senses_of
from kg.resolve.expansions import looks_short, shipped
from kg.resolve.forms import bare_name, glued_form, needless_head
from kg.resolve.meanings import all_meanings
from kg.resolve.profiles import Names, candidates, read_names
from kg.resolve.ruled import DIFFERENT, held_apart, put_together, settle, with_senses
from kg.resolve.ruled import SAME as RULED
from kg.resolve.same import APART, ONE_SPELLING, TWO_SENSES, same
from kg.rulings import NONE, Pair, Rulings, Sense

SAME_NAME = "same name"
_APART = APART | {DIFFERENT}


@dataclass(frozen=True, slots=True)
class Decision:
    """What a name was found to stand for, and why."""

    name: str
    """Slug of the name."""
    entity: str
    """Slug of the entity's canonical name."""
    rule: str
    """`SAME_NAME`, or the rule that joined it to its entity."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """The names of a store, what each stands for, and all comparisons that led there."""

    names: Names
    decisions: Mapping[str, Decision]
    comparisons: tuple[Comparison, ...]
    rulings: Rulings = NONE
    """What people decided, which is in all the rest."""
    senses: Mapping[Pair, Sense] = field(default_factory=dict)
    """For a paper and a name, the sense that it has there: as people decided, as papers coined it, or as the
    names beside it tell."""


def resolve(extractions: Iterable[Extraction], rulings: Rulings = NONE) -> Resolution:
    """Compare the names of all ``extractions`` and decide; the order of the input does not matter.

    What people decided (``rulings``) goes before every rule.
    """
    read = tuple(extractions)
    senses = {**all_meanings(read), **senses_of(coiners(read)), **rulings.senses}
    names = read_names(with_senses(read, senses))
    compared = held_apart(names, compare(names), rulings)
    decisions = decide(names, compared)
    if rulings == NONE:
        return Resolution(names, decisions, compared, senses=senses)
    found = {name: decision.entity for name, decision in decisions.items()}
    settled = settle(found, rulings, lambda name: rank(names, name))
    decisions.update(
        (name, Decision(name, entity, RULED if entity != name else SAME_NAME))
        for name, entity in settled.items()
        if found.get(name) != entity
    )
    labels = {name: Counter([label]) for name, label in rulings.written.items()}
    named = replace(names, labels={**labels, **names.labels}) if labels else names
    return Resolution(named, decisions, put_together(compared, settled, rulings), rulings, senses)


def compare(names: Names) -> tuple[Comparison, ...]:
    """The verdict on each pair of candidates, sorted by slugs."""
    senses = shipped().with_papers(names.explained)
    found = []
    for one, other in candidates(names):
        verdict = same(names.profiles[one], names.profiles[other], senses)
        found.append(Comparison(one, other, verdict.same, verdict.rule, verdict.signals))
    return tuple(found)


def decide(names: Names, compared: Iterable[Comparison]) -> dict[str, Decision]:
    """One decision for each name, by slug."""
    near: dict[str, dict[str, Comparison]] = defaultdict(dict)
    for comparison in compared:
        near[comparison.one][comparison.other] = comparison
        near[comparison.other][comparison.one] = comparison
    # most names are compared with none: they cost one record each
    decisions = {name: Decision(name, name, SAME_NAME) for name in names.profiles if name not in near}
    members: dict[str, set[str]] = {}
    for name in sorted(near, key=lambda slug: rank(names, slug)):
        centre, through = _centre(name, near[name], members, decisions, names)
        rule = near[name][through].rule if through else SAME_NAME
        members.setdefault(centre or name, set()).add(name)
        decisions[name] = Decision(name, centre or name, rule)
    return decisions


def rank(names: Names, slug: str) -> tuple[bool, bool, bool, int, str]:
    """Full names, then abbreviations, then those with a needless head or a sense; the most used first."""
    profile = names.profiles[slug]
    return (
        bare_name(profile.name) != profile.name,
        looks_short(profile.name),
        bool(profile.longs),
        -names.papers[slug],
        slug,
    )


def _centre(
    name: str,
    near: Mapping[str, Comparison],
    members: Mapping[str, set[str]],
    decisions: Mapping[str, Decision],
    names: Names,
) -> tuple[str | None, str | None]:
    """The centre that a name joins, and the name through which it does (the centre, but for `_bare`).

    Of several the one that is best backed by papers that explain it, then the most used.
    """
    found = {centre: centre for centre, comparison in near.items() if comparison.same and centre in members}
    bare = _bare(name, near, members, decisions, names)
    if bare is not None:
        found.setdefault(decisions[bare].entity, bare)
    fitting = [c for c, by in found.items() if not _held_apart(name, near, near[by].rule, members[c], names)]
    centre = min(fitting, key=lambda c: (-_share(near[found[c]]), -names.papers[c], c), default=None)
    return centre, None if centre is None else found[centre]


def _bare(
    name: str,
    near: Mapping[str, Comparison],
    members: Mapping[str, set[str]],
    decisions: Mapping[str, Decision],
    names: Names,
) -> str | None:
    """The name that this one is with a needless head behind it, where it may go where that one went.

    An "MMLU dataset" goes with MMLU to its long form. What a "VLA model" is takes a second witness there, a
    "vision-language-action model": an "SFT model" is no supervised fine-tuning.
    """
    profile = names.profiles[name]
    bare = bare_name(profile.name)
    if bare == profile.name:
        return None
    found = [
        other
        for other, comparison in near.items()
        if comparison.same
        and other in decisions
        and not names.profiles[other].longs
        and glued_form(names.profiles[other].name) == glued_form(bare)
    ]
    best = min(found, key=lambda other: (-names.papers[other], other), default=None)
    if best is None or needless_head(profile.name) != "Method":
        return best
    there = members[decisions[best].entity]
    backed = any(near[m].same and " " in names.profiles[m].name for m in there if m in near)
    return best if backed else None


def _held_apart(
    name: str, near: Mapping[str, Comparison], rule: str, members: Iterable[str], names: Names
) -> bool:
    """Whether a member is another version or sense; no other sense of what is spelled like the centre."""
    spelled = rule == ONE_SPELLING and " " in names.profiles[name].name and not names.profiles[name].longs
    apart = _APART - {TWO_SENSES} if spelled else _APART
    return any(member in near and near[member].rule in apart for member in members)


def _share(comparison: Comparison) -> float:
    return dict(comparison.signals).get("share of explanations", 0.0)
