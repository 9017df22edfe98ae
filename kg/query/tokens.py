"""SPARQL cut into tokens: enough to see what a query asks for, not whether it is well formed.

Strings, comments and IRIs are tokens of their own, so that a word in them is never taken for a keyword.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_IRI = r"<[^\x00-\x20<>\"{}|^`]*>"
_NAME = r"[^\W\d_](?:[\w.\-·]{0,255}[\w\-·])?"
_LOCAL = (
    r"(?:[\w:]|%[0-9A-Fa-f]{2}|\\.)(?:(?:[\w:.\-·]|%[0-9A-Fa-f]{2}|\\.)*(?:[\w:\-·]|%[0-9A-Fa-f]{2}|\\.))?"
)
_TOKEN = re.compile(
    rf"""
    (?P<space>\s+|\#[^\r\n]*)
  | (?P<string>'''(?:[^\\]|\\.)*?'''|\"\"\"(?:[^\\]|\\.)*?\"\"\"
              |'(?:[^'\\\r\n]++|\\.)*+'|"(?:[^"\\\r\n]++|\\.)*+")
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

_SURE_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query text; ``kind`` is a group of the pattern, ``start`` its offset."""

    kind: str
    text: str
    start: int


def _at(text: str, position: int) -> Token:
    match = _TOKEN.match(text, position)
    assert match is not None, "the last alternative takes any character"
    return Token(match.lastgroup or "sign", match[0], position)


def tokens(text: str) -> Iterator[Token]:
    """The tokens of ``text`` without white space and comments; ``<…>`` is an IRI wherever it can be one."""
    position = 0
    while position < len(text):
        token = _at(text, position)
        position += len(token.text)
        if token.kind != "space":
            yield token


def words_in_any_reading(text: str) -> Iterator[Token]:
    """Every bare word and prefix that some reading of ``text`` has.

    ``?a <'x> …`` is an IRI to one reader and less-than with a string to another; what follows differs.
    Both readings are walked, so that nothing hides from a check behind the one that the engine takes;
    ``<http://`` is an IRI to all, since no expression begins so.
    """
    waiting, seen = [0], set[int]()
    while waiting:
        position = waiting.pop()
        while position < len(text) and position not in seen:
            seen.add(position)
            token = _at(text, position)
            if token.kind == "iri" and not _SURE_IRI.match(token.text):
                waiting.append(position + 1)
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
