"""What the engine says of a text that is no SPARQL, made readable.

The engine names the furthest place that it reached and lists what it would have taken there, down to
classes of characters. What is plainly wrong (a bracket or a quote that is never closed) is found here.
"""

from __future__ import annotations

import re

from kg.errors import QuerySyntaxError
from kg.query.tokens import place, pointed, tokens

_PLACE = re.compile(r"error at (\d+):(\d+): (?:expected )?(?:one of )?(.*)", re.DOTALL)
_CLASSES = re.compile(r"\[[^\]]*\](?:\s*\|\s*)?")
_SENTENCE = re.compile(r"[a-z]{2} [a-z]")
_BRACKETS = {"(": ")", "{": "}", "[": "]"}
MOST = 4
"""Expected words that are worth showing; a longer list says nothing."""


def syntax_error(text: str, message: str) -> QuerySyntaxError:
    """The engine's ``message`` about ``text`` with the line, a caret and what is readable of the reason."""
    match = _PLACE.match(message)
    if match is None:
        return QuerySyntaxError(f"no SPARQL: {message}")
    plain = _plainly_wrong(text)
    if plain is not None:
        (line, column), reason = place(text, plain[0]), plain[1]
    else:
        line, column = int(match[1]), int(match[2])
        at_end = not text.split("\n", line)[line - 1 :][0][column - 1 :].strip() and line > text.count("\n")
        reason = _reason(match[3], at_end)
        line, column = _snapped(text, line, column)
    return QuerySyntaxError(pointed(text, line, column, reason), line=line, column=column)


def _plainly_wrong(text: str) -> tuple[int, str] | None:
    """Offset and reason of a bracket or quote without its other half."""
    waiting = []
    for token in tokens(text):
        if token.kind != "sign":
            continue
        if token.text in _BRACKETS:
            waiting.append(token)
        elif token.text in _BRACKETS.values():
            if not waiting or _BRACKETS[waiting[-1].text] != token.text:
                return token.start, f"this {token.text} closes nothing"
            waiting.pop()
        elif token.text in "\"'":
            return token.start, "this string is never closed"
    return (waiting[-1].start, f"this {waiting[-1].text} is never closed") if waiting else None


def _snapped(text: str, line: int, column: int) -> tuple[int, int]:
    """The start of the token that holds the place or ends just before it."""
    offset = sum(len(part) + 1 for part in text.split("\n")[: line - 1]) + column - 1
    for token in tokens(text):
        if token.start < offset <= token.start + len(token.text):
            return place(text, token.start)
    return line, column


def _reason(listed: str, at_end: bool) -> str:
    parts = [part.strip(" \n|") for part in _CLASSES.sub("", listed).split(", ")]
    if "IRI parsing failed" in parts:
        return "this IRI is relative or not well formed"
    said = [part for part in parts if _SENTENCE.search(part)]
    if said:
        return f"{said[0][0].lower()}{said[0][1:]}" if said[0].startswith("The ") else said[0]
    words = [part for part in parts if part.strip('"')]
    if 0 < len(words) <= MOST:
        return f"not understood; expected {' or '.join(words)} near here"
    return "not understood; the engine gives no nearer place" if at_end else "not understood from about here"
