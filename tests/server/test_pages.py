"""Pages over HTTP: negotiated, guarded, kept by the browser, and the same words for what is not there."""

from __future__ import annotations

import re

import pytest

from kg.vocab import BASE
from tests.server.conftest import Client

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", "What papers propose"),
        ("/name/tilenet", "TileNet"),
        ("/paper/2303.99003", "What it states"),
        ("/author/bo-quill", "Bo Quill"),
        ("/extractor/fixture/1", "kg:threshold"),
        ("/void", "What is in the graph"),
        ("/ontology", "is a contribution of the paper"),
        ("/prefix/skos", "sh:namespace"),
        ("/search?q=tilenet", "TileNet"),
    ],
)
def test_a_browser_gets_a_page(client: Client, path: str, words: str) -> None:
    response = client("GET", path, BROWSER)
    assert (response.status, response.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert words in response.body
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self';")
    assert "unsafe" not in policy
    assert "Accept" in response.headers["vary"]
    assert "<style" not in response.body
    assert not re.search(r"<script(?! src=)", response.body)


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", "text/turtle"),
        ("text/html;q=0.5, text/turtle;q=0.6", "text/turtle"),
        ("text/html", "text/html"),
        ("application/ld+json, text/html;q=0.9", "application/ld+json"),
    ],
)
def test_machines_get_what_they_ask_for(client: Client, accept: str, media: str) -> None:
    response = client("GET", "/name/tilenet", {"Accept": accept})
    assert (response.status, response.headers["content-type"].partition(";")[0]) == (200, media)


@pytest.mark.parametrize(
    ("form", "media"),
    [
        ("ttl", "text/turtle"),
        ("nt", "application/n-triples"),
        ("jsonld", "application/ld+json"),
        ("rdf", "application/rdf+xml"),
        ("html", "text/html"),
    ],
)
def test_the_address_may_name_the_form(client: Client, form: str, media: str) -> None:
    response = client("GET", f"/paper/2303.99003?format={form}", BROWSER)
    assert (response.status, response.headers["content-type"].partition(";")[0]) == (200, media)
    assert client("GET", "/paper/2303.99003?format=exe", BROWSER).status == 400


@pytest.mark.parametrize("path", ["/name/none", "/paper/none", "/nowhere", "/g/links", "/name/a%3E%20b"])
def test_what_is_not_there_has_a_page_too(client: Client, path: str) -> None:
    response = client("GET", path, BROWSER)
    assert (response.status, response.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "Nothing here" in response.body
    plain = client("GET", path, {"Accept": "text/turtle"})
    assert (plain.status, plain.headers["content-type"]) == (404, "text/plain; charset=utf-8")


def test_a_near_name_is_said(client: Client) -> None:
    response = client("GET", "/name/tilenett", BROWSER)
    assert response.status == 404
    assert 'href="/name/tilenet"' in response.body


def test_a_replaced_name_leads_to_its_entity(client: Client) -> None:
    found = client.ask(
        "SELECT ?old ?new { ?old dcterms:isReplacedBy ?new } ORDER BY ?old LIMIT 1", "text/csv"
    )
    old, new = found.body.split("\r\n")[1].split(",")
    response = client("GET", f"/{old.removeprefix(BASE)}", BROWSER)
    assert (response.status, response.headers["location"]) == (303, f"/{new.removeprefix(BASE)}")


def test_a_page_is_asked_for_again_only_when_the_store_has_changed(client: Client) -> None:
    tag = client("GET", "/name/tilenet", BROWSER).headers["etag"]
    again = client("GET", "/name/tilenet", {**BROWSER, "If-None-Match": tag})
    assert (again.status, again.body) == (304, "")
    assert tag != client("GET", "/name/tilenet").headers["etag"]


def test_a_page_that_has_not_changed_keeps_its_policy(client: Client) -> None:
    for path in ("/name/tilenet", "/void"):
        first = client("GET", path, BROWSER)
        again = client("GET", path, {**BROWSER, "If-None-Match": first.headers["etag"]})
        assert (first.status, again.status) == (200, 304)
        assert again.headers["content-security-policy"] == first.headers["content-security-policy"]
        assert "script-src 'self'" in again.headers["content-security-policy"]


def test_assets_are_kept_for_ever_and_their_address_changes(client: Client) -> None:
    page = client("GET", "/", BROWSER).body
    found = re.findall(r'(?:href|src)="(/assets/[^"]+)"(?: integrity="(sha256-[^"]+)")?', page)
    assert len(found) == 3
    for address, _ in found:
        response = client("GET", address)
        assert response.status == 200
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert client("GET", "/assets/site.css").status == 404
    assert client("GET", "/assets/..%2f..%2fhtml.py").status == 404


def test_fields_are_held_to_what_they_may_be(client: Client) -> None:
    assert client("GET", "/name/tilenet?relation=none", BROWSER).status == 400
    assert client("GET", "/name/tilenet?relation=proposes&page=-1", BROWSER).status == 400
    assert client("GET", f"/search?q={'a' * 301}", BROWSER).status == 400
    assert client("GET", "/name/tilenet?utm_source=x", BROWSER).status == 200


def test_head_has_no_body(client: Client) -> None:
    response = client("HEAD", "/name/tilenet", BROWSER)
    assert (response.status, response.body) == (200, "")
