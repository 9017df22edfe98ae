"""Abbreviations that a text explains: "graph neural network (GNN)" and "GNN (graph neural network)".

The method is that of Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in
biomedical text" (PSB 2003): the letters of the short form, from its end, are sought in the words before it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_BRACKET = re.compile(r"[(\[]([^()\[\]]{2,80})[)\]]")
_WORD = re.compile(r"\S+")


class Abbreviation(NamedTuple):
    """Offsets of a short form and of what it stands for."""

    short_start: int
    short_end: int
    long_start: int
    long_end: int


def find(text: str) -> list[Abbreviation]:
    """All abbreviations that ``text`` explains in brackets, in the order of the text."""
    out = []
    for bracket in _BRACKET.finditer(text):
        inner, start = bracket.group(1), bracket.start(1)
        for part in re.finditer(r"[^;,]+", inner):
            short = part.group().strip()
            at = start + part.start() + (len(part.group()) - len(part.group().lstrip()))
            if _is_short(short):
                long_start = _before(text, bracket.start(), short)
                if long_start is not None:
                    out.append(Abbreviation(at, at + len(short), long_start, _end(text, bracket.start())))
                    break
        else:
            swapped = _swapped(text, bracket)
            if swapped is not None:
                out.append(swapped)
    return out


def _is_short(form: str) -> bool:
    letters = sum(c.isalpha() for c in form)
    return (
        2 <= len(form) <= 12
        and letters >= 2
        and len(form.split()) <= 2
        and form[0].isalnum()
        and any(c.isupper() for c in form)
    )


def _end(text: str, at: int) -> int:
    return len(text[:at].rstrip())


def _before(text: str, bracket: int, short: str) -> int | None:
    """Where the long form of ``short`` begins, which ends at ``bracket``."""
    letters = sum(c.isalnum() for c in short.rstrip("s"))
    words = list(_WORD.finditer(text, max(0, bracket - 200), bracket))[-min(letters + 5, letters * 2) :]
    if not words:
        return None
    start = words[0].start()
    window = text[start:bracket].rstrip()
    for form in (short, short[:-1] if short.endswith("s") and len(short) > 2 else ""):
        at = best_long_form(form, window) if form else None
        if at is not None and _sound(form, window[at:]):
            return start + _widened(form, window, at)
    return None


_SMALL = frozenset(["a", "an", "and", "by", "for", "in", "of", "on", "or", "the", "to", "via", "with"])
_PART = re.compile(r"[^\W_]+")


def _widened(short: str, window: str, at: int) -> int:
    """Where the long form begins if a longer one is spelled out by its words' initials, else ``at``.

    The letters of PPO all occur in "Policy Optimization" already; its words begin with them one word earlier.
    """
    letters = "".join(c.lower() for c in short if c.isalnum())
    starts = [word.start() for word in _WORD.finditer(window) if word.start() <= at]
    for begin in reversed(starts[-len(letters) :]):
        words = [word.lower() for word in _PART.findall(window[begin:])]
        told = [word for word in words if word not in _SMALL]
        if letters in ("".join(w[0] for w in words), "".join(w[0] for w in told)) and words[0] not in _SMALL:
            return begin
    return at


def best_long_form(short: str, window: str) -> int | None:
    """Offset in ``window`` where the shortest match of ``short`` from the right begins, or None."""
    at = len(window) - 1
    for s in range(len(short) - 1, -1, -1):
        wanted = short[s].lower()
        if not wanted.isalnum():
            continue
        while at >= 0 and (window[at].lower() != wanted or (s == 0 and at > 0 and window[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return None
        at -= 1
    begin = at + 1
    while begin > 0 and not window[begin - 1].isspace():
        if window[begin - 1] in "([{,;:/":
            break
        begin -= 1
    return begin


def _sound(short: str, long: str) -> bool:
    words = re.findall(r"\w+", long)
    letters = sum(c.isalnum() for c in short)
    if len(long) <= len(short) or not words or short.lower() in (w.lower() for w in words):
        return False
    return len(words) <= min(letters + 5, letters * 2) and not re.search(r"[.;:!?]\s", long)


def _swapped(text: str, bracket: re.Match[str]) -> Abbreviation | None:
    """ "GNN (graph neural network)": the word before the bracket is the short form of all that is inside."""
    words = list(_WORD.finditer(text, max(0, bracket.start() - 40), bracket.start()))
    inner = bracket.group(1)
    if not words or " " not in inner.strip():
        return None
    short = words[-1]
    if not _is_short(short.group()) or short.group() != short.group().strip(",.;:"):
        return None
    at = best_long_form(short.group(), inner)
    if at is None or at != 0 or not _sound(short.group(), inner):
        return None
    return Abbreviation(short.start(), short.end(), bracket.start(1), bracket.end(1))
