"""Each IRI has its triples at its own path."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.vocab import BASE
from tests.query.conftest import fixture_quads
from tests.server.conftest import Client

TURTLE = "text/turtle"


def triples(body: str, media: str = TURTLE) -> set[str]:
    """The triples of a document, without blank nodes, as text."""
    form = ox.RdfFormat.from_media_type(media)
    assert form is not None
    return {str(quad.triple) for quad in ox.parse(body, format=form)}


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
