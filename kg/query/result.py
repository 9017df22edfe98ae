"""What a query answers with, independent of the engine that found it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError
from kg.query import typed
from kg.query.terms import Row, Term, term_in, term_out

if TYPE_CHECKING:
    import pandas
    import pyarrow

    from kg.query.typed import Value


@dataclass(frozen=True, slots=True)
class Result:
    """Rows (SELECT), a boolean (ASK) or triples (CONSTRUCT, DESCRIBE)."""

    variables: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    boolean: bool | None = None
    triples: tuple[tuple[Term, Term, Term], ...] | None = None
    truncated: bool = False
    """Whether there is more than the asked-for limit let through."""
    notes: tuple[str, ...] = ()
    """What a person should know about the answer: how a name was understood, why it is empty."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return self.boolean is None and not self.rows and not self.triples

    def with_notes(self, *notes: str) -> Result:
        """The same with more notes."""
        return replace(self, notes=(*self.notes, *notes))

    def table(self) -> tuple[tuple[str, ...], tuple[Row, ...]]:
        """Head and rows of a SELECT, or of the triples of a CONSTRUCT; raises `UsageError` for an ASK."""
        if self.boolean is not None:
            raise UsageError("the answer is yes or no, and no table: see .boolean")
        if self.triples is not None:
            return ("subject", "predicate", "object"), self.triples
        return self.variables, self.rows

    def records(self) -> list[dict[str, Value]]:
        """Each row as a dictionary of Python values: numbers, booleans, dates, text."""
        return typed.records(*self.table())

    def to_arrow(self) -> pyarrow.Table:
        """The rows as an Arrow table; raises `kg.errors.UsageError` where pyarrow is not installed."""
        return typed.to_arrow(*self.table())

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a pandas frame; raises `kg.errors.UsageError` where pandas is not installed."""
        return typed.to_pandas(*self.table())

    def _repr_html_(self) -> str:
        if self.boolean is not None:
            return f"<p>{'yes' if self.boolean else 'no'}</p>"
        return typed.to_html(*self.table(), self.notes)

    def complete(self) -> Result:
        """The same, not marked as cut: as many rows as were wanted are all that were asked for."""
        return replace(self, truncated=False)


def to_plain(result: Result) -> dict[str, Any]:
    """A result as JSON can carry it between processes."""
    return {
        "variables": result.variables,
        "rows": [[_term_out(term) for term in row] for row in result.rows],
        "boolean": result.boolean,
        "triples": None
        if result.triples is None
        else [[_term_out(term) for term in triple] for triple in result.triples],
        "truncated": result.truncated,
        "notes": result.notes,
    }


def from_plain(data: dict[str, Any]) -> Result:
    """The inverse of `to_plain`."""
    triples = data["triples"]
    return Result(
        variables=tuple(data["variables"]),
        rows=tuple(tuple(_term_in(term) for term in row) for row in data["rows"]),
        boolean=data["boolean"],
        triples=None
        if triples is None
        else tuple((term_in(s), term_in(p), term_in(o)) for s, p, o in triples),
        truncated=data["truncated"],
        notes=tuple(data["notes"]),
    )


def _term_out(term: Term | None) -> list[Any] | None:
    return None if term is None else term_out(term)


def _term_in(data: list[Any] | None) -> Term | None:
    return None if data is None else term_in(data)
