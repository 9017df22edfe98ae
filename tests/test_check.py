"""Each kind of damage is found, named and laid at the door of its node; a sound store passes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.check import Problem, check
from kg.vocab import (
    BASE,
    PREFIXES,
    name_iri,
    span_iri,
)
from tests.checking import (
    GRAPH,
    NODE,
    PAPER,
    dcterms,
    drop,
    kg,
    only,
    put,
    some_claim,
)
from tests.export.stored import fixture_store


def test_a_sound_store_passes() -> None:
    store = fixture_store()
    report = check(store)
    assert report.problems == ()
    assert report.ok
    assert report.to_dict() == {
        "ok": True,
        "violations": 0,
        "warnings": 0,
        "papers": 12,
        "graphs": 30,
        "triples": len(store),
        "left_out": 0,
        "problems": [],
    }


def test_an_empty_store_passes() -> None:
    assert check(Store()).to_dict()["triples"] == 0
    assert check(Store()).ok


def two_titles(store: Store) -> None:
    put(store, NODE, dcterms("title"), Literal("Another"))


def bad_date(store: Store) -> None:
    drop(store, NODE, dcterms("date"))
    put(store, NODE, dcterms("date"), Literal("yesterday"))


def bad_flag(store: Store) -> None:
    put(store, NODE, kg("flag"), Literal("odd"))


def bad_author(store: Store) -> None:
    put(store, NODE, kg("author"), NamedNode(f"{NODE.value}#author=99"))


def bad_origin(store: Store) -> None:
    put(store, NODE, NamedNode(PREFIXES["prov"] + "wasDerivedFrom"), NamedNode(f"{NODE.value}#origin=99"))


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (two_titles, "a paper has exactly one title, not empty"),
        (bad_date, "a paper has at most one date: a day, a month or a year"),
        (bad_flag, "a flag is no-abstract, not-english or not-computer-science"),
    ],
)
def test_a_damaged_paper_is_found(damage: Callable[[Store], None], message: str) -> None:
    store = fixture_store()
    damage(store)
    messages = [(p.severity, p.graph, p.node, p.message) for p in check(store).problems]
    assert ("violation", GRAPH.value, NODE.value, message) in messages


@pytest.mark.parametrize(
    ("damage", "node", "message"),
    [
        (bad_author, "#author=99", "an author of a paper is exactly one person"),
        (bad_origin, "#origin=99", "an origin has exactly one digest"),
    ],
)
def test_a_node_that_nothing_describes_is_found(
    damage: Callable[[Store], None], node: str, message: str
) -> None:
    store = fixture_store()
    damage(store)
    assert Problem("violation", GRAPH.value, NODE.value + node, message) in check(store).problems


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ("rdf:subject", "a claim has exactly one subject, a paper or a name"),
        ("rdf:predicate", "a claim has exactly one predicate, a relation of the vocabulary"),
        ("rdf:object", "a claim has exactly one object, a name"),
        ("kg:confidence", "a claim has exactly one confidence, from 0 to 1"),
        ("kg:evidence", "a claim has evidence in the text"),
        ("prov:wasAttributedTo", "a claim is attributed to an extractor"),
    ],
)
def test_a_claim_that_lacks_something_is_found(part: str, message: str) -> None:
    store = fixture_store()
    claim = some_claim(store)
    prefix, _, local = part.partition(":")
    drop(store, claim, NamedNode(PREFIXES[prefix] + local))
    assert only(check(store)) == Problem("violation", GRAPH.value, claim.value, message)


@pytest.mark.parametrize("confidence", ["1.01", "-0.1"])
def test_a_confidence_out_of_range_is_found(confidence: str) -> None:
    store = fixture_store()
    claim = some_claim(store)
    drop(store, claim, kg("confidence"))
    put(store, claim, kg("confidence"), Literal(confidence, datatype=NamedNode(PREFIXES["xsd"] + "decimal")))
    assert only(check(store)).value == confidence


def test_what_one_of_several_extractors_says_is_checked_too() -> None:
    store = fixture_store()
    quad = min(store.quads_for_pattern(None, kg("attribution"), None, None), key=str)
    assert isinstance(quad.object, NamedNode)
    assert isinstance(quad.graph_name, NamedNode)
    drop(store, quad.object, kg("evidence"), quad.graph_name)
    problem = only(check(store))
    assert (problem.node, problem.message) == (quad.object.value, "a claim has evidence in the text")


@pytest.mark.parametrize(
    ("span", "message"),
    [
        (span_iri(PAPER, 5, 100_000), "evidence: beyond the text, which has 208 characters"),
        (span_iri("2301.99001", 0, 5), "evidence: a stretch of another paper's text"),
        (span_iri(PAPER, 4, 5), "evidence: a stretch of white space"),
    ],
)
def test_evidence_outside_of_the_text_is_found(span: str, message: str) -> None:
    store = fixture_store()
    claim = some_claim(store)
    put(store, claim, kg("evidence"), NamedNode(span))
    problem = only(check(store))
    assert problem.value == span
    assert problem.message.partition(", which")[0] == message.partition(", which")[0]


def test_a_claim_under_a_wrong_iri_is_found() -> None:
    store = fixture_store()
    claim = some_claim(store)
    wrong = NamedNode(f"{BASE}claim/{'0' * 20}")
    for quad in list(store.quads_for_pattern(claim, None, None, GRAPH)):
        store.remove(quad)
        store.add(Quad(wrong, quad.predicate, quad.object, GRAPH))
    assert only(check(store)).message == "its IRI is not the hash of what it claims"


def test_a_claim_about_an_unknown_name_is_found() -> None:
    store = fixture_store()
    claim = some_claim(store)
    drop(store, claim, NamedNode(PREFIXES["rdf"] + "object"))
    put(store, claim, NamedNode(PREFIXES["rdf"] + "object"), NamedNode(name_iri("nobody")))
    messages = {problem.message for problem in check(store).problems}
    assert "names something that the paper says nothing of" in messages
