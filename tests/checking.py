"""What tests damage a sound graph with, and how they read what was found."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.check import Problem, Report
from kg.vocab import (
    BASE,
    PREFIXES,
    paper_graph,
    paper_iri,
    term,
)

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


def no_title(store: Store) -> None:
    drop(store, NODE, dcterms("title"))
    put(store, NODE, dcterms("title"), Literal(""))
