"""Syntax errors point at what is wrong, as far as it can be known."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.errors import QuerySyntaxError
from kg.query.engine import answer


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ("SELECT *\nWHERE { ?s ?p ?o", 2, 7, "this { is never closed"),
        ("SELECT * { ?s ?p ?o } )", 1, 23, "this ) closes nothing"),
        ("SELECT * { ?s ?p ?o FILTER(?o = 1] }", 1, 34, "this ] closes nothing"),
        ('SELECT * { ?s ?p "abc }', 1, 18, "this string is never closed"),
        ("SELECT * { ?s <rel> ?o }", 1, 15, "this IRI is relative or not well formed"),
        ("SELECT ?x { ?x ?y ?z } GROUP BY ?y", 1, 33, "the SELECT contains a variable that is unbound"),
        ("ASK { ?s ?p 1 2 }", 1, 17, "not understood; the engine gives no nearer place"),
        ("CONSTRUCT { ?s ?p } WHERE { ?s ?p ?o }", 1, 19, "not understood from about here"),
    ],
)
def test_reasons(text: str, line: int, column: int, reason: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        answer(ox.Store(), text)
    error = caught.value
    assert (error.line, error.column) == (line, column)
    shown = text.split("\n")[line - 1]
    assert str(error) == f"line {line}, column {column}: {reason}\n  {shown}\n  {' ' * (column - 1)}^"


def test_a_long_line_is_cut_around_the_place() -> None:
    text = "SELECT * { " + "?s ?p ?o . " * 1000 + "?s ?p }"
    with pytest.raises(QuerySyntaxError) as caught:
        answer(ox.Store(), text)
    _, shown, mark = str(caught.value).split("\n")
    assert len(shown) <= 102
    assert shown[len(mark) - 1] in "?p}"
