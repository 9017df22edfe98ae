"""Rows of terms as values of Python, as a pandas frame, as an Arrow table, and as a table in a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError
from kg.query.terms import XSD, Row, Term
from kg.terminal import one_line
from kg.vocab import curie

if TYPE_CHECKING:
    import pandas
    import pyarrow

_INTEGERS = frozenset(XSD + name for name in ("integer", "int", "long", "nonNegativeInteger"))
_FLOATS = frozenset((f"{XSD}double", f"{XSD}float"))
SHOWN = 100
"""Rows that a notebook shows."""

Value = str | int | float | bool | Decimal | date | None


def value_of(term: Term | None) -> Value:
    """A term as Python has it: numbers, booleans and whole dates as such, all else as text."""
    if term is None or term.datatype is None:
        return None if term is None else term.value
    try:
        if term.datatype in _INTEGERS:
            return int(term.value)
        if term.datatype == f"{XSD}decimal":
            return Decimal(term.value)
        if term.datatype in _FLOATS:
            return float(term.value)
        if term.datatype == f"{XSD}date":
            return date.fromisoformat(term.value)
    except (ValueError, ArithmeticError):
        return term.value
    return term.value == "true" if term.datatype == f"{XSD}boolean" else term.value


def records(head: Sequence[str], rows: Sequence[Row]) -> list[dict[str, Value]]:
    """Each row as a dictionary of values of Python."""
    return [dict(zip(head, map(value_of, row), strict=True)) for row in rows]


def to_arrow(head: Sequence[str], rows: Sequence[Row]) -> pyarrow.Table:
    """An Arrow table; integers as int64, other numbers as doubles, all else as text."""
    try:
        import pyarrow as pa
    except ImportError as error:
        raise UsageError("this needs pyarrow: pip install 'papertriples[parquet]'") from error
    columns = {name: _column([row[i] for row in rows]) for i, name in enumerate(head)}
    types = {int: pa.int64(), float: pa.float64(), str: pa.string()}
    return pa.table({name: pa.array(values, types[kind]) for name, (kind, values) in columns.items()})


def to_pandas(head: Sequence[str], rows: Sequence[Row]) -> pandas.DataFrame:
    """A pandas frame with the columns of `to_arrow`."""
    try:
        import pandas as pd
    except ImportError as error:
        raise UsageError("this needs pandas: pip install 'papertriples[pandas]'") from error
    return pd.DataFrame({name: _column([row[i] for row in rows])[1] for i, name in enumerate(head)})


def _column(terms: list[Term | None]) -> tuple[type, list[Any]]:
    """The one type that fits a whole column, and its values."""
    given = [term for term in terms if term is not None]
    if given and all(term.datatype in _INTEGERS for term in given):
        return int, [None if term is None else int(term.value) for term in terms]
    if given and all(term.is_number for term in given):
        return float, [None if term is None else float(term.value) for term in terms]
    return str, [None if term is None else term.value for term in terms]


def to_html(head: Sequence[str], rows: Sequence[Row], notes: Sequence[str]) -> str:
    """A table for a notebook; every value is escaped, and no IRI becomes a link that runs something."""
    body = "".join(f"<tr>{_cells(map(_shown, row), 'td')}</tr>" for row in rows[:SHOWN])
    more = len(rows) - SHOWN
    below = [f"{more:,} more rows"] if more > 0 else []
    told = "".join(f"<p>{escape(note)}</p>" for note in (*below, *notes))
    return f"<table><thead><tr>{_cells(head, 'th')}</tr></thead><tbody>{body}</tbody></table>{told}"


def _cells(values: Iterable[str], tag: str) -> str:
    return "".join(f"<{tag}>{escape(one_line(value, 300))}</{tag}>" for value in values)


def _shown(term: Term | None) -> str:
    if term is None:
        return ""
    return curie(term.value) if term.kind == "iri" else term.value
