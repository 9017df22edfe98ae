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
        "SELECT ?a ?b ?c { ?a ?b ?c } GROUP BY ?a ?b ?c ORDER BY ?a ?b ?c",
        "ASK { name:bert kg:broader* ?x }",
        "ASK { ?x a kg:Task ; (kg:broader|kg:isA)+ name:bert }",
        "SELECT ?a ?n { { SELECT ?a (COUNT(?b) AS ?n) { ?b kg:uses ?a } GROUP BY ?a } ?a a kg:Task }",
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
        "ASK { ?a kg:partOf/kg:broader* ?b }",
        "SELECT ?a { { SELECT ?a { ?a a kg:Task } ORDER BY ?a } ?a a kg:Task }",
        "SELECT * { VALUES ?a { 1 } VALUES ?b { 1 } }",
        f"ASK {{ {' ' * 2000} }}",
    ],
)
def test_not_short(text: str) -> None:
    assert not is_short(text)


def test_most_saved_queries_are_short() -> None:
    queries = list_queries()
    assert sum(is_short(query.text) for query in queries) >= len(queries) * 3 // 4


def test_saved_queries_that_join_sets_are_long_whatever_they_are_given() -> None:
    """They answer queries within them whole, or put sets together, before anything is left out."""
    given = {query.name: [parameter.name for parameter in query.parameters] for query in list_queries()}
    long = {query.name for query in list_queries() if not is_short(query.text, given[query.name])}
    assert long == {"around", "authors-for-task", "bridges", "evidence", "papers-about", "papers-between"}


def test_what_is_given_is_no_variable() -> None:
    narrower = "SELECT ?a ?b ?c { ?a kg:isA+ ?b . ?a ?c ?b . ?b ?d ?a } ORDER BY ?a ?b ?c"
    assert not is_short(narrower)
    assert not is_short(narrower, ["c"])
    assert is_short(narrower, ["b"])
