"""Whether a query is likely to be short: a guess from its text, which its slice of time then proves."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from kg.query.tokens import Token, tokens

LONGEST = 2_000
"""Characters beyond which a query is not looked at."""
_DEAR = {"REGEX": 0, "REPLACE": 0, "CONCAT": 0, "GROUP_CONCAT": 0, "VALUES": 1, "BIND": 4, "UNION": 4}
"""Words of a query, and how many of each a short one has at most."""


def is_short(text: str) -> bool:
    """Whether ``text`` looks like a query of some milliseconds."""
    if len(text) > LONGEST:
        return False
    found = list(tokens(text))
    words = [token.text.upper() for token in found if token.kind == "word"]
    if any(words.count(word) > most for word, most in _DEAR.items()):
        return False
    return _scans(found) <= 1 and not _closes(found)


def _scans(found: Sequence[Token]) -> int:
    """Triple patterns that any triple fits."""
    kinds = [token.kind == "variable" for token in found]
    return sum(all(kinds[i : i + 3]) for i in range(len(kinds) - 2) if not (i and kinds[i - 1]))


def _closes(found: Sequence[Token]) -> bool:
    """Whether a property path is followed any number of times."""
    for before, token in pairwise(found):
        ends = before.kind in ("iri", "prefixed") or before.text in ("a", ")")
        if token.text in ("*", "+") and ends:
            return True
    return False
