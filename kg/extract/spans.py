"""Tag probabilities to spans of tokens: the best well-formed reading, and how sure it is."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

B, I, L, U, O = range(5)  # noqa: E741 - the usual letters: begin, inside, last, unit, outside

EAGERNESS = 1.2
"""Taken from the log probability of O: more candidates than the best reading; deciding comes later."""
LONGEST = 12
"""Tokens of a span of another reading."""
_NEVER = -1e9


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
    rows = logs.tolist()
    out: list[Span] = []
    first, total = 0, 0.0
    for i, tag in enumerate(_best_path(rows)):
        if tag in (B, U):
            first, total = i, 0.0
        total += rows[i][tag]
        if tag in (L, U):
            out.append(Span(first, i + 1, math.exp(total / (i + 1 - first))))
    return out


def _best_path(rows: list[list[float]]) -> list[int]:
    """Two states are enough: outside of all spans after a token, or inside of one."""
    outside, inside = 0.0, _NEVER
    tags_outside, tags_inside = [], []
    for b, i, last, unit, none in rows:
        tag, best = (U, outside + unit) if unit >= none else (O, outside + none)
        if inside + last >= best:
            tag, best = L, inside + last
        into, deeper = outside + b, inside + i
        tags_outside.append(tag)
        tags_inside.append(B if into >= deeper else I)
        outside, inside = best, max(into, deeper)
    path, open_ = [], False
    for closed, within in zip(reversed(tags_outside), reversed(tags_inside), strict=True):
        tag = within if open_ else closed
        path.append(tag)
        open_ = tag in (L, I)
    return path[::-1]


def likely(tags: Floats, *, least: float) -> list[Span]:
    """All spans whose probability over all well-formed readings is at least this; they may overlap."""
    rows = tags.tolist()
    if not rows:
        return []
    closed, scale = _forward(rows)
    after_closed, after_opened = _backward(rows, scale, closed[-1])
    n = len(rows)
    table, before = np.array(rows), np.array(closed[:n]) / np.array(scale)
    alone = before * table[:, U] * np.array(after_closed[1:])
    run = before * table[:, B]
    likely_alone, worth = alone >= least, run * np.array(after_opened[1:]) >= least
    out = []
    for i in np.flatnonzero(likely_alone | worth).tolist():
        if likely_alone[i]:
            out.append(Span(i, i + 1, float(alone[i])))
        if worth[i]:
            out += _longer(rows, scale, after_closed, after_opened, i, float(run[i]), least)
    return out


def _longer(
    rows: list[list[float]],
    scale: list[float],
    after_closed: list[float],
    after_opened: list[float],
    first: int,
    run: float,
    least: float,
) -> Iterator[Span]:
    """The spans of several tokens from ``first`` on; ``run`` is the chance that one begins there."""
    for j in range(first + 1, min(len(rows), first + LONGEST)):
        run /= scale[j]
        whole = run * rows[j][L] * after_closed[j + 1]
        if whole >= least:
            yield Span(first, j + 1, whole)
        run *= rows[j][I]
        if run * after_opened[j + 1] < least:
            break


def _forward(rows: list[list[float]]) -> tuple[list[float], list[float]]:
    """Probability of being outside of spans before each token, and what it was scaled by."""
    outside, inside = 1.0, 0.0
    closed, scale = [1.0], []
    for b, i, last, unit, none in rows:
        out, into = outside * (unit + none) + inside * last, outside * b + inside * i
        total = out + into or 1.0
        outside, inside = out / total, into / total
        closed.append(outside)
        scale.append(total)
    return closed, scale


def _backward(rows: list[list[float]], scale: list[float], end: float) -> tuple[list[float], list[float]]:
    """What the tokens from each on say of being outside and inside of spans before it."""
    outside, inside = 1.0 / (end or 1.0), 0.0
    closed, opened = [outside], [inside]
    for (b, i, last, unit, none), total in zip(reversed(rows), reversed(scale), strict=True):
        outside, inside = (
            ((unit + none) * outside + b * inside) / total,
            (i * inside + last * outside) / total,
        )
        closed.append(outside)
        opened.append(inside)
    return closed[::-1], opened[::-1]


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

    A bracket that is not closed inside ends the span, and so does one that closes at its end. A clause is no
    name ("whether models …"), and neither is what stands for one that was told before ("sparse ones").
    """
    first, end = span.first, _bracket_cut(span, words)
    while first < end and (words[first] in _OPENING or words[first].lower() in _WEAK):
        first += 1
    while first < end and (
        words[end - 1] in _CLOSING or words[end - 1].lower() in _WEAK or words[end - 1].isspace()
    ):
        end -= 1
    clause = any(word.lower() == "whether" for word in words[first:end])
    if first >= end or clause or _is_pronoun(words, first, end - 1):
        return None
    return Span(first, end, span.score)


def _is_pronoun(words: list[str], first: int, last: int) -> bool:
    """Whether a word is the "one" of "the former one"; that of "all-in-one" is not."""
    return words[last] in ("one", "ones") and (last == first or words[last - 1] != "-")


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
