"""Pairs of names that no rule compared and that may still be one thing: misspellings and initials.

No name is compared with all: names meet under the keys that the index uses for misspellings, or where
one has the initials of the other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from kg.index.keys import allowed, asked_keys, stored_keys
from kg.names import normal_form
from kg.resolve.expansions import expands, looks_short
from kg.resolve.forms import core_form, numbers

Pair = tuple[str, str]
Labels = Mapping[str, str]

LIKE = 86.0
"""Similarity from which two spellings are worth a look."""
BLOCK = 40
"""Most names under one key that are looked at; a fuller key says nothing."""
SHORTEST = 6
"""Characters from which a form may be a misspelling of another."""
WORDS = 7
"""Most words of a long form."""
EXPANSIONS = 3
"""Most long forms that are offered for one abbreviation."""

_GRADES = (
    "un",
    "non",
    "in",
    "im",
    "semi",
    "self",
    "multi",
    "bi",
    "uni",
    "anti",
    "sub",
    "super",
    "hyper",
    "de",
)


def spellings(labels: Labels, asked: Iterable[str]) -> Iterator[tuple[Pair, float]]:
    """Pairs of a name of ``asked`` and any other that are spelled nearly alike, with their similarity."""
    forms = {slug: normal_form(label) for slug, label in labels.items() if "~" not in slug}
    keys = {slug: stored_keys(form) for slug, form in forms.items() if len(form) >= SHORTEST}
    blocks: dict[int, list[str]] = defaultdict(list)
    for slug, found in keys.items():
        for key in found:
            blocks[key].append(slug)
    seen: set[Pair] = set()
    for one in asked:
        asked_for = asked_keys(forms[one]) if one in keys else set()
        near = {other for key in asked_for for other in _block(blocks.get(key, [])) if other != one}
        for other in sorted(near):
            pair = (one, other) if one < other else (other, one)
            if pair not in seen:
                seen.add(pair)
                score = _spelled_alike(forms[one], forms[other])
                if score >= LIKE:
                    yield pair, score


def _block(names: list[str]) -> list[str]:
    return names if len(names) <= BLOCK else []


def _spelled_alike(one: str, other: str) -> float:
    """How alike two forms are, 0 where what differs is a number, a grade or a whole word."""
    if numbers(one) != numbers(other):
        return 0.0
    most = min(allowed(one), allowed(other))
    if OSA.distance(one, other, score_cutoff=most) > most:
        return 0.0
    first, second = core_form(one).split(), core_form(other).split()
    if len(first) == len(second):
        for a, b in zip(first, second, strict=True):
            if a != b and (min(len(a), len(b)) < 4 or _another_grade(a, b) or a[0] != b[0]):
                return 0.0
    return float(ratio(one, other))


def _another_grade(a: str, b: str) -> bool:
    if a in _GRADES and b in _GRADES:
        return True
    short, long = sorted((a, b), key=len)
    return long.endswith(short) and long.removesuffix(short).rstrip("-") in _GRADES


def initials(labels: Labels, papers: Mapping[str, int]) -> Iterator[tuple[Pair, int]]:
    """Pairs of an abbreviation and a name that it may be short for, with the number of such names.

    ``papers`` holds the entities that are worth it, with their papers.
    """
    long_forms: dict[str, list[str]] = defaultdict(list)
    for slug in papers:
        words = re.findall(r"[a-z0-9]+", core_form(labels.get(slug, "")))
        if 2 <= len(words) <= WORDS:
            long_forms["".join(word[0] for word in words)].append(slug)
    for slug in papers:
        label = labels.get(slug, "")
        if looks_short(label) and "~" not in slug:
            letters = re.sub(r"[^a-z0-9]", "", core_form(label))
            found = [long for long in long_forms.get(letters, ()) if expands(labels[long], label)]
            for long in sorted(found, key=lambda long: (-papers[long], long))[:EXPANSIONS]:
                yield ((slug, long) if slug < long else (long, slug)), len(found)
