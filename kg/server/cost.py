"""Whether a query is likely to be short: a guess from its text, which its slice of time then proves."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from kg.query.inlining import Walk
from kg.query.tokens import Token, tokens

LONGEST = 2_000
"""Characters beyond which a query is not looked at."""
_DEAR = dict.fromkeys(("REGEX", "REPLACE", "CONCAT", "GROUP_CONCAT"), 0)
_DEAR |= {"SELECT": 1, "VALUES": 1, "BIND": 4, "UNION": 4}
"""Words of a query, and how many of each a short one has at most; a query within it is answered whole."""

_LESS = ("GROUP", "LIMIT")
"""What makes of a query within another one less than it reads: one such query is short."""


def is_short(text: str, given: Collection[str] = ()) -> bool:
    """Whether ``text`` looks like a query of some milliseconds, with terms for the variables ``given``."""
    return len(text) <= LONGEST and _looks_short(text, frozenset(given))


@lru_cache(maxsize=1_024)
def _looks_short(text: str, given: frozenset[str]) -> bool:
    found = list(tokens(text))
    words = [token.text.upper() for token in found if token.kind == "word"]
    nested = any(word in words for word in _LESS)
    if any(words.count(word) > most + (nested and word == "SELECT") for word, most in _DEAR.items()):
        return False
    return _scans(found, given) <= 1 and not _closes(found, given)


def _open(token: Token, given: Collection[str]) -> bool:
    """Whether it is a variable without a term."""
    return token.kind == "variable" and token.text[1:] not in given


def _scans(found: Sequence[Token], given: Collection[str]) -> int:
    """Triple patterns that any triple fits; what is selected, grouped and sorted by is none."""
    kinds = [inside and _open(token, given) for token, inside in _places(found)]
    return sum(all(kinds[i : i + 3]) for i in range(len(kinds) - 2) if not (i and kinds[i - 1]))


def _places(found: Sequence[Token]) -> Iterator[tuple[Token, bool]]:
    """Each token with whether it stands in a group of patterns."""
    walk = Walk()
    for token in found:
        walk.step(token)
        yield token, walk.mode == "body" and not walk.brackets


def _closes(found: Sequence[Token], given: Collection[str]) -> bool:
    """Whether a property path is followed any number of times from no term to no term."""
    for i in range(1, len(found) - 1):
        before, token, after = found[i - 1 : i + 2]
        ends = before.kind in ("iri", "prefixed") or before.text in ("a", ")")
        if token.text in ("*", "+") and ends and not (_starts(found, i - 2, given) or _is_term(after, given)):
            return True
    return False


def _starts(found: Sequence[Token], at: int, given: Collection[str]) -> bool:
    """Whether the token before a path of one step is a term."""
    return at >= 0 and found[at + 1].text != ")" and _is_term(found[at], given)


def _is_term(token: Token, given: Collection[str]) -> bool:
    return token.kind in ("iri", "prefixed", "string", "number") or token.text[1:] in given
