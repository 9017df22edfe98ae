"""Each IRI has its triples at its own path."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.check.structure import declared_terms
from kg.data import data_path
from kg.mapping.derived import meta_quads
from kg.query import list_queries
from kg.vocab import BASE, KG, PREFIXES
from tests.query.conftest import fixture_quads
from tests.server.conftest import Client, serving
from tests.server.stores import publish_quads

TURTLE = "text/turtle"


def triples(body: str, media: str = TURTLE) -> set[str]:
    """The triples of a document, without blank nodes, as text."""
    form = ox.RdfFormat.from_media_type(media)
    assert form is not None
    found = (str(quad.triple) for quad in ox.parse(body, format=form))
    return {triple for triple in found if "_:" not in triple}


@pytest.mark.parametrize(
    "media", [TURTLE, "application/n-triples", "application/ld+json", "application/rdf+xml"]
)
def test_a_name_in_every_form(client: Client, media: str) -> None:
    response = client("GET", "/name/tilenet", {"Accept": media})
    assert (response.status, response.headers["content-type"].partition(";")[0]) == (200, media)
    expected = {
        str(quad.triple)
        for quad in fixture_quads()
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value == f"{BASE}name/tilenet"
    }
    assert triples(response.body, media) == expected


def test_a_paper_says_all_that_it_says(client: Client) -> None:
    graphs = {f"{BASE}g/paper/2303.99003", f"{BASE}g/resolved/2303.99003"}
    expected = {
        str(quad.triple)
        for quad in fixture_quads()
        if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value in graphs
    }
    assert triples(client("GET", "/paper/2303.99003").body) == expected


def test_a_claim(client: Client) -> None:
    claim = next(
        quad.subject.value
        for quad in fixture_quads()
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(f"{BASE}claim/")
    )
    response = client("GET", "/" + claim.removeprefix(BASE))
    assert response.status == 200
    assert all(triple.startswith(f"<{claim}>") for triple in triples(response.body))


@pytest.mark.parametrize("accept", [TURTLE, "text/html"])
def test_what_was_replaced_leads_to_what_stands_for_it(client: Client, accept: str) -> None:
    """A name by its entity, a paper by the one that it was read with; for machines as for browsers."""
    query = "SELECT ?old ?new { ?old dcterms:isReplacedBy ?new } ORDER BY ?old"
    rows = json.loads(client.ask(query).body)["results"]["bindings"]
    pairs = [tuple(row[end]["value"].removeprefix(BASE) for end in ("old", "new")) for row in rows]
    assert {old.partition("/")[0] for old, _ in pairs} == {"name", "paper"}
    for old, new in pairs:
        response = client("GET", f"/{old}", {"Accept": accept})
        assert (response.status, response.headers["location"]) == (303, f"/{new}")
        assert response.headers["vary"].startswith("Accept")
    response = client("GET", f"/{old}?format=nt")
    assert response.headers["location"] == f"/{new}?format=nt"
    assert client("GET", response.headers["location"]).headers["content-type"] == "application/n-triples"


def test_a_paper_that_was_taken_out_is_gone(tmp_path: Path) -> None:
    quads = meta_quads(aliases={"2303.1": "2303.2"}, retracted=["2303.1", "2303.3"])
    with serving(publish_quads(tmp_path, quads)) as client:
        for accept in (TURTLE, "application/rdf+xml", "text/html", "*/*"):
            response = client("GET", "/paper/2303.3", {"Accept": accept})
            assert (response.status, "kg retract" in response.body) == (410, True)
            assert client("GET", "/paper/2303.1", {"Accept": accept}).status == 303
            assert client("GET", "/paper/2303.2", {"Accept": accept}).status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/name/none",
        "/paper/none",
        "/paper/..%2f..%2fx",
        "/g/links",
        "/name/",
        "/update",
        "/name/%00",
        "/name/a%3E%20b",
    ],
)
def test_nothing_there(client: Client, path: str) -> None:
    assert client("GET", path).status == 404


def test_the_vocabulary_as_triples_and_as_a_page_with_a_place_for_each_term(client: Client) -> None:
    for media in (TURTLE, "application/n-triples", "application/ld+json", "application/rdf+xml"):
        response = client("GET", "/ontology", {"Accept": media})
        assert (response.status, response.headers["content-type"].partition(";")[0]) == (200, media)
    shipped = (data_path("ontology") / "papertriples.ttl").read_text(encoding="utf-8")
    assert triples(client("GET", "/ontology").body) == triples(shipped)
    page = client("GET", "/ontology", {"Accept": "text/html"}).body
    places = re.findall(r'<article class="term" id="(\w+)"', page)
    assert {KG + place for place in places} == declared_terms()
    assert client("GET", "/ontology?format=ttl", {"Accept": "text/html"}).body.startswith("@prefix")


def test_a_saved_query_opens_in_the_editor_and_as_triples(client: Client) -> None:
    page = client("GET", "/query/methods-for-task", {"Accept": "text/html"})
    assert (page.status, page.headers["location"]) == (303, "/query?saved=methods-for-task")
    assert client("GET", "/query/nonsense", {"Accept": "text/html"}).status == 404
    assert "SPARQLSelectExecutable" in client("GET", "/query/methods-for-task").body


def test_query_editors_find_examples_and_prefixes_in_the_store(client: Client) -> None:
    text = """SELECT ?label ?query { ?example a sh:SPARQLExecutable ; rdfs:label ?label ; rdfs:comment ?said ;
        sh:prefixes/sh:declare/sh:prefix "kg" ; sh:select|sh:ask|sh:construct|sh:describe ?query }"""
    rows = json.loads(client.ask(text).body)["results"]["bindings"]
    found = {row["label"]["value"]: row["query"]["value"] for row in rows}
    assert found == {query.title: query.bare for query in list_queries()}
    text = "SELECT ?prefix ?space { ?node sh:prefix ?prefix ; sh:namespace ?space }"
    rows = json.loads(client.ask(text).body)["results"]["bindings"]
    assert {row["prefix"]["value"]: row["space"]["value"] for row in rows} == PREFIXES
