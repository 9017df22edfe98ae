"""How alike two long forms of one abbreviation are."""

from __future__ import annotations

import re

from rapidfuzz.fuzz import ratio

from kg.resolve.expansions import AGREE, alike, expands
from kg.resolve.forms import SMALL, core_form, glued, headless_long, stem_form

AKIN = 3
"""Letters that words of long forms have in common from the start on where one is a form of the other."""
CLOSE = 5
"""The same, where that alone says so; or all letters of the shorter one, from `AKIN` on."""

_DERIVED = re.compile(r"(?:ions?|uals?|ical|ics?|al)$")
"""Endings that make an adjective of a noun, or the noun: vision and visual, robotics and robotic."""
_DOER = re.compile(r"[a-z]{4}(?:er|or)$")
_DEED = re.compile(r"(?:ion|ing|ment)$")
_ALMOST = 3
"""Words from which two long forms that differ in the last one may well be one."""


def long_forms_alike(long: str, other: str) -> float:
    """How alike two long forms are; a needless head that only one of them has says nothing."""
    forms = core_form(long), core_form(other)
    best = _forms_alike(*forms)
    bare = headless_long(forms[0]), headless_long(forms[1])
    if (bare[0] == forms[0]) != (bare[1] == forms[1]):
        best = max(best, _forms_alike(*bare))
    return best


def _forms_alike(form: str, other: str) -> float:
    """The same for forms; below `AGREE` where they differ in a word that is no other form of it.

    "self-supervised learning" and "semi-supervised learning" have all but two letters in common, and
    "cryogenic" is "cryo-".
    """
    found = max(ratio(glued(form), glued(other)), ratio(stem_form(form), stem_form(other)))
    words = [[word for word in text.split() if word not in SMALL] for text in (form, other)]
    if len(words[0]) != len(words[1]) or glued(form) == glued(other):
        return found
    differ = [(a, b) for a, b in zip(*words, strict=True) if a != b]
    if any(a[:AKIN] != b[:AKIN] or _does_and_is_done(a, b) for a, b in differ):
        return min(found, AGREE - 1)
    return max(found, AGREE) if all(_is_close(a, b) for a, b in differ) else found


def _is_close(word: str, other: str) -> bool:
    """Whether words begin so much alike that one is a form, or a misspelling, of the other."""
    if not (word.isalpha() and other.isalpha()):
        return False
    if word[:CLOSE] == other[:CLOSE] or word.startswith(other) or other.startswith(word):
        return True
    cut = _DERIVED.sub("", word)
    return len(cut) >= AKIN and cut == _DERIVED.sub("", other)


def _does_and_is_done(word: str, other: str) -> bool:
    """Whether one word is who does what the other is: an adapter is no adaptation."""
    return any(
        bool(_DOER.search(doer) and _DEED.search(deed)) and not deed.startswith(doer)
        for doer, deed in ((word, other), (other, word))
    )


def one_sense(long: str, other: str) -> bool:
    """Whether two long forms of one abbreviation may well be one: no paper is told which of them it means.

    A signed distance function is a signed distance field.

    >>> one_sense("vision language model", "visual language models"), one_sense("visual QA", "video QA")
    (True, False)
    >>> one_sense("generative AI", "generative artificial intelligence")
    True
    """
    if alike(stem_form(long), stem_form(other)):
        return True
    words = [[word for word in core_form(form).split() if word not in SMALL] for form in (long, other)]
    if len(words[0]) == len(words[1]):
        if len(words[0]) >= _ALMOST and words[0][:-1] == words[1][:-1]:
            return True
        return all(a[:AKIN] == b[:AKIN] for a, b in zip(*words, strict=True))
    return any(_within(a, b) or _abbreviates(a, b) for a, b in (words, words[::-1]))


def _within(words: list[str], other: list[str]) -> bool:
    """Whether all words stand in the other in their order: "structural similarity (index measure)"."""
    rest = iter(other)
    return all(word in rest for word in words)


def _abbreviates(words: list[str], other: list[str]) -> bool:
    """Whether one word stands for several of the other, and all else is equal."""
    for at, word in enumerate(words):
        end = len(other) - (len(words) - at - 1)
        if words[:at] == other[:at] and words[at + 1 :] == other[end:] and end - at > 1:
            return expands(" ".join(other[at:end]), word)
    return False
