"""A claim in words, and its sentence with the names marked."""

from __future__ import annotations

from kg.model import Link
from kg.sampling.draw import Drawn
from kg.words import SAID

OPEN, CLOSE = "⟦", "⟧"
_RELATIONS = {
    "proposes": "proposes",
    "addresses": "addresses the task",
    "uses": "uses",
    "comparesWith": "compares itself by experiment with",
    "evaluatesOn": "evaluates on",
    "reports": "reports the measure",
    "discusses": "discusses (no more than that)",
}


def claim_in_words(drawn: Drawn) -> str:
    """``The paper uses U-Net (Method)``, ``U-Net is used for segmentation``."""
    claim = drawn.claim
    if isinstance(claim, Link):
        told = f"{claim.subject} {SAID[claim.predicate]} {claim.object}"
    else:
        told = f"The paper {_RELATIONS[claim.relation]} {claim.name} ({claim.type})"
    return f"{told}; context: {claim.context}" if claim.context else told


def marked_sentence(drawn: Drawn) -> str:
    """The sentence behind a claim with every mention of its names between ``⟦`` and ``⟧``."""
    start, end = drawn.sentence
    text, out, last = drawn.paper.text, [], start
    for first, behind in _outermost(drawn, start, end):
        out += [text[last:first], OPEN, text[first:behind], CLOSE]
        last = behind
    return "".join((*out, text[last:end]))


def _outermost(drawn: Drawn, start: int, end: int) -> list[tuple[int, int]]:
    """Mentions of the claim's entities within a sentence that lie in no other."""
    spans = {(m.start, m.end) for e in drawn.ends for m in e.mentions if start <= m.start and m.end <= end}
    kept: list[tuple[int, int]] = []
    for first, behind in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or first >= kept[-1][1]:
            kept.append((first, behind))
    return kept
