"""A query runs in a process of its own, is stopped at its limits, and says what went wrong."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from kg.errors import QueryError, QuerySyntaxError, QueryTimeout, QueryTooLarge, StoreDamaged, UsageError
from kg.index import Index
from kg.query import Limits, Term, find_query, run, run_saved
from kg.query.terms import iri

NAME = "https://w3id.org/papertriples/name/"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def test_a_saved_query(snapshot: Path, index: Index) -> None:
    result = run_saved(snapshot, find_query("methods-for-task"), {"task": "object detection"}, index, limit=1)
    assert result.variables == ("method", "label", "papers")
    assert [str(term and term.value) for term in result.rows[0]][1:] == ["convolutional neural network", "2"]
    assert result.truncated


def test_the_default_graph_is_the_union_and_holds_each_triple_once(snapshot: Path) -> None:
    result = run(snapshot, "SELECT (COUNT(*) AS ?n) { ?p a kg:Paper }")
    assert result.rows[0][0] == Term("literal", "12", "http://www.w3.org/2001/XMLSchema#integer")


def test_from_narrows_to_graphs_of_the_store(snapshot: Path) -> None:
    text = "ASK FROM <https://w3id.org/papertriples/g/links> { ?p a kg:Paper }"
    assert run(snapshot, text).boolean is False
    with pytest.raises(QueryError, match="no such graph, and none is fetched"):
        run(snapshot, text.replace("g/links", "g/none"))
    with pytest.raises(QueryError, match="FROM <links> names no graph"):
        run(snapshot, "ASK FROM <links> { ?p a kg:Paper }")


def test_construct_gives_triples(snapshot: Path) -> None:
    result = run(snapshot, "CONSTRUCT WHERE { name:tilenet kg:usedFor ?o }")
    assert result.triples == (
        (
            iri(f"{NAME}tilenet"),
            iri("https://w3id.org/papertriples/ontology#usedFor"),
            iri(f"{NAME}object-detection"),
        ),
    )


def test_a_value_is_a_term_whatever_it_says(snapshot: Path) -> None:
    text = "SELECT ?s ?label { ?s skos:prefLabel ?label }"
    evil = Term("literal", 'x" } ; DROP ALL ; SELECT * { ?s ?p "')
    result = run(snapshot, text, substitutions={"label": evil})
    assert result.rows == ()
    assert result.notes == ("nothing in the graph fits `?s skos:prefLabel ?label` (line 1 of the query)",)


def test_a_parameter_need_not_be_selected(snapshot: Path) -> None:
    given = {"s": iri(f"{NAME}tilenet")}
    for head in ("?o", "?o ?s"):
        result = run(snapshot, f"SELECT {head} {{ ?s kg:usedFor ?o }}", substitutions=given)
        assert (result.variables, len(result.rows)) == (("o",), 1)
    alone = run(snapshot, "SELECT ?s { ?s kg:usedFor ?o }", substitutions=given)
    assert alone.rows == ((given["s"],),)


def test_time(snapshot: Path) -> None:
    start = time.monotonic()
    with pytest.raises(QueryTimeout, match=r"stopped after 0\.5 seconds"):
        run(snapshot, RUNAWAY, limits=Limits(timeout=0.5))
    assert time.monotonic() - start < 5


@pytest.mark.parametrize("megabytes", [60, 150, 300, 450, 600, 800])
def test_memory(snapshot: Path, megabytes: int) -> None:
    """Whatever part of the engine it is that finds no more room."""
    hungry = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"
    with pytest.raises(QueryTooLarge, match=f"more than {megabytes} MB of memory"):
        run(snapshot, hungry, limits=Limits(max_memory=megabytes * 1_000_000))


def test_rows_and_bytes(snapshot: Path) -> None:
    with pytest.raises(QueryTooLarge, match=r"more than 10 rows.*LIMIT"):
        run(snapshot, "SELECT * { ?s ?p ?o }", limits=Limits(max_rows=10))
    with pytest.raises(QueryTooLarge, match="larger than 1,000 bytes"):
        run(snapshot, "SELECT * { ?s ?p ?o }", limits=Limits(max_bytes=1000))


def test_deep_nesting_kills_the_worker_only(snapshot: Path) -> None:
    deep = "SELECT * { " + "FILTER EXISTS { " * 5000 + "?s ?p ?o" + " }" * 5000 + " }"
    with pytest.raises(QueryError, match="nested too deeply"):
        run(snapshot, deep)


def test_syntax_errors_show_the_line(snapshot: Path) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        run(snapshot, "SELECT *\nWHERE { ?s ?p }")
    assert caught.value.line == 2
    first, line, mark = str(caught.value).split("\n")
    assert first.startswith("line 2, column ")
    assert line == "  WHERE { ?s ?p }"
    assert mark.strip() == "^"
    with pytest.raises(QuerySyntaxError, match="SELECT contains a variable that is unbound"):
        run(snapshot, "SELECT ?x { ?x ?y ?z } GROUP BY ?y")


def test_an_unknown_function(snapshot: Path) -> None:
    with pytest.raises(QueryError, match="not supported"):
        run(snapshot, "SELECT * { VALUES ?x { 1 } FILTER(<http://example.org/f>(?x)) }")


def test_a_store_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreDamaged):
        run(tmp_path, "ASK { ?s ?p ?o }")


def test_a_missing_value_needs_no_process(snapshot: Path, index: Index) -> None:
    with pytest.raises(UsageError):
        run_saved(snapshot, find_query("methods-for-task"), {}, index)
