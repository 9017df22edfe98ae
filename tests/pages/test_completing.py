"""What may be written at the cursor: found in the vocabulary, the data and the index."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kg.pages import Source, page
from kg.pages.place import spot


def at_bar(text: str) -> tuple[str, int]:
    """A text and the place of the bar in it."""
    return text.replace("|", ""), text.index("|")


def complete(source: Source, text: str) -> list[dict[str, Any]]:
    """The completions at the bar."""
    query, at = at_bar(text)
    found = page(source, "complete", "", {"query": query, "at": str(at)})
    assert (found.status, found.media) == (200, "application/json")
    items: list[dict[str, Any]] = json.loads(found.html)["items"]
    return items


def inserts(source: Source, text: str) -> list[str]:
    """What the completions write."""
    return [item["insert"] for item in complete(source, text)]


@pytest.mark.parametrize(
    ("text", "part", "word"),
    [
        ("SEL|", "keyword", "SEL"),
        ("SELECT * { | }", "subject", ""),
        ("SELECT * { ?p | }", "predicate", ""),
        ("SELECT * { ?p kg:pro| }", "predicate", "kg:pro"),
        ("SELECT * { ?p kg:proposes ?m ; | }", "predicate", ""),
        ("SELECT * { ?p kg:proposes ?m , | }", "object", ""),
        ("SELECT * { ?p kg:proposes ?m . | }", "subject", ""),
        ("SELECT * { ?p a | }", "object", ""),
        ("SELECT * { ?p kg:uses/| ?m }", "predicate", ""),
        ("SELECT * { ?p kg:addresses object-det| }", "object", "object-det"),
        ("SELECT * { ?p (kg:uses|) ?m }", "predicate", "kg:uses"),
        ("SELECT * { ?p kg:uses ?m FILTER (| }", "expression", ""),
        ("SELECT * { ?p kg:uses ?m OPTIONAL { ?m | } }", "predicate", ""),
        ("SELECT * { ?p kg:uses ?m } ORD|", "keyword", "ORD"),
        ("SELECT * { ?p kg:name 'a { b' ; | }", "predicate", ""),
        ("SELECT * { # ?p kg:x\n ?q | }", "predicate", ""),
    ],
)
def test_the_place(text: str, part: str, word: str) -> None:
    found = spot(*at_bar(text))
    assert (found.part, found.word) == (part, word)


def test_properties_of_a_stated_class_come_from_the_data(source: Source) -> None:
    found = inserts(source, "SELECT * { ?x a kg:Link ; | }")
    assert found[0] == "a"
    assert set(found) == {
        *("a", "kg:confidence", "kg:support", "rdf:subject", "rdf:predicate", "rdf:object"),
    }


def test_properties_are_narrowed_by_what_else_is_said(source: Source) -> None:
    assert "dcterms:title" in inserts(source, "SELECT * { ?x kg:proposes ?m ; | }")
    named = inserts(source, "SELECT * { ?x kg:proposes ?m . ?m | }")
    assert "skos:prefLabel" in named
    assert "dcterms:title" not in named


def test_properties_of_one_thing(source: Source) -> None:
    found = inserts(source, "SELECT * { name:tilenet | }")
    assert "kg:usedFor" in found
    assert "dcterms:title" not in found


def test_what_the_data_lacks_comes_last(source: Source) -> None:
    found = complete(source, "SELECT * { ?x kg:proposes ?m ; sup| }")
    assert [item["insert"] for item in found] == ["kg:support"]
    assert found[0]["detail"]


def test_classes_after_a(source: Source) -> None:
    assert inserts(source, "SELECT * { ?x a kg:Met| }") == ["kg:Method", "kg:Metric"]
    assert "kg:Decision" not in inserts(source, "SELECT * { ?x a | }")


def test_names_after_a_relation(source: Source) -> None:
    found = complete(source, "SELECT * { ?p kg:addresses object-d| }")
    assert found[0] == {
        "insert": "name:object-detection",
        "label": "object detection",
        "detail": "Task, 3 papers",
        "kind": "Task",
    }
    assert inserts(source, "SELECT * { ?p kg:addresses name:object-d| }")[0] == "name:object-detection"


def test_variables_keywords_and_prefixes(source: Source) -> None:
    assert inserts(source, "SELECT ?paper { ?paper kg:uses ?method FILTER (?m| ) }") == ["?method"]
    assert inserts(source, "SELECT * { ?p kg:uses ?m } LIM|") == ["LIMIT"]
    assert "skos:" in inserts(source, "SELECT * { ?p sko| }")
    assert inserts(source, "SELECT * { ?p kg:uses ?m FILT| }")[:2] == ["FILTER (", "FILTER NOT EXISTS {"]


def test_nothing_is_found_for_nonsense(source: Source) -> None:
    for text in ("|", "}}}}|", "SELECT * { ] ) . ; , |", "SELECT * { <http://x| }", '"|', "\ud800|"):
        complete(source, text)


@pytest.mark.parametrize(
    "values", [{}, {"query": "a", "at": "2"}, {"query": "a", "at": "-1"}, {"query": "x" * 20_001, "at": "0"}]
)
def test_what_is_refused(source: Source, values: dict[str, str]) -> None:
    assert page(source, "complete", "", values).status == 400


def test_labels(source: Source) -> None:
    found = page(source, "labels", "", {"ids": "name/tilenet paper/2303.99003 author/bo-quill name/none g/x"})
    assert json.loads(found.html) == {
        "name/tilenet": ["TileNet", "Method"],
        "paper/2303.99003": ["TileNet: Fast Object Detection on Drones", ""],
        "author/bo-quill": ["Bo Quill", ""],
    }
