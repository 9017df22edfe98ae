"""What query editors read from every store: the saved queries as examples, and the prefixes of the graph."""

from __future__ import annotations

from functools import cache

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from kg import vocab
from kg.data import data_path

GUIDE = "queries.ttl"


@cache
def guide_quads() -> tuple[Quad, ...]:
    """The shipped file, in the graph of the background."""
    graph = NamedNode(vocab.GRAPH_BACKGROUND)
    triples = parse(path=str(data_path("ontology") / GUIDE), format=RdfFormat.TURTLE)
    return tuple(Quad(t.subject, t.predicate, t.object, graph) for t in triples)
