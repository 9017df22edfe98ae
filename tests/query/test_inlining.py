"""Terms in the place of parameters, and nowhere else."""

from __future__ import annotations

import pytest

from kg.query.engine import written
from kg.query.inlining import inline
from kg.query.result import Term, iri, literal

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
