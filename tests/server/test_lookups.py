"""Saved queries and names as plain URLs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from kg.query import list_queries
from tests.server.conftest import Client, serving


@pytest.mark.parametrize(
    ("query", "status", "body"),
    [
        ("task=object+detection", 200, None),
        ("", 400, "methods-for-task needs task (the task, for example 'object detection')\n"),
        ("task=a&task=b", 400, "'task' is given twice\n"),
        ("tsk=a", 400, "methods-for-task has no parameter tsk; did you mean task?\n"),
        ("task=nothing+like+it+at+all", 404, None),
    ],
)
def test_a_saved_query(client: Client, query: str, status: int, body: str | None) -> None:
    response = client("GET", f"/api/query/methods-for-task?{query}", {"Accept": "text/csv"})
    assert response.status == status
    assert body is None or response.body == body
    if status == 200:
        head, first, *_ = response.body.split("\r\n")
        assert head == "method,label,papers"
        assert first.split(",")[1:3] == ["convolutional neural network", "2"]


def test_what_was_decided_about_a_name_is_told(client: Client) -> None:
    response = client("GET", "/api/query/methods-for-task?task=TileNet")
    note = response.headers["kg-note"]
    assert note == "'TileNet' is known as Method here%2C not as Task"
    assert "kg-note" not in client("GET", "/api/query/methods-for-task?task=object+detection").headers


def test_a_query_is_looked_over(client: Client) -> None:
    def check(**fields: str) -> Any:
        response = client("GET", f"/check?{urlencode(fields)}")
        assert (response.status, response.headers["content-type"]) == (200, "application/json")
        return json.loads(response.body)

    assert check(query="SELECT * { ?s a kg:Method }", empty="1") == {
        "wrong": None,
        "notes": ["each part of the query fits something, all together fit nothing"],
    }
    assert check(query="SELECT * { ?s a kg:Method }") == {"wrong": None, "notes": []}
    assert "did you mean kg:usedFor?" in check(query="ASK { ?s kg:usdFor ?o }")["wrong"]
    assert check(query="DROP ALL")["wrong"].startswith("line 1, column 1: DROP is an update")
    assert client("GET", f"/check?query={'x' * 20_001}").status == 400


def test_a_value_is_a_term_whatever_it_says(client: Client) -> None:
    evil = urlencode({"task": '"} ; DROP ALL #'})
    assert client("GET", f"/api/query/methods-for-task?{evil}").status == 404


def test_every_saved_query_runs_with_its_example(client: Client) -> None:
    for query in list_queries():
        values = {p.name: p.example for p in query.parameters if p.required and p.example}
        response = client("GET", f"/api/query/{query.name}?{urlencode(values)}")
        assert response.status in (200, 404), (query.name, response.body)


def test_an_unknown_query_and_method(client: Client) -> None:
    response = client("GET", "/api/query/none")
    assert (response.status, response.body) == (404, "no saved query 'none'; /api/query lists them\n")
    assert client("GET", "/api/query/..%2f..%2fREADME").status == 404
    response = client("POST", "/api/query/top-methods", body="")
    assert (response.status, sorted(response.headers["allow"].split(", "))) == (405, ["GET", "HEAD"])


def test_the_list(client: Client) -> None:
    listed = json.loads(client("GET", "/api/query").body)
    assert [query["name"] for query in listed] == [query.name for query in list_queries()]


def test_openapi_has_every_query_with_typed_parameters(client: Client) -> None:
    document = json.loads(client("GET", "/api/openapi.json").body)
    assert document["openapi"] == "3.1.0"
    assert len(document["paths"]) == len(list_queries()) + 1
    (task,) = document["paths"]["/api/query/methods-for-task"]["get"]["parameters"]
    assert task == {
        "name": "task",
        "in": "query",
        "required": True,
        "description": "the task",
        "schema": {"type": "string"},
        "example": "object detection",
    }


def test_find(client: Client) -> None:
    found = json.loads(client("GET", "/find?q=object+det&limit=1").body)
    assert [(match["iri"], match["label"], match["how"]) for match in found] == [
        ("https://w3id.org/papertriples/name/object-detection", "object detection", "prefix")
    ]
    assert json.loads(client("GET", "/find?q=objct+detection").body)[0]["label"] == "object detection"
    assert client("GET", "/find?q=qqqqqqqqqqqqqqqqqqqqqq").body == "[]"


@pytest.mark.parametrize(
    "query", ["", "q=", "q=a&limit=0", "q=a&limit=101", "q=a&limit=x", "q=a&z=1", "q=" + "a" * 301]
)
def test_find_refuses(client: Client, query: str) -> None:
    assert client("GET", f"/find?{query}").status == 400


def test_queries_of_the_user(fixture_store: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text("#+ title: Mine\nSELECT (1 AS ?x) {}\n")
    with serving(fixture_store, "--queries", str(tmp_path)) as client:
        first = client("GET", "/api/query/mine", {"Accept": "text/csv"})
        assert first.body == "x\r\n1\r\n"
    (tmp_path / "mine.rq").write_text("#+ title: Mine\nSELECT (2 AS ?x) {}\n")
    known = {"Accept": "text/csv", "If-None-Match": first.headers["etag"]}
    with serving(fixture_store, "--queries", str(tmp_path)) as client:
        assert client("GET", "/api/query/mine", known).body == "x\r\n2\r\n"


def test_a_browser_is_sent_to_the_page_of_the_search(client: Client) -> None:
    typed = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    sent = client("GET", "/find?q=object+det%26limit", typed)
    assert (sent.status, sent.headers["location"]) == (303, "/search?q=object+det%26limit")
    assert sent.headers["vary"] == "Accept"
    assert "Found for" in client("GET", sent.headers["location"], typed).body
    asked = client("GET", "/find?q=object+det", {"Accept": "*/*"})
    assert asked.headers["content-type"] == "application/json"
    assert asked.headers["vary"] == "Accept"
