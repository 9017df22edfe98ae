"""Why an answer is empty: the first triple pattern of the query that nothing in the store fits.

Patterns of the outermost group are looked at one by one, each alone; what is optional, alternative or
negated can not be the reason, and paths are passed over. No query is put together for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from kg.query.guard import declared
from kg.query.tokens import Token, place, tokens
from kg.vocab import PREFIXES

RDF_TYPE = ox.NamedNode(f"{PREFIXES['rdf']}type")
_NODES = ("variable", "iri", "prefixed")
_SKIPPED = ("OPTIONAL", "MINUS", "FILTER", "BIND", "VALUES", "GRAPH", "EXISTS", "NOT", "UNION", "LATERAL")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One triple pattern of a query: its three tokens."""

    subject: Token
    predicate: Token
    object: Token

    def __str__(self) -> str:
        return f"{self.subject.text} {self.predicate.text} {self.object.text}"


def explain(store: ox.Store, text: str, given: Mapping[str, Any]) -> str:
    """A sentence that says which pattern of ``text`` nothing fits; ``given`` are terms of its variables."""
    found = list(tokens(text))
    prefixes = PREFIXES | declared(found)
    for pattern in patterns(found):
        if not _fits(store, pattern, prefixes, given):
            line, _ = place(text, pattern.predicate.start)
            return f"nothing in the graph fits `{pattern}` (line {line} of the query)"
    return "each part of the query fits something, all together fit nothing"


def _fits(store: ox.Store, pattern: Pattern, prefixes: Mapping[str, str], given: Mapping[str, Any]) -> bool:
    """Whether some triple fits, or it can not be known (an IRI relative to BASE)."""
    try:
        subject, predicate, object_ = (
            _term(token, prefixes, given) for token in (pattern.subject, pattern.predicate, pattern.object)
        )
        return next(iter(store.quads_for_pattern(subject, predicate, object_, None)), None) is not None
    except ValueError:
        return True
    except TypeError:  # a literal where none may stand
        return False


def patterns(found: list[Token]) -> Iterator[Pattern]:
    """The plain triple patterns of the outermost group, in order."""
    subject: Token | None = None
    rest: list[Token] = []
    for token in [*_outermost(found), Token("sign", ".", 0)]:
        if token.text in (".", ";", ","):
            if subject is not None and len(rest) == 2 and all(_is_node(t) for t in (subject, *rest)):
                yield Pattern(subject, rest[0], rest[1])
            if token.text == ".":
                subject = None
            rest = rest[:1] if token.text == "," else []
        elif subject is None:
            subject = token
        else:
            rest.append(token)


def _is_node(token: Token) -> bool:
    return token.kind in _NODES or token.text == "a"


def _outermost(found: list[Token]) -> Iterator[Token]:
    """The tokens of the last group that is in no other, without what lies in brackets within it."""
    depth, start = 0, 0
    for i, token in enumerate(found):
        if token.text == "{":
            depth += 1
            start = i + 1 if depth == 1 else start
        depth -= token.text == "}"
    depth, skipping = 0, False
    for token in found[start:]:
        opens, closes = token.text in ("{", "(", "["), token.text in ("}", ")", "]")
        if closes and depth == 0:
            return
        depth += opens - closes
        if token.text.upper() in _SKIPPED and depth == 0:
            skipping = True  # up to the end of its brackets
            yield Token("sign", ".", token.start)
        elif closes and depth == 0 and (skipping or token.text == "}"):
            skipping = False
            yield Token("sign", ".", token.start)
        elif not skipping and depth == opens and not closes:
            yield Token("sign", "…", token.start) if opens else token  # no plain triple has a bracket


def _term(token: Token, prefixes: Mapping[str, str], given: Mapping[str, Any]) -> Any:
    if token.kind == "variable":
        return given.get(token.text[1:])
    if token.text == "a":
        return RDF_TYPE
    if token.kind == "iri":
        return ox.NamedNode(token.text[1:-1])
    prefix, _, local = token.text.partition(":")
    return ox.NamedNode(prefixes[prefix] + local.replace("\\", ""))
