"""SPARQL cut into tokens: enough to see what a query asks for, not whether it is well formed.

Strings, comments and IRIs are tokens of their own, so that a word in them is never taken for a keyword.
"""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush

_IRI = r"<[^\x00-\x20<>\"{}|^`]*>"
_NAME = r"[^\W\d_](?:[\w.\-·]{0,255}[\w\-·])?"
_LOCAL = (
    r"(?:[\w:]|%[0-9A-Fa-f]{2}|\\.)(?:(?:[\w:.\-·]|%[0-9A-Fa-f]{2}|\\.)*(?:[\w:\-·]|%[0-9A-Fa-f]{2}|\\.))?"
)
_TOKEN = re.compile(
    rf"""
    (?P<space>\s+|\#[^\r\n]*)
  | (?P<iri>{_IRI})
  | (?P<variable>[?$]\w+)
  | (?P<blank>_:\w(?:[\w.\-]*\w)?)
  | (?P<prefixed>(?:{_NAME})?:(?:{_LOCAL})?)
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[a-z]+)?)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
  | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)

_BODIES = {
    mark: re.compile(body, re.DOTALL)
    for mark, body in {
        "'": r"'(?:[^'\\\r\n]++|\\.)*+",
        '"': r'"(?:[^"\\\r\n]++|\\.)*+',
        "'''": r"'''(?:[^'\\]++|\\.|'(?!''))*+",
        '"""': r'"""(?:[^"\\]++|\\.|"(?!""))*+',
    }.items()
}
"""By the mark that opens a string: all of it up to what closes it."""
_SURE_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query text; ``kind`` is a group of the pattern, ``start`` its offset."""

    kind: str
    text: str
    start: int


class _Reader:
    """Reads tokens of one text at any offset; where strings are never closed is found out once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._open: dict[str, tuple[list[int], dict[int, int]]] = {mark: ([], {}) for mark in _BODIES}

    def at(self, position: int) -> Token:
        """The token that begins there."""
        quote = self._text[position]
        if quote in _BODIES:
            end = self._end(quote * 3, position) or self._end(quote, position) or position + 1
            kind = "string" if end > position + 1 else "sign"
            return Token(kind, self._text[position:end], position)
        match = _TOKEN.match(self._text, position)
        assert match is not None, "the last alternative takes any character"
        return Token(match.lastgroup or "sign", match[0], position)

    def _end(self, mark: str, position: int) -> int | None:
        """Where the string ends that ``mark`` opens there, or None where it opens none.

        Every other such mark in a string that is never closed is escaped, so it opens no string either.
        """
        if not self._text.startswith(mark, position):
            return None
        ends, starts = self._open[mark]
        at = bisect_right(ends, position)
        if at < len(ends) and starts[ends[at]] <= position:
            return None
        match = _BODIES[mark].match(self._text, position)
        assert match is not None, "it begins with the mark"
        if self._text.startswith(mark, match.end()):
            return match.end() + len(mark)
        if match.end() not in starts:
            insort(ends, match.end())
        starts[match.end()] = min(position, starts.get(match.end(), position))
        return None


def tokens(text: str) -> Iterator[Token]:
    """The tokens of ``text`` without white space and comments; ``<…>`` is an IRI wherever it can be one."""
    reader, position = _Reader(text), 0
    while position < len(text):
        token = reader.at(position)
        position += len(token.text)
        if token.kind != "space":
            yield token


def words_in_any_reading(text: str) -> Iterator[Token]:
    """Every bare word and prefix that some reading of ``text`` has.

    ``?a <'x> …`` is an IRI to one reader and less-than with a string to another; what follows differs.
    Both readings are walked, so that nothing hides from a check behind the one that the engine takes;
    ``<http://`` is an IRI to all, since no expression begins so.
    """
    reader, waiting, seen = _Reader(text), [0], set[int]()
    while waiting:
        position = heappop(waiting)
        while position < len(text) and position not in seen:
            seen.add(position)
            token = reader.at(position)
            if token.kind == "iri" and not _SURE_IRI.match(token.text):
                heappush(waiting, position + 1)
            elif token.kind in ("word", "prefixed"):
                yield token
            position += len(token.text)


def place(text: str, offset: int) -> tuple[int, int]:
    """1-based line and column of an offset."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def caret(text: str, line: int, column: int, width: int = 100) -> str:
    """The line of a text with a caret below the column; a long line is cut around it."""
    lines = text.split("\n")
    shown = lines[line - 1].rstrip("\r").expandtabs(1) if line <= len(lines) else ""
    start = max(0, column - width * 3 // 4) if len(shown) > width else 0
    return f"  {shown[start : start + width]}\n  {' ' * (column - 1 - start)}^"


def pointed(text: str, line: int, column: int, what: str) -> str:
    """A message about a place of a text, with the line and a caret."""
    return f"line {line}, column {column}: {what}\n{caret(text, line, column)}"
