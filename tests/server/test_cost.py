"""Which queries may use the reserved lane."""

from __future__ import annotations

import pytest

from kg.query import list_queries
from kg.server.cost import is_short


@pytest.mark.parametrize(
    "text",
    [
        "ASK {}",
        "SELECT * { ?s ?p ?o } LIMIT 5",
        "SELECT (COUNT(*) AS ?n) { ?s a kg:Paper }",
        "ASK { name:bert kg:partOf/kg:broader ?x }",
        "# REGEX ?a ?b ?c ?d ?e ?f\nASK { ?s rdfs:label 'CONCAT' }",
    ],
)
def test_short(text: str) -> None:
    assert is_short(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?a ?b ?c . ?d ?e ?f }",
        "ASK { FILTER regex('a', '(a+)+$') }",
        "ASK { ?a kg:broader* ?b }",
        "ASK { ?a (kg:broader|^kg:broader)+ ?b }",
        "SELECT * { VALUES ?a { 1 } VALUES ?b { 1 } }",
        f"ASK {{ {' ' * 2000} }}",
    ],
)
def test_not_short(text: str) -> None:
    assert not is_short(text)


def test_most_saved_queries_are_short() -> None:
    queries = list_queries()
    assert sum(is_short(query.text) for query in queries) > len(queries) // 2
