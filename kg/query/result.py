"""What a query answers with, independent of the engine that found it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas
    import pyarrow

    from kg.query.typed import Value

XSD = "http://www.w3.org/2001/XMLSchema#"
STRING = f"{XSD}string"
NUMBERS = frozenset(
    XSD + name for name in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")
)

Kind = Literal["iri", "literal", "blank", "triple"]


@dataclass(frozen=True, slots=True)
class Term:
    """An RDF term. A triple term (RDF 1.2) has no value but ``parts``."""

    kind: Kind
    value: str
    datatype: str | None = None
    """IRI of the datatype of a literal; None for plain and for language-tagged strings."""
    language: str | None = None
    parts: tuple[Term, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether it is a numeric literal."""
        return self.datatype in NUMBERS


Row = tuple[Term | None, ...]


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

    def records(self) -> list[dict[str, Value]]:
        """Each row as a dictionary of Python values: numbers, booleans, dates, text."""
        from kg.query.typed import records

        return records(self)

    def to_arrow(self) -> pyarrow.Table:
        """The rows as an Arrow table; raises `kg.errors.UsageError` where pyarrow is not installed."""
        from kg.query.typed import to_arrow

        return to_arrow(self)

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a pandas frame; raises `kg.errors.UsageError` where pandas is not installed."""
        from kg.query.typed import to_pandas

        return to_pandas(self)

    def _repr_html_(self) -> str:
        from kg.query.typed import to_html

        return to_html(self)

    def complete(self) -> Result:
        """The same, not marked as cut: as many rows as were wanted are all that were asked for."""
        return replace(self, truncated=False)


def iri(value: str) -> Term:
    """An IRI."""
    return Term("iri", value)


def literal(value: str, datatype: str | None = None) -> Term:
    """A literal; ``datatype`` is the local name of an XML Schema type."""
    return Term("literal", value, None if datatype is None else XSD + datatype)


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


def term_out(term: Term) -> list[Any]:
    """A term as JSON can carry it."""
    parts = [term_out(part) for part in term.parts]
    return [term.kind, term.value, term.datatype, term.language, parts]


def _term_out(term: Term | None) -> list[Any] | None:
    return None if term is None else term_out(term)


def term_in(data: list[Any]) -> Term:
    """The inverse of `term_out`."""
    kind, value, datatype, language, parts = data
    return Term(kind, value, datatype, language, tuple(term_in(part) for part in parts))


def _term_in(data: list[Any] | None) -> Term | None:
    return None if data is None else term_in(data)
