"""Answers a checked query from an open store, in this process; the only file here that knows the engine."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import pyoxigraph as ox

from kg.errors import QueryError, QueryTooLarge, StoreDamaged
from kg.query.complaints import syntax_error
from kg.query.guard import Checked, check
from kg.query.inlining import inline
from kg.query.limits import Limits
from kg.query.result import Result
from kg.query.silence import explain
from kg.query.terms import STRING, Row, Term
from kg.vocab import PREFIXES


def answer(
    store: ox.Store,
    text: str,
    *,
    substitutions: Mapping[str, Term] | None = None,
    limit: int | None = None,
    limits: Limits | None = None,
) -> Result:
    """Run ``text`` over the union of all graphs, with terms for some of its variables.

    Columns of substituted variables are left out (unless nothing else is asked for); at most ``limit``
    rows are read. Raises `QueryError` and its kinds.
    """
    checked, given = check(text), dict(substitutions or {})
    check_graphs(store, checked)
    try:
        found = asked(store, checked, given, use_default_graph_as_union=not checked.graphs)
        result = _read(found, _Meter(limits or Limits(), limit), given)
        silent = result.is_empty and not result.truncated and not checked.graphs
        if not silent:
            return result
        terms = {name: to_engine(term) for name, term in given.items()}
        return result.with_notes(explain(store, checked.text, terms))
    except RuntimeError as error:
        raise QueryError(f"the query can not be evaluated: {error}") from error
    except OSError as error:
        raise StoreDamaged(f"the store can not be read: {error}; `kg check` says more") from error


def asked(store: ox.Store, checked: Checked, given: Mapping[str, Term], **options: Any) -> Any:
    """What the engine answers to the query with the terms ``given`` for its parameters.

    Raises `QuerySyntaxError` with a place in the text as it was before the terms came in, and `QueryError`
    where that text is well formed and the one with the terms is not.
    """
    try:
        text = inline(checked.text, {name: written(term) for name, term in given.items()})
        return store.query(text, prefixes=PREFIXES, **options)
    except SyntaxError as error:
        if not given:
            raise syntax_error(checked.text, str(error)) from error
        asked(ox.Store(), checked, {}, **options)  # raises what is wrong without the terms
        names = ", ".join(f"?{name}" for name in given)
        raise QueryError(f"a parameter ({names}) stands where only a variable may: {error}") from error


def written(term: Term) -> str:
    """A term as SPARQL writes it; raises `ValueError` for an IRI that is none."""
    return str(to_engine(term))


def check_graphs(store: ox.Store, checked: Checked) -> None:
    """Raise `QueryError` for a graph after FROM that the store does not hold."""
    for graph in checked.graphs:
        try:
            held = store.contains_named_graph(ox.NamedNode(graph))
        except ValueError as error:
            raise QueryError(f"FROM <{graph[:200]}> names no graph: {error}") from error
        if not held:
            raise QueryError(f"FROM <{graph}>: the store has no such graph, and none is fetched")


class _Meter:
    """Counts what is read and stops at the limits."""

    def __init__(self, limits: Limits, limit: int | None) -> None:
        self._limits, self._limit = limits, limit
        self._rows = self._size = 0
        self.truncated = False

    def take(self, items: Any) -> Iterator[Any]:
        """The items, up to ``limit``; a `QueryTooLarge` beyond the rows that are allowed."""
        for item in items:
            if self._rows == self._limit:
                self.truncated = True
                return
            self._rows += 1
            if self._rows > self._limits.max_rows:
                raise QueryTooLarge(
                    f"more than {self._limits.max_rows:,} rows; narrow the query or add LIMIT"
                )
            yield item

    def weigh(self, row: Row) -> Row:
        """The row, its size counted."""
        self._size += sum(len(term.value) + 30 for term in row if term is not None)
        if self._size > self._limits.max_bytes:
            raise QueryTooLarge(f"the answer is larger than {self._limits.max_bytes:,} bytes; add LIMIT")
        return row


def _read(found: Any, meter: _Meter, given: Collection[str]) -> Result:
    if isinstance(found, ox.QueryBoolean):
        return Result(boolean=bool(found))
    if isinstance(found, ox.QueryTriples):
        triples = []
        for triple in meter.take(found):
            s, p, o = (from_engine(part) for part in triple)
            meter.weigh((s, p, o))
            triples.append((s, p, o))
        return Result(triples=tuple(sorted(set(triples), key=repr)), truncated=meter.truncated)
    names = [variable.value for variable in found.variables]
    shown = [i for i, name in enumerate(names) if name not in given] or list(range(len(names)))
    rows = []
    for solution in meter.take(found):
        cells = (solution[i] for i in shown)
        rows.append(meter.weigh(tuple(None if cell is None else from_engine(cell) for cell in cells)))
    return Result(tuple(names[i] for i in shown), tuple(rows), truncated=meter.truncated)


def from_engine(term: Any) -> Term:
    """One of the engine's terms as a record."""
    if isinstance(term, ox.NamedNode):
        return Term("iri", term.value)
    if isinstance(term, ox.BlankNode):
        return Term("blank", term.value)
    if isinstance(term, ox.Triple):
        return Term("triple", "", parts=tuple(from_engine(part) for part in term))
    datatype = term.datatype.value
    plain = term.language is not None or datatype == STRING
    return Term("literal", term.value, None if plain else datatype, term.language)


def to_engine(term: Term) -> Any:
    """A record as one of the engine's terms."""
    if term.kind == "iri":
        return ox.NamedNode(term.value)
    if term.kind == "blank":
        return ox.BlankNode(term.value)
    if term.kind == "triple":
        return ox.Triple(*(to_engine(part) for part in term.parts))
    if term.language is not None:
        return ox.Literal(term.value, language=term.language)
    return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype) if term.datatype else None)
