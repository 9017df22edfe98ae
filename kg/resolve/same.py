"""Whether two names, as papers use them, are the same thing: the one function that decides it.

`same` looks at two profiles (a name with all that papers say of it) and never at the rest of the store
but for the counts of `Senses`, so that a pair gets the same verdict wherever it is asked. The verdict
keeps every signal's score and the rule that decided.
"""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.fuzz import ratio

from kg.resolve.expansions import AGREE, Senses, expands, looks_short
from kg.resolve.forms import core_form, glued_form, headless_form, needless_head, numbers, stem_form

SHARE = 0.6
"""Share of the papers explaining an abbreviation that must agree with a long form."""
CONTESTED_SHARE = 0.9
"""The same, where papers of the store explain it in another way too."""
PAPERS = 2
"""Papers that must do so at the least; one is enough for an abbreviation of `UNIQUE` letters."""
UNIQUE = 5


@dataclass(frozen=True, slots=True)
class Profile:
    """A name with what the papers that use it say of it."""

    slug: str
    name: str
    """The most frequent way of writing."""
    shorts: frozenset[str] = frozenset()
    """Abbreviations that papers give for the whole of this name."""
    longs: frozenset[str] = frozenset()
    """Long forms that papers give for this name, where it is an abbreviation."""
    types: frozenset[str] = frozenset()
    """What papers take it for."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided of two names, and why."""

    same: bool
    rule: str
    signals: tuple[tuple[str, float], ...]
    """Each signal with its score, by name; those of score 0 are left out."""


def same(one: Profile, other: Profile, senses: Senses) -> Verdict:
    """Whether two names are the same thing; ``same(a, b)`` equals ``same(b, a)``.

    Rules, the first that applies decides: the name itself; numbers that differ; abbreviations that
    stand for two things; one spelling; one abbreviation of two long forms that agree; an abbreviation
    that papers explain by the other name. Where none applies, the names stay apart.
    """
    a, b = sorted((one, other), key=lambda profile: profile.slug)
    signals = _signals(a, b, senses)
    same_, rule = _rule(a, b, signals)
    return Verdict(same_, rule, tuple(sorted((name, score) for name, score in signals.items() if score)))


def _rule(a: Profile, b: Profile, signals: dict[str, float]) -> tuple[bool, str]:
    if a.slug == b.slug:
        return True, "same name"
    if signals["numbers differ"]:
        return False, "other numbers"
    if signals["spelled out"]:
        return True, "spelled out"
    if signals["long forms"] and signals["long forms"] < AGREE:
        return False, "two senses"
    if signals["one spelling"]:
        return True, "one spelling"
    if signals["long forms"]:
        return True, "long forms agree"
    if signals["papers that explain"] >= signals["papers needed"] > 0:
        if signals["share of explanations"] >= signals["share needed"]:
            return True, "explained abbreviation"
        return False, "ambiguous abbreviation"
    return False, "no rule joins them"


def _signals(a: Profile, b: Profile, senses: Senses) -> dict[str, float]:
    explained = _explained(a, b, senses)
    return {
        "similarity": round(ratio(core_form(a.name), core_form(b.name)), 1),
        "one spelling": float(_one_spelling(a, b)),
        "numbers differ": float(numbers(a.name) != numbers(b.name) and not explained),
        "spelled out": float(_spelled_out(a, b) or _spelled_out(b, a)),
        "long forms": _long_forms(a, b),
        "papers that explain": 0.0,
        "papers needed": 0.0,
        "share of explanations": 0.0,
        "share needed": 0.0,
        **explained,
    }


def _one_spelling(a: Profile, b: Profile) -> bool:
    """Whether the names differ in spelling only, or in a head that says no more than their type.

    "PPO algorithm" is PPO where papers take both for methods only; a "QA benchmark" is no QA, a task.
    """
    if glued_form(a.name) == glued_form(b.name):
        return True
    heads = needless_head(a.name), needless_head(b.name)
    kinds = {kind for kind in heads if kind}
    one_form = headless_form(a.name) == headless_form(b.name)
    return one_form and None in heads and a.types == b.types == kinds


def _spelled_out(short: Profile, long: Profile) -> bool:
    """Whether a paper says that the one name is short for the other."""
    return not long.longs and any(glued_form(form) == glued_form(long.name) for form in short.longs)


def _long_forms(a: Profile, b: Profile) -> float:
    """How alike the long forms are that the two names give one abbreviation, 0 where they share none."""
    scores = [
        max(ratio(glued_form(long), glued_form(other)), ratio(stem_form(long), stem_form(other)))
        for short, long in _pairs(a)
        for short_too, other in _pairs(b)
        if core_form(short) == core_form(short_too)
    ]
    return round(max(scores, default=0.0), 1)


def _pairs(profile: Profile) -> list[tuple[str, str]]:
    """Short and long forms that a profile knows to belong together."""
    return [
        *((short, profile.name) for short in sorted(profile.shorts)),
        *((profile.name, long) for long in sorted(profile.longs)),
    ]


def _explained(a: Profile, b: Profile, senses: Senses) -> dict[str, float]:
    """How papers explain one name by the other: their number, their share of all that explain it."""
    for short, long in ((a, b), (b, a)):
        if short.longs or not looks_short(short.name) or looks_short(long.name):
            continue
        papers, all_papers = senses.support(short.name, long.name)
        if papers and (expands(long.name, short.name) or papers >= PAPERS):
            letters = sum(c.isalpha() for c in short.name)
            contested = senses.contested(short.name, long.name)
            return {
                "papers that explain": float(papers),
                "papers needed": float(1 if letters >= UNIQUE else PAPERS),
                "share of explanations": round(papers / all_papers, 2),
                "share needed": CONTESTED_SHARE if contested else SHARE,
            }
    return {}
