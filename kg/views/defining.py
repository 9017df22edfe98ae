"""Whether a sentence says what a name in it is: "CFCQL, a conservative critic for …", "is a benchmark of …".

Few patterns, each strict: a panel rather says nothing than something else. What a sentence only thinks of a
name ("is a challenging task") tells nobody what it is.
"""

from __future__ import annotations

import re
from typing import NamedTuple

Span = tuple[int, int]


class Defining(NamedTuple):
    """How a sentence tells what a name is."""

    rank: int
    """Which pattern it fits, the plainest first."""
    marks: tuple[Span, ...]
    """The name and what it is, as offsets into the sentence."""


_IN_BRACKETS = r"(?:\s*\([^()]{1,80}\))?"
_PHRASE = r"(?P<said>(?:an?|the|our|one of the)\s[^.;:?!]{12,240})"
_IS = re.compile(rf"{_IN_BRACKETS}\s+(?:is|are)\s+{_PHRASE}")
_MEANS = re.compile(
    rf"{_IN_BRACKETS}\s+(?P<said>(?:refers? to|denotes?|aims? (?:to|at)|seeks? to|consists? of|comprises?)"
    r"\s[^.;:?!]{12,240})"
)
_APPOSED = re.compile(
    rf"{_IN_BRACKETS}\s*(?:,|—|–|:|\s-\s)\s*(?P<said>(?:[Aa]n?|the first)\s[^.;:?!]{{12,240}})"
)
_CALLED = re.compile(
    r"(?P<said>\b(?:an?|the first)\s(?:(?!\b(?:an?|the|and|that|which)\s)[^.;:?!,]){6,160})"
    r"(?:,\s*|\s+)(?:(?:which|that) (?:we|is) )?"
    r"(?:called|named|termed|dubbed|call|name|term|dub|coined|namely)[\s,]+(?:as\s+)?(?:the\s+)?\Z"
)
_CLAUSE = re.compile(
    r"(?:\A|[,;:—–]\s)\W*(?:(?:the|an?|our|this|and|while|where|as|since)\s+)?\Z", re.IGNORECASE
)
_BEFORE_NAME = re.compile(
    r"(?:\A|[,;:—–(]|\b(?:propos|introduc|present|develop|describ|releas|creat|construct|design|build|call|nam|dub"
    r"|term|contribut|offer|provid|us|leverag|employ)(?:e|es|ed|ing|s)?|\b(?:the|an?|our|of|on|with|as|by|in|for"
    r"|to|through|via|from|is|are|and|than|like|including|build|built))\W*\Z",
    re.IGNORECASE,
)
_OPINION = re.compile(
    r"(?:an?|the|one of the)\s(?:(?:very|highly|most|more|increasingly|particularly|widely|well)\W+)*"
    r"(?:challeng|important|promising|critical|key\b|crucial|difficult|hard\b|popular|common\b|powerful|integral"
    r"|fundamental|essential|long-?standing|open\b|vital|major|central|valuable|viable|good|natural\b|significant"
    r"|growing|core\b|effective|necessary|serious|big\b|main\b|prominent|dominant|standard|primary|useful|hot\b"
    r"|well-known|emerging|rapidly|practical|pressing|cornerstone|staple|bottleneck|prerequisite|concern|step\b"
    r"|barrier|recent|ubiquitous|part of|way to|focus"
    r"|(?:\w+\s)?(?:outcome|results?|findings?|gap|challenge|problem|limitation|issue|fact|feat)\b)",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"\S+(?:\s[^\s,]+){1,6},\s(?:.*,\s)?(?:and|or)\s|.{,60}?(?:\s(?:and|or)|,)\s(?:an?|the)\s"
)
_VERB_AFTER = re.compile(
    r",\s+(?:we|our|this|it|has|have|is|are|was|were|can|could|may|achieves?|outperforms?|enables?|provides?|shows?"
    r"|reach(?:es)?|attains?|obtains?|surpass(?:es)?|beats?|learns?|yields?|improves?|demonstrates?"
    r"|reduces?|allows?|offers?|addresses|uses?|combines?|introduces?)\b.*",
    re.DOTALL,
)
_MEANS_TO_AN_END = re.compile(
    r"\b(?:framework|method|model|network|approach|dataset|benchmark|algorithm)s?\b", re.I
)
_BLANK = re.compile(r"\s+\Z")
SHORTEST = 4
"""Words that say what something is, article included."""
LOOKED_AT = 300
"""Characters before a name that may say what it is: a sentence may be very long."""


def defining(sentence: str, name: Span, *, task: bool = False) -> Defining | None:
    """How ``sentence`` tells what the name at ``name`` is; None where it does not.

    What a sentence calls a framework or a dataset is no ``task``: it speaks of another part of the name.
    """
    found = _defining(sentence, name)
    return None if found and task and _MEANS_TO_AN_END.search(_said(sentence, found, name)) else found


def _said(sentence: str, found: Defining, name: Span) -> str:
    return " ".join(sentence[start:end] for start, end in found.marks if (start, end) != name)


def _defining(sentence: str, name: Span) -> Defining | None:
    before, after = sentence[: name[0]], sentence[name[1] : name[1] + 2 * LOOKED_AT]
    at = max(0, name[0] - LOOKED_AT)
    called = _CALLED.search(before, at)
    if called and _tells(called["said"]):
        return Defining(0, (called.span("said"), name))
    if _BEFORE_NAME.search(before, at):
        found = _APPOSED.match(after)
        if found and not _LISTED.match(found["said"]):
            return _found(1, name, found)
    if _CLAUSE.search(before, at):
        for rank, pattern in ((2, _IS), (3, _MEANS)):
            found = pattern.match(after)
            if found:
                return _found(rank, name, found)
    return None


def _found(rank: int, name: Span, found: re.Match[str]) -> Defining | None:
    said = _BLANK.sub("", _VERB_AFTER.sub("", found["said"]))
    if not _tells(said):
        return None
    start = name[1] + found.start("said")
    return Defining(rank, (name, (start, start + len(said))))


def _tells(said: str) -> bool:
    return len(said.split()) >= SHORTEST and not _OPINION.match(said)
