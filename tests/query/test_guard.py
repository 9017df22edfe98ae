"""What may not run is refused before it runs, wherever it hides; words in strings are no keywords."""

from __future__ import annotations

from time import process_time

import pytest

from kg.errors import QueryError, QuerySyntaxError
from kg.query.guard import check
from kg.query.tokens import tokens, words_in_any_reading


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://localhost:1/> { ?s ?p ?o } }",
        "SELECT * { service silent ?x { ?s ?p ?o } }",
        "PREFIX : <http://localhost:1/> SELECT * { SERVICE:x { ?s ?p ?o } }",
        "PREFIX : <http://localhost:1/> SELECT * { SERVICESILENT:x { ?s ?p ?o } }",
        "SELECT * { ?s ?p trueSERVICE <http://localhost:1/> { ?s ?p ?o } }",
        # less-than and a string to the engine, an IRI to a simple reader, and the other way round
        "SELECT * { ?a ?b ?c FILTER(?a<'x>y') SERVICE <http://localhost:1/> { ?s ?p ?o } FILTER('z'!='') }",
        "SELECT * { ?a ?b ?c FILTER(?a<?b#x>'''\n) SERVICE <http://localhost:1/> { ?s ?p ?o } } #'''",
        "SELECT * { ?s ?p 'a' # '\n SERVICE <http://localhost:1/> { ?s ?p ?o } }",
    ],
)
def test_service_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="another machine"):
        check(text)


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "SERVICE" }',
        "SELECT * { ?s ?p '''the SERVICE <x> of\nlight''' }",
        "SELECT * { ?s ?p ?o } # SERVICE LOAD",
        "SELECT ?service { ?service <http://example.org/SERVICE> kg:service }",
        "SELECT * { ?s ?p 'it\\'s a service' }",
    ],
)
def test_words_in_strings_comments_and_iris_are_let_through(text: str) -> None:
    assert check(text).form == "SELECT"


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a:a> <a:b> 1 }",
        "PREFIX a: <b:c> delete where { ?s ?p ?o }",
        "LOAD <file:///etc/passwd>",
    ],
)
def test_updates_are_refused(text: str) -> None:
    with pytest.raises(QueryError, match="is an update"):
        check(text)


def test_the_form_is_the_first_word_after_the_prologue() -> None:
    assert (
        check("BASE <http://a/> PREFIX select: <b:c> # ASK\n construct { ?s ?p ?o } { }").form == "CONSTRUCT"
    )


def test_graphs_after_from() -> None:
    text = "PREFIX e: <http://e/> SELECT * FROM <http://a/> FROM NAMED e:g FROM name:x WHERE { }"
    assert check(text).graphs == ("http://a/", "http://e/g", "https://w3id.org/papertriples/name/x")


def test_graphs_after_from_are_relative_to_the_base() -> None:
    text = "BASE <http://a/b/c.rq> SELECT * FROM <d.ttl> FROM NAMED <urn:x> FROM <../e> WHERE { }"
    assert check(text).graphs == ("http://a/b/d.ttl", "urn:x", "http://a/e")
    assert check("ASK FROM <d> { }", base="http://a/b").graphs == ("http://a/d",)
    assert check("ASK FROM <d> { }").graphs == ("d",)


def test_an_unknown_prefix_is_named_with_its_place_and_a_near_one() -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        check("SELECT *\nWHERE { ?s sksos:prefLabel ?o }")
    assert (caught.value.line, caught.value.column) == (2, 12)
    assert str(caught.value) == (
        "line 2, column 12: unknown prefix sksos:; did you mean skos:?\n"
        "  WHERE { ?s sksos:prefLabel ?o }\n"
        "             ^"
    )


@pytest.mark.parametrize("text", ["", "  # only a comment", "hello", "{", "PREFIX", "\ud800"])
def test_what_is_no_query(text: str) -> None:
    with pytest.raises(QuerySyntaxError):
        check(text)


def test_a_giant_text_is_refused() -> None:
    with pytest.raises(QueryError, match="characters"):
        check("SELECT * { } #" + "x" * 1_000_000)


@pytest.mark.parametrize(
    "piece",
    ["a.", "<", "'", "'''", "a:%", "_:a.", "é.·", "'\\", "<\\'>", '<\\"""> ', "'''\\", "'\\'\n"],
)
def test_no_text_takes_long_to_cut_up(piece: str) -> None:
    started = process_time()
    assert sum(1 for _ in tokens(piece * 10_000)) > 0
    assert sum(1 for _ in words_in_any_reading(f"{piece * 10_000}a")) > 0
    assert process_time() - started < 10
