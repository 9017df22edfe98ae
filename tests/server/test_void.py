"""The description of the graph, counted against its quads."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.query import list_queries
from kg.store.snapshot import Snapshot
from kg.vocab import BASE, PREFIXES
from tests.server.conftest import Client


def described(client: Client) -> ox.Store:
    """The description as a store that can be asked."""
    response = client("GET", "/void")
    assert response.status == 200
    store = ox.Store()
    store.load(response.body.encode(), format=ox.RdfFormat.TURTLE)
    return store


def asked(store: ox.Store, text: str) -> list[list[str]]:
    """The rows of a query as plain strings."""
    prefixes = "".join(f"PREFIX {name}: <{space}> " for name, space in PREFIXES.items())
    found = store.query(prefixes + text)
    assert isinstance(found, ox.QuerySolutions)
    return [[str(getattr(value, "value", "")) for value in row] for row in found]


@pytest.fixture(scope="module")
def triples(fixture_store: Path) -> list[tuple[str, str]]:
    """Property and object of everything in the store."""
    with Snapshot.open(fixture_store) as snapshot:
        return [(quad.predicate.value, str(getattr(quad.object, "value", ""))) for quad in snapshot.quads()]


def test_every_triple_is_counted(client: Client, triples: list[tuple[str, str]]) -> None:
    store = described(client)
    pattern = f"<{BASE}> void:propertyPartition [ void:property ?name ; void:triples ?n ]"
    found = {name: int(number) for name, number in asked(store, f"SELECT ?name ?n {{ {pattern} }}")}
    assert found == Counter(name for name, _ in triples)
    assert asked(store, f"SELECT ?n {{ <{BASE}> void:triples ?n }}") == [[str(len(triples))]]


def test_every_class_is_counted(client: Client, triples: list[tuple[str, str]]) -> None:
    pattern = f"<{BASE}> void:classPartition [ void:class ?name ; void:entities ?n ]"
    found = {name: int(n) for name, n in asked(described(client), f"SELECT ?name ?n {{ {pattern} }}")}
    assert found == Counter(value for name, value in triples if name == PREFIXES["rdf"] + "type")


def test_a_class_says_which_properties_it_has(client: Client) -> None:
    pattern = "?c void:class kg:Link ; void:propertyPartition/void:property ?name"
    names = {name.rpartition("#")[2] for (name,) in asked(described(client), f"SELECT ?name {{ {pattern} }}")}
    assert names == {"type", "subject", "predicate", "object", "support", "confidence"}


def test_examples_and_prefixes_as_query_editors_read_them(client: Client) -> None:
    store = described(client)
    text = """SELECT ?query ?label { ?example a sh:SPARQLExecutable ; rdfs:label ?label ; rdfs:comment ?c ;
        sh:prefixes/sh:declare/sh:prefix "kg" ; sh:select|sh:ask|sh:construct|sh:describe ?query }"""
    assert dict(asked(store, text)) == {query.bare: query.title for query in list_queries()}
    assert dict(asked(store, "SELECT ?p ?n { ?d sh:prefix ?p ; sh:namespace ?n }")) == PREFIXES


@pytest.mark.parametrize(
    "media", ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"]
)
def test_every_form(client: Client, media: str) -> None:
    response = client("GET", "/void", {"Accept": media})
    assert (response.status, response.headers["content-type"]) == (200, media)
    tag = response.headers["etag"]
    assert client("GET", "/void", {"Accept": media, "If-None-Match": tag}).status == 304


def test_the_ways_to_it(client: Client) -> None:
    for path, headers in (("/.well-known/void", {}), ("/", {"Accept": "text/turtle"})):
        response = client("GET", path, headers)
        assert (response.status, response.headers["location"]) == (303, "/void")
    assert "/void>" in client("GET", "/sparql", {"Accept": "text/turtle"}).body
    assert client("GET", "/robots.txt").body.startswith("User-agent: *\nDisallow: /sparql\n")
