"""Values become terms of their type, names the entity they stand for, and wrong ones say what is right."""

from __future__ import annotations

import pytest

from kg.errors import NotFound, UsageError
from kg.index import Index
from kg.query import Term, bind, parse
from kg.query.terms import XSD, iri, literal

BASE = "https://w3id.org/papertriples/"


def bound(kind: str, value: str, index: Index) -> Term:
    text = f"#+ params:\n#+   x:\n#+     type: {kind}\n#+     example: e\nSELECT ?x {{ ?x ?p ?o }}"
    return bind(parse(text), {"x": value}, index).terms["x"]


@pytest.mark.parametrize(
    ("kind", "value", "term"),
    [
        ("name", "gnn", iri(f"{BASE}name/graph-neural-network")),
        ("task", "Object-Detection", iri(f"{BASE}name/object-detection")),
        ("method", "name:tilenet", iri(f"{BASE}name/tilenet")),
        ("paper", "arXiv:2303.99003v2", iri(f"{BASE}paper/2303.99003")),
        ("paper", "When Behaviour Cloning is Enough", iri(f"{BASE}paper/2302.99002")),
        ("date", "2023-02", literal("2023-02", "gYearMonth")),
        ("integer", "-3", literal("-3", "integer")),
        ("decimal", "0.25", literal("0.25", "decimal")),
        ("string", '" } DROP ALL #', Term("literal", '" } DROP ALL #')),
        ("type", "dataset", iri(f"{BASE}ontology#Dataset")),
        ("relation", "usedFor", iri(f"{BASE}ontology#usedFor")),
    ],
)
def test_terms(kind: str, value: str, term: Term, index: Index) -> None:
    assert bound(kind, value, index) == term


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        ("date", "2023-13", "no date; write 2024"),
        ("date", "23-01", "no date"),
        ("date", "2023-02-30", "no date"),
        ("integer", "3.5", "no integer"),
        ("integer", "٣", "no integer"),
        ("decimal", "NaN", "no decimal"),
        ("type", "person", "one of Method, Task"),
    ],
)
def test_ill_formed_values(kind: str, value: str, message: str, index: Index) -> None:
    with pytest.raises(UsageError, match=message):
        bound(kind, value, index)


def test_an_unknown_name_gives_near_ones_and_is_never_guessed(index: Index) -> None:
    with pytest.raises(NotFound, match="did you mean 'object detection'"):
        bound("task", "object detektion", index)


def test_another_type_than_asked_for_is_noted(index: Index) -> None:
    text = "#+ params:\n#+   task:\n#+     type: task\nSELECT ?task { ?task ?p ?o }"
    assert bind(parse(text), {"task": "TileNet"}, index).notes == (
        "'TileNet' is known as Method here, not as Task",
    )


def test_missing_and_unknown_parameters(index: Index) -> None:
    text = (
        "#+ params:\n#+   the_task:\n#+     type: task\n#+     example: object detection\nSELECT ?the_task {}"
    )
    with pytest.raises(UsageError, match=r"query needs --the-task \(task, for example 'object detection'\)"):
        bind(parse(text), {}, index)
    with pytest.raises(UsageError, match=r"no parameter --the-tsk; did you mean --the-task\?"):
        bind(parse(text), {"the_tsk": "x"}, index)


def test_the_datatype_is_a_full_iri() -> None:
    assert literal("1", "integer").datatype == f"{XSD}integer"
