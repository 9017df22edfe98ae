"""Whether two names, as papers use them, are the same thing: the one function that decides it.

`same` looks at two profiles (a name with all that papers say of it) and never at the rest of the store
but for the counts of `Senses`, so that a pair gets the same verdict wherever it is asked. The verdict
keeps every signal's score and the rule that decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from kg.resolve.expansions import AGREE, Senses, expands, looks_short, spelled_inside
from kg.resolve.forms import (
    bare_name,
    core_form,
    glued,
    glued_form,
    headless_form,
    headless_long,
    needless_head,
    numbers,
    words_form,
)
from kg.resolve.longs import long_forms_alike

SHARE = 0.6
"""Share of the papers explaining an abbreviation that must agree with a long form."""
CONTESTED_SHARE = 0.9
"""The same, where papers of the store explain it in another way too."""
PAPERS = 2
"""Papers that must do so at the least; one is enough for an abbreviation of `UNIQUE` letters."""
UNIQUE = 5
FEW, MARGIN = 10, 0.02
"""Where fewer papers explain an abbreviation, its share must pass the threshold by more than this."""
ONE_SPELLING = "one spelling"
OTHER_NUMBERS = "other numbers"
TWO_SENSES = "two senses"
TWICE = "coined twice"
APART = frozenset({OTHER_NUMBERS, TWO_SENSES, TWICE})
"""Rules that hold two names apart whatever third name they are the same as."""


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
    coined: frozenset[str] = frozenset()
    """Papers that bring the name into being (`kg.resolve.coined`)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided of two names, and why."""

    same: bool
    rule: str
    signals: tuple[tuple[str, float], ...]
    """Each signal with its score, by name; those of score 0 are left out."""


def same(one: Profile, other: Profile, senses: Senses) -> Verdict:
    """Whether two names are the same thing; ``same(a, b)`` equals ``same(b, a)``.

    Rules, the first that applies decides: the name itself; numbers that differ; one spelled out by the
    other; a name that two papers coined; abbreviations that stand for two things; one spelling, unless
    only one has a long form that too few papers know; the same words; one abbreviation of two long forms
    that agree; an abbreviation that papers explain by the other name; a usual abbreviation inside that the
    other spells out. Where none applies, the names stay apart.
    """
    a, b = sorted((one, other), key=lambda profile: profile.slug)
    signals = _signals(a, b, senses)
    same_, rule = _rule(a, b, signals)
    kept = tuple(sorted((name, score) for name, score in signals.items() if score))
    return Verdict(same_, rule, _shared(kept))


@lru_cache(maxsize=20_000)
def _shared(signals: tuple[tuple[str, float], ...]) -> tuple[tuple[str, float], ...]:
    """One object for equal signals: most comparisons have those of many others."""
    return signals


def _rule(a: Profile, b: Profile, signals: dict[str, float]) -> tuple[bool, str]:
    if a.slug == b.slug:
        return True, "same name"
    if signals["numbers differ"]:
        return False, OTHER_NUMBERS
    if signals["spelled out"]:
        return True, "spelled out"
    if signals["coined by each"]:
        return False, TWICE
    if signals["long forms"] and signals["long forms"] < AGREE:
        return False, TWO_SENSES
    if signals["one spelling"]:
        return _one_has_a_long_form(a, b, signals)
    if signals["same words"]:
        return True, "same words"
    if signals["long forms"]:
        return True, "long forms agree"
    if signals["without its head"]:
        return True, "without its head"
    found = False, "no rule joins them"
    if signals["papers that explain"] >= signals["papers needed"] > 0:
        found = _explained_so(signals)
    return (True, "spelled out inside") if signals["spelled out inside"] and not found[0] else found


def _one_has_a_long_form(a: Profile, b: Profile, signals: dict[str, float]) -> tuple[bool, str]:
    """Names of one spelling: apart where one has a long form that does not speak for the other."""
    if not signals["share needed"]:
        return True, ONE_SPELLING
    if signals["papers that explain"] < signals["papers needed"]:
        return False, "a word that one paper spells out"
    return (True, ONE_SPELLING) if _is_explained(signals) else (False, "ambiguous abbreviation")


def _explained_so(signals: dict[str, float]) -> tuple[bool, str]:
    if signals["a dataset and a task"]:
        return False, "a dataset is no task"
    return (True, "explained abbreviation") if _is_explained(signals) else (False, "ambiguous abbreviation")


def _is_explained(signals: dict[str, float]) -> bool:
    return signals["share of explanations"] >= signals["share needed"]


def _signals(a: Profile, b: Profile, senses: Senses) -> dict[str, float]:
    one_spelling = _one_spelling(a, b)
    explained = _own_long_form(a, b, senses) if one_spelling else _explained(a, b, senses)
    inside = not one_spelling and _spelled_inside(a, b)
    unlike = numbers(a.name) != numbers(b.name) and not (explained or one_spelling or inside)
    return {
        "similarity": round(ratio(core_form(a.name), core_form(b.name)), 1),
        "one spelling": float(one_spelling),
        "same words": float(words_form(a.name) == words_form(b.name)),
        "spelled out inside": float(inside),
        "numbers differ": float(unlike),
        "spelled out": float(_spelled_out(a, b) or _spelled_out(b, a)),
        "coined by each": float(bool(a.coined and b.coined and a.coined.isdisjoint(b.coined))),
        "long forms": _long_forms(a, b),
        "without its head": float(_without_head(a, b) or _without_head(b, a)),
        "a dataset and a task": float({a.types, b.types} == _DATASET_AND_TASK),
        "papers that explain": 0.0,
        "papers needed": 0.0,
        "share of explanations": 0.0,
        "share needed": 0.0,
        **explained,
    }


_DATASET_AND_TASK = {frozenset({"Dataset"}), frozenset({"Task"})}


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


def _spelled_inside(a: Profile, b: Profile) -> bool:
    """Whether the names differ in how an abbreviation inside is written: "offline RL" and "… learning"."""
    forms = [glued_form(spelled_inside(profile.name)) for profile in (a, b)]
    return forms[0] == forms[1]


def _without_head(bare: Profile, whole: Profile) -> bool:
    """Whether a proper name is another's without the head that the other's abbreviation spells.

    "Segment Anything" is the Segment Anything Model (SAM); a "vision language" is no vision-language model.
    """
    if not whole.shorts or "Method" not in bare.types:
        return False
    if not all(word[0].isupper() for word in bare.name.split()):
        return False
    return glued(headless_long(core_form(whole.name))) == glued_form(bare.name) != glued_form(whole.name)


def _long_forms(a: Profile, b: Profile) -> float:
    """How alike the long forms are that the two names give one abbreviation, 0 where they share none."""
    scores = [
        max(long_forms_alike(long, other), long_forms_alike(*map(spelled_inside, (long, other))))
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
        name = _bare_short(short, long)
        if short.longs or name is None or looks_short(long.name):
            continue
        found = _support(name, long.name, _metric(a, b), senses)
        papers = found["papers that explain"]
        if papers and (expands(long.name, name) or papers >= PAPERS):
            letters = sum(c.isalpha() for c in name)
            return {**found, "papers needed": float(1 if letters >= UNIQUE else PAPERS)}
    return {}


def _bare_short(short: Profile, long: Profile) -> str | None:
    """The abbreviation that a name is, also before a head that says no more than the type of both names.

    A "SOTA method" is not the state-of-the-art: what is hyphenated throughout may be an adjective.
    """
    name = bare_name(short.name)
    if not looks_short(name) or (name != short.name and " " not in long.name):
        return None
    return name if name == short.name or short.types == long.types == {needless_head(short.name)} else None


def _own_long_form(a: Profile, b: Profile, senses: Senses) -> dict[str, float]:
    """The same for names of one spelling of which one has long forms, the best known counts.

    A word that a paper spells out ("Panda") is elsewhere that word, until several papers spell it out so.
    """
    for bare, spelled in ((a, b), (b, a)):
        name = bare_name(bare.name)
        longs = [long for long in sorted(spelled.longs) if glued_form(long) != glued_form(name)]
        if bare.longs or not longs:
            continue
        found = [_support(name, long, _metric(a, b), senses) for long in longs]
        best = max(found, key=lambda score: (score["share of explanations"], -score["share needed"]))
        return {**best, "papers needed": 0.0 if looks_short(name) else float(PAPERS)}
    return {}


def asked_form(name: str) -> str:
    """The form of abbreviation whose explanations a verdict on ``name`` asks `Senses` for, if for any."""
    return core_form(bare_name(name))


def _support(short: str, long: str, metric: bool | None, senses: Senses) -> dict[str, float]:
    papers, all_papers = senses.support(short, long, metric=metric)
    needed = CONTESTED_SHARE if senses.contested(short, long, metric=metric) else SHARE
    return {
        "papers that explain": float(papers),
        "share of explanations": round(papers / all_papers, 2) if papers else 0.0,
        "share needed": round(needed + (MARGIN if all_papers < FEW else 0.0), 2),
    }


def _metric(a: Profile, b: Profile) -> bool | None:
    """Whether papers measure with both names; None where they take them for different things."""
    kinds = a.types | b.types
    if kinds == {"Metric"}:
        return True
    return None if "Metric" in kinds else False
