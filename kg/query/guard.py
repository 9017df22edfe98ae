"""What a query may not do, found out before it runs, and what is wrong with it, said with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from kg.errors import QueryError, QuerySyntaxError
from kg.query.tokens import Token, caret, place, tokens, words_in_any_reading
from kg.vocab import PREFIXES

UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"])
FORMS = frozenset(["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"])
LONGEST = 1_000_000
"""Characters of a query."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A query that may run."""

    text: str
    form: str
    """``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``."""
    graphs: tuple[str, ...]
    """IRIs after FROM and FROM NAMED."""


def check(text: str) -> Checked:
    """Look a query over before it runs.

    Raises `QueryError` for an update and for SERVICE, `QuerySyntaxError` for an unknown prefix and for
    what is no query at all.
    """
    if len(text) > LONGEST:
        raise QueryError(f"the query has {len(text):,} characters; at most {LONGEST:,} are read")
    text = text.encode("utf-8", "replace").decode()
    found = list(tokens(text))
    form = _form(text, found)
    _check_services(text)
    prefixes = PREFIXES | _declared(found)
    _check_prefixes(text, found, prefixes)
    return Checked(text, form, tuple(_graphs(found, prefixes)))


def _check_services(text: str) -> None:
    """The engine wants no blank around a keyword (``trueSERVICE:x``), so a part of a word is refused too."""
    for word in words_in_any_reading(text):
        if "SERVICE" in word.text.partition(":")[0].upper():
            raise QueryError(_at(text, word, "SERVICE would ask another machine, which no query here may"))


def _at(text: str, token: Token, what: str) -> str:
    line, column = place(text, token.start)
    return f"line {line}, column {column}: {what}\n{caret(text, line, column)}"


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


def _declared(found: list[Token]) -> dict[str, str]:
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


def _graphs(found: list[Token], prefixes: Mapping[str, str]) -> Iterable[str]:
    for token, second, third in zip(found, found[1:], found[2:], strict=False):
        if token.kind == "word" and token.text.upper() == "FROM":
            graph = third if second.text.upper() == "NAMED" else second
            prefix, _, local = graph.text.partition(":")
            yield graph.text[1:-1] if graph.kind == "iri" else prefixes.get(prefix, "") + local


_PLACE = re.compile(r"error at (\d+):(\d+): (?:expected )?(?:one of )?(.*)", re.DOTALL)
_READABLE = re.compile(
    r"(?:^|, )((?:The|IRI|A|An|It|Unknown|Invalid)\b[^,\[]*|[^,\[]*\b(?:is|are|not|failed)\b[^,\[]*)"
)


def syntax_error(text: str, message: str) -> QuerySyntaxError:
    """The engine's complaint about ``text`` with its line, a caret and what is readable of its reason."""
    match = _PLACE.match(message)
    if match is None:
        return QuerySyntaxError(f"no SPARQL: {message}")
    line, column = int(match[1]), int(match[2])
    reason = _READABLE.search(match[3])
    end = (
        "the query ends too early"
        if line > text.count("\n") and not text.split("\n")[-1][column - 1 :]
        else ""
    )
    said = reason[1].strip() if reason else end or _expected(match[3])
    return QuerySyntaxError(
        f"line {line}, column {column}: {said}\n{caret(text, line, column)}", line=line, column=column
    )


def _expected(listed: str) -> str:
    """What the parser would have taken, without its classes of characters."""
    plain = [
        part for part in re.sub(r"\[[^\]]*\](?:\s*\|\s*)?", "", listed).split(", ") if part.strip(" \n|")
    ]
    return f"expected {' or '.join(plain[:6])}" if plain else "this can not stand here"
