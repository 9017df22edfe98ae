"""Tag probabilities to spans of tokens: the best well-formed reading, and how sure it is."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

B, I, L, U, O = range(5)  # noqa: E741 - the usual letters: begin, inside, last, unit, outside

EAGERNESS = 1.2
"""Taken from the log probability of O: more candidates than the best reading; deciding comes later."""
_FORBIDDEN = -1e6
_FOLLOWS = np.full((5, 5), _FORBIDDEN, dtype=np.float64)
for _before, _after in ((B, (I, L)), (I, (I, L)), (L, (B, U, O)), (U, (B, U, O)), (O, (B, U, O))):
    _FOLLOWS[_before, list(_after)] = 0.0
_MAY_BEGIN = np.array([0.0, _FORBIDDEN, _FORBIDDEN, 0.0, 0.0])
_MAY_END = np.array([_FORBIDDEN, _FORBIDDEN, 0.0, 0.0, 0.0])


class Span(NamedTuple):
    """Tokens ``first`` to ``end`` - 1, with the geometric mean of their tags' probabilities."""

    first: int
    end: int
    score: float


def read(tags: Floats, *, eagerness: float = EAGERNESS) -> list[Span]:
    """The spans of the most probable well-formed sequence of tags."""
    if not len(tags):
        return []
    logs = np.log(np.maximum(tags.astype(np.float64), 1e-9))
    logs[:, O] -= eagerness
    path = _viterbi(logs)
    out: list[Span] = []
    first = 0
    for i, tag in enumerate(path):
        if tag in (B, U):
            first = i
        if tag in (L, U):
            chosen = logs[np.arange(first, i + 1), path[first : i + 1]]
            out.append(Span(first, i + 1, float(np.exp(chosen.mean()))))
    return out


def _viterbi(logs: NDArray[np.float64]) -> list[int]:
    n = len(logs)
    back = np.zeros((n, 5), dtype=np.int64)
    best = logs[0] + _MAY_BEGIN
    for i in range(1, n):
        through = best[:, None] + _FOLLOWS
        back[i] = through.argmax(axis=0)
        best = through.max(axis=0) + logs[i]
    path = [int((best + _MAY_END).argmax())]
    for i in range(n - 1, 0, -1):
        path.append(int(back[i, path[-1]]))
    return path[::-1]


_OPENING = frozenset("-–—/,.;:()[]{}'\"’”&+*=<>|")
_CLOSING = frozenset("-–—/,.;:([{'\"‘“&=<>|")
_WEAK = frozenset(
    (
        "the",
        "a",
        "an",
        "of",
        "in",
        "for",
        "and",
        "or",
        "to",
        "with",
        "by",
        "on",
        "this",
        "that",
        "these",
        "those",
        "our",
        "their",
        "its",
        "is",
        "are",
        "we",
        "novel",
    )
)


def trim(span: Span, words: list[str]) -> Span | None:
    """The span without punctuation and small words at its edges; None where nothing is left.

    A bracket that is not closed inside ends the span, and so does one that closes at its end.
    """
    first, end = span.first, _bracket_cut(span, words)
    while first < end and (words[first] in _OPENING or words[first].lower() in _WEAK):
        first += 1
    while first < end and (
        words[end - 1] in _CLOSING or words[end - 1].lower() in _WEAK or words[end - 1].isspace()
    ):
        end -= 1
    return Span(first, end, span.score) if first < end else None


def _bracket_cut(span: Span, words: list[str]) -> int:
    opened = -1
    for i in range(span.first, span.end):
        if words[i] in "([":
            opened = i
        elif words[i] in ")]":
            if opened < 0:
                return i if i > span.first else span.end
            if i == span.end - 1 and words[i] == ")" and opened > span.first:
                return opened
            opened = -1
    return opened if opened > span.first else span.end
