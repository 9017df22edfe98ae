"""Terms in the place of parameters, and nowhere else."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QueryError, QuerySyntaxError
from kg.query.engine import answer, written
from kg.query.inlining import inline
from kg.query.terms import Term, iri, literal

HARMLESS = st.characters(exclude_categories=["Cs"])
TERMS = {"x": "<urn:x>", "n": '"2"'}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT ?a ?x { ?x ?p ?a }", "SELECT ?a  { <urn:x> ?p ?a }"),
        ("SELECT ?x { ?x ?p ?a }", "SELECT ?x { VALUES ?x { <urn:x> } ?x ?p ?a }"),
        ("SELECT * { ?a ?p $x }", "SELECT * { ?a ?p <urn:x> }"),
        ("SELECT ?a ?n { ?a ?p ?c FILTER (?c > ?n) }", 'SELECT ?a  { ?a ?p ?c FILTER (?c > "2") }'),
        (
            "SELECT ?a (COUNT(?b) AS ?c) ?x { ?a ?x ?b } GROUP BY ?a ?x HAVING (?c > ?n) ORDER BY ?a ?x",
            'SELECT ?a (COUNT(?b) AS ?c)  { ?a <urn:x> ?b } GROUP BY ?a ?x HAVING (?c > "2") ORDER BY ?a ?x',
        ),
        (
            "SELECT ?a { { SELECT ?a ?x { ?a ?p ?x } LIMIT 1 } ?x ?q ?a }",
            "SELECT ?a { { SELECT ?a  { ?a ?p <urn:x> } LIMIT 1 } <urn:x> ?q ?a }",
        ),
        ("ASK { ?x ?p '?x' } # ?x", "ASK { <urn:x> ?p '?x' } # ?x"),
        ("DESCRIBE ?x ?a { ?x ?p ?a } ORDER BY ?x", "DESCRIBE <urn:x> ?a { <urn:x> ?p ?a } ORDER BY ?x"),
        ("DESCRIBE $x", "DESCRIBE <urn:x>"),
        ("ASK { FILTER (!BOUND(?x) || BOUND( ?a )) }", "ASK { FILTER (!(true) || BOUND( ?a )) }"),
        ("CONSTRUCT { ?x ?p ?o } WHERE { ?x ?p ?o }", "CONSTRUCT { <urn:x> ?p ?o } WHERE { <urn:x> ?p ?o }"),
        ("SELECT ?a { VALUES ?x { <urn:y> } ?a ?p ?xx }", "SELECT ?a { VALUES ?x { <urn:y> } ?a ?p ?xx }"),
        ("SELECT ?a { BIND (1 AS ?x) }", "SELECT ?a { BIND (1 AS ?x) }"),
    ],
)
def test_inline(text: str, expected: str) -> None:
    assert inline(text, TERMS) == expected
    assert inline(text, {}) == text


def test_terms_are_written_so_that_they_can_not_end_early() -> None:
    assert written(literal('a" . } DROP ALL # \n\\')) == '"a\\" . } DROP ALL # \\n\\\\"'
    assert written(Term("literal", "a", None, "en")) == '"a"@en'
    with pytest.raises(ValueError, match="IRI"):
        written(iri("urn:x> ?p ?o } #"))


@given(st.text(HARMLESS) | st.text("\\\"'uU0027{}<>?$#\n\r @^.;"))
def test_whatever_a_value_says_it_comes_back_as_that_value(text: str) -> None:
    query = inline("SELECT (?x AS ?y) { FILTER (?x = ?x) }", {"x": written(literal(text))})
    found = ox.Store().query(query)
    assert isinstance(found, ox.QuerySolutions)
    assert [solution["y"] for solution in found] == [ox.Literal(text)]


def test_a_term_where_none_may_stand_is_said_and_never_left_out() -> None:
    store, given_ = ox.Store(), {"x": iri("urn:x")}
    store.extend([ox.Quad(ox.NamedNode("urn:y"), ox.NamedNode("urn:p"), ox.Literal("other"))])
    with pytest.raises(QueryError, match=r"a parameter \(\?x\) stands where only a variable may"):
        answer(store, "SELECT ?o { VALUES (?x ?n) { (<urn:y> 1) } ?x <urn:p> ?o }", substitutions=given_)
    with pytest.raises(QuerySyntaxError, match="is never closed"):
        answer(store, "SELECT ?o { ?x <urn:p> ?o", substitutions=given_)
