"""Classes, predicates and entities that a query names and that do not exist, with what may be meant.

SPARQL answers a typo with nothing. What is in our vocabulary's namespace and not in the vocabulary can
never fit and is an error; a name that the store does not hold is worth a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache

from kg.data import data_path
from kg.errors import NotFound, QueryError
from kg.index import Index
from kg.query.guard import declared
from kg.query.tokens import Token, place, pointed, tokens
from kg.vocab import BASE, KG, PREFIXES

_DEFINED = re.compile(r"^kg:(\w+) ", re.MULTILINE)
MOST_NOTES = 5


@cache
def terms() -> tuple[str, ...]:
    """Local names of the vocabulary."""
    text = (data_path("ontology") / "papertriples.ttl").read_text(encoding="utf-8")
    return tuple(sorted(set(_DEFINED.findall(text))))


def check_terms(text: str) -> None:
    """Raise `QueryError` at the first term of our namespace that the vocabulary does not define."""
    for token, value in _iris(text):
        local = value.removeprefix(KG)
        if value.startswith(KG) and local and local not in terms():
            near = get_close_matches(local, terms(), n=1, cutoff=0.6) or _other_case(local)
            hint = f"; did you mean kg:{near[0]}?" if near else "; docs/vocabulary.md lists what there is"
            what = f"the vocabulary has no {token.text}{hint}"
            raise QueryError(pointed(text, *place(text, token.start), what))


def _other_case(local: str) -> list[str]:
    return [term for term in terms() if term.lower() == local.lower()]


def unknown_names(text: str, index: Index) -> tuple[str, ...]:
    """A note, with its place, for each entity or paper IRI of ``text`` that the store does not hold."""
    notes = []
    for token, value in _iris(text):
        kind, _, local = value.removeprefix(BASE).partition("/")
        if not value.startswith(BASE) or kind not in ("name", "paper") or not local or "#" in local:
            continue
        if index.label(kind, local) is None and (kind == "name" or index.paper(local) is None):
            line, column = place(text, token.start)
            notes.append(f"line {line}, column {column}: nothing is called {token.text}{_near(local, index)}")
    return tuple(dict.fromkeys(notes))[:MOST_NOTES]


def _near(local: str, index: Index) -> str:
    words = local.partition("~")[0].replace("-", " ")
    try:
        match = index.resolve(words)
    except NotFound as error:
        if not error.suggestions:
            return " in this graph"
        match = index.resolve(error.suggestions[0], fuzzy=False)
    return f"; did you mean {'paper' if match.kind == 'paper' else 'name'}:{match.id}?"


def _iris(text: str) -> Iterator[tuple[Token, str]]:
    """Each IRI and prefixed name of a query with the IRI that it stands for."""
    found = list(tokens(text))
    prefixes = PREFIXES | declared(found)
    for before, token in zip([None, *found], found, strict=False):
        if token.kind == "iri":
            yield token, token.text[1:-1]
        elif token.kind == "prefixed" and (before is None or before.text.upper() != "PREFIX"):
            prefix, _, local = token.text.partition(":")
            yield token, prefixes.get(prefix, "") + local.replace("\\", "")
