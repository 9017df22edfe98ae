"""Where in a query the cursor is: which part of a triple is being written, and of which subject."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kg.query.tokens import Token, tokens

Part = Literal["keyword", "subject", "predicate", "object", "expression"]
_HYPHENED = re.compile(r"(?:(?<![\w:?$-])[A-Za-z][\w-]*-)?\Z")
_TERMS = ("variable", "iri", "prefixed", "string", "number", "blank")


@dataclass(frozen=True, slots=True)
class Spot:
    """What is being written at the cursor."""

    part: Part
    word: str
    """What is already there of it."""
    start: int
    """Where that begins."""
    end: int
    """Where it ends; the cursor may be inside it."""
    subject: Token | None = None
    predicate: Token | None = None


def spot(text: str, at: int) -> Spot:
    """The place of the offset ``at`` in ``text``."""
    found = list(tokens(text))
    here = next((t for t in found if t.start < at <= t.start + len(t.text) and _grows(t)), None)
    start, end = (here.start, here.start + len(here.text)) if here else (at, at)
    if here is not None and here.kind == "word":  # a name with hyphens is several tokens
        start -= len(_HYPHENED.findall(text[:start])[0])
    before = [token for token in found if token.start + len(token.text) <= start]
    part, triple = _walked(before)
    return Spot(
        part,
        text[start:at],
        start,
        end,
        triple[0] if triple else None,
        triple[1] if len(triple) > 1 else None,
    )


def _grows(token: Token) -> bool:
    """Whether a token may be a word that is still being written."""
    return token.kind in ("word", "prefixed", "variable", "iri") or token.text in ("?", "$", ":")


def _walked(before: list[Token]) -> tuple[Part, list[Token]]:
    """The part that follows the tokens before the cursor, and the terms of its triple so far."""
    triple: list[Token] = []
    braces = brackets = 0
    for token in before:
        if token.text in ("{", "}", "."):
            braces += (token.text == "{") - (token.text == "}")
            triple = []
        elif token.text in ("(", ")"):
            brackets = max(0, brackets + (1 if token.text == "(" else -1))
        elif token.text in (";", ","):
            triple = triple[: 1 if token.text == ";" else 2]
        elif token.text in ("/", "|", "^") and len(triple) == 2:
            triple = triple[:1]
        elif token.kind in _TERMS or (token.text == "a" and len(triple) == 1):
            triple = [*triple, token] if len(triple) < 3 else [token]
        elif token.kind == "word":
            triple = []
    if braces <= 0:
        return "keyword", []
    if brackets and len(triple) != 1:
        return "expression", []
    parts: tuple[Part, ...] = ("subject", "predicate", "object", "keyword")
    return parts[len(triple)], triple
