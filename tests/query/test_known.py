"""Typos in classes, predicates and names are said with their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import QueryError
from kg.index import Index
from kg.query import list_queries, parse, run_saved
from kg.query.known import check_terms, terms, unknown_names


def test_a_term_that_the_vocabulary_does_not_have() -> None:
    with pytest.raises(QueryError) as caught:
        check_terms("SELECT ?m {\n  ?m a kg:Metod }")
    assert str(caught.value) == (
        "line 2, column 8: the vocabulary has no kg:Metod; did you mean kg:Method?\n"
        "    ?m a kg:Metod }\n"
        "         ^"
    )
    with pytest.raises(QueryError, match=r"did you mean kg:usedFor\?"):
        check_terms("ASK { ?a <https://w3id.org/papertriples/ontology#usedfor> ?b }")
    with pytest.raises(QueryError, match=r"docs/vocabulary\.md"):
        check_terms("ASK { ?a kg:qqqqqq ?b }")


def test_what_exists_passes() -> None:
    assert {"Method", "usedFor", "paperCount"} <= set(terms())
    check_terms("PREFIX x: <urn:x> ASK { ?a a kg:Method ; x:Metod 'kg:Metod' . # kg:Metod\n }")
    for query in list_queries():
        check_terms(query.text)


def test_a_name_that_the_store_does_not_hold(index: Index) -> None:
    assert unknown_names("ASK {\n ?p kg:addresses name:objct-detection }", index) == (
        "line 2, column 18: nothing is called name:objct-detection; did you mean name:object-detection?",
    )
    assert unknown_names("ASK { paper:2303.99003 ?p name:tilenet }", index) == ()
    assert "nothing is called paper:9999.99999" in unknown_names("ASK { paper:9999.99999 ?p ?o }", index)[0]


def test_both_come_with_a_run(snapshot: Path, index: Index) -> None:
    query = parse("SELECT ?p { ?p kg:addresses name:objct-detection }")
    assert "did you mean name:object-detection?" in run_saved(snapshot, query, {}, index).notes[-1]
    with pytest.raises(QueryError, match="did you mean kg:addresses"):
        run_saved(snapshot, parse("SELECT ?p { ?p kg:adresses ?t }"), {}, index)
    with pytest.raises(QueryError, match="INSERT is an update"):
        run_saved(snapshot, parse("INSERT DATA { kg:a kg:adresses kg:c }"), {}, index)
