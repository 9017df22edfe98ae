"""From what a user typed for a parameter to the RDF term that stands for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Protocol

from kg.days import is_date
from kg.errors import NotFound, UsageError
from kg.index import Match, PaperRow
from kg.model import ENTITY_TYPES, LINK_PREDICATES, RELATIONS
from kg.query.saved import Parameter, SavedQuery
from kg.query.terms import Term, iri, literal
from kg.vocab import clean_literal, concept_iri, name_iri, paper_iri, term

_NAMES = {kind.lower(): kind for kind in ENTITY_TYPES}
_OPTION = re.compile(r"(?<![\w-])--([a-z][a-z-]*)")
_DATE_TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}


class Lookup(Protocol):
    """What finds names and papers: an index, or what mints their IRIs where there is none."""

    def resolve_entity(self, text: str, *, fuzzy: bool = True) -> Match:
        """The entity that a text names."""

    def resolve_paper(self, text: str) -> PaperRow:
        """The paper that a text names."""


@dataclass(frozen=True, slots=True)
class Bound:
    """The terms that stand for the parameters, by name, and what to tell the user about them."""

    terms: dict[str, Term]
    notes: tuple[str, ...] = ()


def bind(query: SavedQuery, values: Mapping[str, str], index: Lookup | None) -> Bound:
    """Make terms of ``values`` for the parameters of ``query``; names are looked up in ``index``.

    Raises `UsageError` for a missing, unknown or ill-formed value, `NotFound` for a name not in the graph.
    """
    _check_known(query, values)
    terms, notes = {}, []
    for parameter in query.parameters:
        value = values.get(parameter.name, parameter.default)
        if value is None and parameter.required:
            example = f", for example {parameter.example!r}" if parameter.example else ""
            what = f" ({parameter.description or parameter.type}{example})"
            raise UsageError(f"{query.name} needs --{option(parameter.name)}{what}")
        if value is not None:
            terms[parameter.name], note = _term(parameter, value, index)
            notes += [note] if note else []
    return Bound(terms, tuple(notes))


def option(name: str) -> str:
    """A parameter's name as the command line spells it."""
    return name.replace("_", "-")


def without_dashes(message: str) -> str:
    """A message that names parameters as options, for those who give them otherwise."""
    return _OPTION.sub(lambda match: match[1], message)


def _check_known(query: SavedQuery, values: Mapping[str, str]) -> None:
    known = [parameter.name for parameter in query.parameters]
    for name in values:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            listed = ", ".join(f"--{option(k)}" for k in known)
            hint = f"did you mean --{option(near[0])}?" if near else f"it takes {listed or 'none'}"
            raise UsageError(f"{query.name} has no parameter --{option(name)}; {hint}")


def _term(parameter: Parameter, value: str, index: Lookup | None) -> tuple[Term, str | None]:
    kind, wrong = parameter.type, f"--{option(parameter.name)} {value[:80]!r}"
    if kind == "topic" and index is not None:
        return _topic(value, index)
    if kind in ("name", "topic") or kind in _NAMES:
        return _named(kind, value, index)
    if kind == "paper":
        found = index.resolve_paper(value).id if index else value
        return iri(paper_iri(found)), None
    if kind == "date":
        if not is_date(value):
            raise UsageError(f"{wrong} is no date; write 2024, 2024-03 or 2024-03-15")
        return literal(value, _DATE_TYPES[len(value)]), None
    if kind in ("integer", "decimal"):
        pattern, example = (
            (r"[+-]?\d{1,18}", "3") if kind == "integer" else (r"[+-]?\d{1,18}(?:\.\d{1,18})?", "0.5")
        )
        if not re.fullmatch(pattern, value, re.ASCII):
            raise UsageError(f"{wrong} is no {kind}; write for example {example}")
        return literal(value, kind), None
    if kind in ("type", "relation"):
        words = ENTITY_TYPES if kind == "type" else (*RELATIONS, *LINK_PREDICATES)
        fitting = [word for word in words if word.lower() == value.lower()]
        if not fitting:
            raise UsageError(f"{wrong} is no {kind}; it is one of {', '.join(words)}")
        return iri(term(fitting[0])), None
    return literal(clean_literal(value)), None


def _named(kind: str, value: str, index: Lookup | None) -> tuple[Term, str | None]:
    if index is None:
        raise NotFound(f"{value[:80]!r} can not be looked up without an index")
    match = index.resolve_entity(value, fuzzy=False)
    wanted = _NAMES.get(kind)
    note = None
    if wanted is not None and match.types and wanted not in match.types:
        note = f"{match.label!r} is known as {' and '.join(match.types)} here, not as {wanted}"
    return iri(name_iri(match.id)), note


def _topic(value: str, index: Lookup) -> tuple[Term, str | None]:
    """A name, or a concept of the background where no paper names it so."""
    try:
        return _named("name", value, index)
    except NotFound:
        from kg.mapping import taxonomy  # reading all names of the background takes a second

        found = [concept.id for concept in taxonomy().named(value)]
        if not found:
            raise
        return iri(concept_iri(max(found))), None
