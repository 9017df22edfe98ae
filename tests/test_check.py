"""Each kind of damage is found, named and laid at the door of its node; a sound store passes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

from kg.check import Problem, Report, check
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
    span_iri,
    term,
)
from tests.export.stored import fixture_store

PAPER = "2302.99002"
GRAPH = NamedNode(paper_graph(PAPER))
NODE = NamedNode(paper_iri(PAPER))
TYPE = NamedNode(PREFIXES["rdf"] + "type")
STRANGE = NamedNode(f"{BASE}ontology#strange")


def kg(local: str) -> NamedNode:
    return NamedNode(term(local))


def dcterms(local: str) -> NamedNode:
    return NamedNode(PREFIXES["dcterms"] + local)


def some_claim(store: Store, graph: NamedNode = GRAPH) -> NamedNode:
    quads = sorted(store.quads_for_pattern(None, TYPE, kg("Claim"), graph), key=str)
    assert isinstance(quads[0].subject, NamedNode)
    return quads[0].subject


def drop(store: Store, subject: NamedNode, predicate: NamedNode, graph: NamedNode = GRAPH) -> None:
    for quad in list(store.quads_for_pattern(subject, predicate, None, graph)):
        store.remove(quad)


def put(store: Store, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> None:
    store.add(Quad(subject, predicate, value, GRAPH))


def only(report: Report) -> Problem:
    assert len(report.problems) == 1, [str(problem) for problem in report.problems]
    return report.problems[0]


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


def no_title(store: Store) -> None:
    drop(store, NODE, dcterms("title"))
    put(store, NODE, dcterms("title"), Literal(""))


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
