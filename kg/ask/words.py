"""What words of a question mean here.

A meaning is a row of ``words.txt``: its name, then the words and expressions that stand for it. A word in no
row is either a name or not understood, so the rows decide how much freedom a question has.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

NAMING = frozenset(("graph", "store", "database", "one", "kg"))
"""Silent words with which a name may begin or end."""

UNANSWERED = ("what does {name} use", "how does {name} work", "is {name} better than {other}")
"""Questions that resemble some that a saved query answers, and that none does."""

LIGHT = {"be": 0.1, "do": 0.1, "how": 0.2}
"""What words weigh that say little; others weigh 1."""
SMALL = frozenset(
    ("for", "on", "of", "with", "by", "in", "from", "to", "as", "at", "between", "and", "into", "upon")
)
"""Prepositions: they tell phrases apart that are otherwise alike."""
AUXILIARY = {
    "is": "be",
    "are": "be",
    "was": "be",
    "were": "be",
    "do": "do",
    "does": "do",
    "did": "do",
    "how": "how",
}
NOUNS = {"method": "Method", "dataset": "Dataset", "task": "Task", "metric": "Metric", "paper": "Paper"}
"""Meanings that may stand beside a name to say what it is: "the COCO dataset"."""
_SILENT = "silent"


@cache
def _rows() -> dict[str, tuple[str, ...]]:
    text = Path(__file__).with_name("words.txt").read_text(encoding="utf-8")
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    rows = (line.partition(":") for line in lines.replace("\n    ", " ").splitlines())
    return {name: tuple(part.strip() for part in listed.split(",")) for name, _, listed in rows}


@cache
def meanings() -> dict[tuple[str, ...], str]:
    """From words, one or several, to what they mean."""
    return {
        tuple(expression.split()): name
        for name, listed in _rows().items()
        if name != _SILENT
        for expression in listed
    }


@cache
def silent() -> frozenset[str]:
    """Words that a question may hold and that change nothing."""
    return frozenset(_rows()[_SILENT])


@cache
def longest() -> int:
    """Words of the longest expression."""
    return max(len(words) for words in meanings())


@cache
def parts_of_expressions() -> frozenset[str]:
    """Words that mean something together with others only."""
    return frozenset(word for words in meanings() if len(words) > 1 for word in words)
