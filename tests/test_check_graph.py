"""What shapes can not say: names of things, where triples lie, and how much is told."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from kg.check import check
from kg.check import run as check_run
from kg.vocab import (
    BASE,
    GRAPH_BACKGROUND,
    GRAPH_LINKS,
    GRAPH_META,
    GRAPH_NAMES,
    PREFIXES,
    link_iri,
    name_iri,
    name_use_iri,
    paper_graph,
    paper_iri,
    resolved_graph,
    term,
)
from tests.checking import (
    GRAPH,
    NODE,
    PAPER,
    STRANGE,
    TYPE,
    dcterms,
    drop,
    kg,
    no_title,
    only,
    put,
    some_claim,
)
from tests.export.stored import fixture_store


def test_a_name_use_without_mention_is_found() -> None:
    store = fixture_store()
    use = NamedNode(name_use_iri(PAPER, "behaviour-cloning"))
    drop(store, use, kg("mention"))
    assert only(check(store)).message == "a name is mentioned somewhere in the text"


def test_a_term_that_is_not_declared_is_found() -> None:
    store = fixture_store()
    put(store, NODE, STRANGE, Literal("x"))
    problem = only(check(store))
    assert problem.message == "the vocabulary declares no such term"
    assert str(problem) == ("violation: paper:2302.99002: the vocabulary declares no such term (kg:strange)")


@pytest.mark.parametrize("value", [f"{BASE}nonsense/x", f"{BASE}name/", f"{BASE}claim/xyz", "urn:isbn:1"])
def test_an_iri_of_no_known_form_is_found(value: str) -> None:
    store = fixture_store()
    put(store, NODE, dcterms("relation"), NamedNode(value))
    assert only(check(store)).value == value


def test_blank_nodes_are_found() -> None:
    store = fixture_store()
    store.add(Quad(BlankNode("b"), dcterms("title"), Literal("x"), NamedNode(GRAPH_NAMES)))
    store.add(Quad(NODE, dcterms("relation"), BlankNode("c"), GRAPH))
    messages = [problem.message for problem in check(store).problems]
    assert messages == ["neither an IRI nor a literal", "a blank node; every node of ours has an IRI"]


def test_characters_that_xml_can_not_carry_are_found() -> None:
    store = fixture_store()
    put(store, NODE, kg("category"), Literal("a\x0bb"))
    assert only(check(store)).message == "a text holds characters that no graph may carry"


@pytest.mark.parametrize(
    ("graph", "subject", "predicate"),
    [
        (paper_graph(PAPER), paper_iri(PAPER), term("uses")),
        (paper_graph(PAPER), paper_iri("2301.99001"), term("category")),
        (resolved_graph(PAPER), paper_iri(PAPER), term("category")),
        (GRAPH_NAMES, name_iri("bert"), term("usedFor")),
        (GRAPH_LINKS, name_iri("bert"), term("category")),
        (GRAPH_META, name_iri("bert"), term("category")),
    ],
)
def test_a_triple_in_the_wrong_graph_is_found(graph: str, subject: str, predicate: str) -> None:
    store = fixture_store()
    value = NamedNode(name_iri("object-detection"))
    store.add(Quad(NamedNode(subject), NamedNode(predicate), value, NamedNode(graph)))
    found = [p for p in check(store).problems if p.message == "this triple belongs in another graph"]
    assert [(p.graph, p.node, p.value) for p in found] == [(graph, subject, predicate)]


def test_a_triple_in_two_graphs_or_in_none_is_found() -> None:
    store = fixture_store()
    quad = min(store.quads_for_pattern(None, TYPE, kg("Entity"), NamedNode(GRAPH_NAMES)), key=str)
    store.add(Quad(quad.subject, quad.predicate, quad.object, NamedNode(GRAPH_BACKGROUND)))
    store.add(Quad(NODE, dcterms("title"), Literal("x"), DefaultGraph()))
    store.add(Quad(NODE, dcterms("title"), Literal("x"), NamedNode("http://example.org/g")))
    store.add(Quad(NODE, kg("uses"), NODE, NamedNode(resolved_graph("2399.00001"))))
    assert {problem.message for problem in check(store).problems} == {
        "this triple lies in more than one graph",
        "a triple outside of any graph",
        "a graph that is none of ours",
        "triples of a paper that is not in the store",
        "this triple belongs in another graph",
        "a concept has exactly one preferred label",
        "a concept without the source that it comes from",
    }


def test_a_link_between_unusual_types_is_a_warning() -> None:
    store = fixture_store()
    links = NamedNode(GRAPH_LINKS)
    subject, predicate, value = name_iri("skybox"), term("measuredBy"), name_iri("plaindet")
    node = NamedNode(link_iri(subject, predicate, value))
    rdf = PREFIXES["rdf"]
    for local, term_ in (("subject", subject), ("predicate", predicate), ("object", value)):
        store.add(Quad(node, NamedNode(rdf + local), NamedNode(term_), links))
    store.add(Quad(node, TYPE, kg("Link"), links))
    store.add(Quad(node, kg("support"), Literal(1), links))
    decimal = NamedNode(PREFIXES["xsd"] + "decimal")
    store.add(Quad(node, kg("confidence"), Literal("0.5", datatype=decimal), links))
    store.add(Quad(NamedNode(subject), NamedNode(predicate), NamedNode(value), links))
    report = check(store)
    assert report.ok
    assert report.warnings == 2
    assert {(p.severity, p.node, p.value, p.message) for p in report.problems} == {
        ("warning", subject, None, "what is measured is normally a method or task"),
        ("warning", subject, value, "what something is measured by is normally a metric"),
    }


def test_a_link_to_something_that_is_no_entity_is_found() -> None:
    store = fixture_store()
    entity = NamedNode(name_iri("plaindet"))
    for quad in list(store.quads_for_pattern(entity, None, None, NamedNode(GRAPH_NAMES))):
        store.remove(quad)
    violations = {problem.message for problem in check(store).problems if problem.severity == "violation"}
    assert violations == {"a link has exactly one subject, an entity"}


def test_a_name_that_stands_for_two_things_is_found() -> None:
    store = fixture_store()
    names = NamedNode(GRAPH_NAMES)
    name = NamedNode(name_iri("zzz"))
    store.add(Quad(name, TYPE, kg("Name"), names))
    store.add(Quad(name, NamedNode(PREFIXES["skos"] + "prefLabel"), Literal("zzz"), names))
    for slug in ("plaindet", "skybox"):
        store.add(Quad(name, dcterms("isReplacedBy"), NamedNode(name_iri(slug)), names))
    assert only(check(store)).message == "a name stands for at most one entity"


def test_problems_beyond_the_limit_are_counted() -> None:
    store = fixture_store()
    for number in range(5):
        put(store, NODE, kg("flag"), Literal(f"odd-{number}"))
    report = check(store, limit=2)
    assert (len(report.problems), report.violations, report.left_out) == (2, 5, 3)


def test_batches_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    store = fixture_store()
    no_title(store)
    drop(store, some_claim(store), kg("confidence"))
    whole = check(store)
    monkeypatch.setattr(check_run, "PAPERS_AT_ONCE", 1)
    monkeypatch.setattr(check_run, "SUBJECTS_AT_ONCE", 2)
    assert set(check(store).problems) == set(whole.problems)
    assert check(store).triples == whole.triples
