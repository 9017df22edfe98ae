"""An empty answer says which pattern nothing fits."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.query import Term
from kg.query.engine import answer
from kg.query.silence import patterns
from kg.query.terms import iri
from kg.query.tokens import tokens

NAME = "https://w3id.org/papertriples/name/"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT * { ?s ?p ?o }", ["?s ?p ?o"]),
        ("SELECT * { ?s a kg:X ; kg:y ?o , ?z . ?o a ?t . }",
         ["?s a kg:X", "?s kg:y ?o", "?s kg:y ?z", "?o a ?t"]),
        ("SELECT * { ?s kg:x/kg:y ?o . ?a (kg:x|kg:y)+ ?b ; kg:z ?c }", ["?a kg:z ?c"]),
        ("SELECT * { ?a kg:b ?c FILTER(?c > 1) ?c kg:d ?e OPTIONAL { ?e ?f ?g } ?h ?i ?j }",
         ["?a kg:b ?c", "?c kg:d ?e", "?h ?i ?j"]),
        ("SELECT * { { ?a ?b ?c } UNION { ?d ?e ?f } ?g ?h ?i . FILTER NOT EXISTS { ?x ?y ?z } }",
         ["?g ?h ?i"]),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?x ?y ?z }", ["?x ?y ?z"]),
        ("SELECT * { ?s ?p [ ?q ?r ] . ?s ?p 'a' . ?s ?p ?o }", ["?s ?p ?o"]),
        ("SELECT * { VALUES ?x { kg:a kg:b } ?x ?y ?z } LIMIT 3", ["?x ?y ?z"]),
        ("SELECT *", []),
    ],
)  # fmt: skip
def test_patterns(text: str, expected: list[str]) -> None:
    assert [str(pattern) for pattern in patterns(list(tokens(text)))] == expected


def test_the_first_that_nothing_fits_is_named(store: ox.Store) -> None:
    text = "SELECT ?p {\n  ?p a kg:Paper ;\n     kg:proposed ?m .\n  ?m a kg:Methode }"
    assert answer(store, text).notes == (
        "nothing in the graph fits `?p kg:proposed ?m` (line 3 of the query)",
    )


def test_values_of_parameters_count(store: ox.Store) -> None:
    text = "SELECT ?p ?task { ?p a kg:Paper . ?p kg:addresses ?task }"
    given: dict[str, Term] = {"task": iri(f"{NAME}tilenet")}
    assert answer(store, text, substitutions=given).notes == (
        "nothing in the graph fits `?p kg:addresses ?task` (line 1 of the query)",
    )


def test_what_can_not_be_looked_up(store: ox.Store) -> None:
    text = "BASE <http://a/> SELECT * { ?s ?p <b> }"
    assert answer(store, text).notes == ("each part of the query fits something, all together fit nothing",)
    given = {"s": Term("literal", "x")}
    assert (
        answer(store, "SELECT ?s { ?s a ?o }", substitutions=given)
        .notes[0]
        .startswith("nothing in the graph")
    )


def test_a_join_without_result(store: ox.Store) -> None:
    text = "SELECT * { name:tilenet kg:usedFor ?x . ?x a kg:Dataset }"
    assert answer(store, text).notes == ("each part of the query fits something, all together fit nothing",)


def test_an_answer_has_no_such_note(store: ox.Store) -> None:
    assert answer(store, "SELECT * { ?s ?p ?o } LIMIT 1").notes == ()
    assert answer(store, "ASK { ?s kg:none ?o }").notes == ()
