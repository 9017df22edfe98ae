"""What a query may not do, found out before it runs, and what is wrong with it, said with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from urllib.parse import urljoin

from kg.errors import QueryError, QuerySyntaxError
from kg.query.tokens import Token, place, pointed, tokens, words_in_any_reading
from kg.vocab import PREFIXES

UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"])
FORMS = frozenset(["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"])
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
LONGEST = 1_000_000
"""Characters of a query."""
REMEMBERED = 10_000
"""Characters of a query of which it is remembered that it may run."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A query that may run."""

    text: str
    form: str
    """``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``."""
    graphs: tuple[str, ...]
    """IRIs after FROM and FROM NAMED; one that is relative to no base stays as it is written."""


def check(text: str, *, base: str = "") -> Checked:
    """Look a query over before it runs; ``base`` is what its IRIs are relative to, unless it says so itself.

    Raises `QueryError` for an update and for SERVICE, `QuerySyntaxError` for an unknown prefix and for
    what is no query at all.
    """
    if len(text) > LONGEST:
        raise QueryError(f"the query has {len(text):,} characters; at most {LONGEST:,} are read")
    return (_remembered if len(text) + len(base) <= REMEMBERED else _check)(text, base)


def _check(text: str, base: str) -> Checked:
    text = text.encode("utf-8", "replace").decode()
    found = list(tokens(text))
    form = _form(text, found)
    _check_services(text)
    prefixes = PREFIXES | declared(found)
    _check_prefixes(text, found, prefixes)
    return Checked(text, form, tuple(_graphs(found, prefixes, base)))


_remembered = lru_cache(maxsize=1_024)(_check)
"""The same queries are asked again and again; what is refused is not kept."""


def _check_services(text: str) -> None:
    """The engine wants no blank around a keyword (``trueSERVICE:x``), so a part of a word is refused too."""
    for word in words_in_any_reading(text):
        if "SERVICE" in word.text.partition(":")[0].upper():
            raise QueryError(_at(text, word, "SERVICE would ask another machine, which no query here may"))


def _at(text: str, token: Token, what: str) -> str:
    return pointed(text, *place(text, token.start), what)


def _form(text: str, found: list[Token]) -> str:
    """The first keyword after the prologue."""
    words = iter(found)
    for token in words:
        keyword = token.text.upper()
        if keyword in ("PREFIX", "BASE", "VERSION"):
            for skipped in words:
                if skipped.kind in ("iri", "string"):
                    break
        elif keyword in FORMS:
            return keyword
        elif keyword in UPDATES and token.kind == "word":
            raise QueryError(_at(text, token, f"{keyword} is an update; a store changes by `kg build` only"))
        else:
            line, column = place(text, token.start)
            raise QuerySyntaxError(
                _at(text, token, "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE"),
                line=line,
                column=column,
            )
    raise QuerySyntaxError("the query is empty", line=1, column=1)


def declared(found: list[Token]) -> dict[str, str]:
    """The prefixes that the query declares itself."""
    return {
        name.text.removesuffix(":"): namespace.text[1:-1]
        for word, name, namespace in zip(found, found[1:], found[2:], strict=False)
        if word.text.upper() == "PREFIX" and name.kind == "prefixed" and namespace.kind == "iri"
    }


def _check_prefixes(text: str, found: list[Token], known: Mapping[str, str]) -> None:
    for token in found:
        prefix = token.text.partition(":")[0]
        if token.kind == "prefixed" and prefix not in known:
            near = get_close_matches(prefix, sorted(known), n=1)
            hint = f"; did you mean {near[0]}:?" if near else f"; declare it with PREFIX {prefix}: <…>"
            line, column = place(text, token.start)
            message = _at(text, token, f"unknown prefix {prefix}:{hint}")
            raise QuerySyntaxError(message, line=line, column=column)


def _graphs(found: list[Token], prefixes: Mapping[str, str], base: str) -> Iterable[str]:
    for token, second, third in zip(found, found[1:], found[2:], strict=False):
        keyword = token.text.upper() if token.kind == "word" else ""
        if keyword == "BASE" and second.kind == "iri":
            base = urljoin(base, second.text[1:-1])
        elif keyword == "FROM":
            graph = third if second.text.upper() == "NAMED" else second
            prefix, _, local = graph.text.partition(":")
            iri = graph.text[1:-1] if graph.kind == "iri" else prefixes.get(prefix, "") + local
            yield iri if _ABSOLUTE.match(iri) else urljoin(base, iri)
