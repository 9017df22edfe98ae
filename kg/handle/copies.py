"""Copies of a graph, or of some papers of it, in the libraries that Python users work with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kg import vocab

if TYPE_CHECKING:
    import networkx
    import rdflib
    from pyoxigraph import Quad

    from kg.store.snapshot import Snapshot


def to_rdflib(snapshot: Snapshot, papers: Sequence[str] | None) -> rdflib.Graph:
    """The quads of the papers' graphs, or all, without their graphs, prefixes bound."""
    import pyoxigraph
    import rdflib

    graph = rdflib.Graph()
    for prefix, namespace in vocab.PREFIXES.items():
        graph.bind(prefix, namespace)
    triples = (quad.triple for quad in _quads(snapshot, papers))
    graph.parse(data=pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES), format="nt")
    return graph


def _quads(snapshot: Snapshot, papers: Sequence[str] | None) -> Iterable[Quad]:
    if papers is None:
        yield from snapshot.quads()
        return
    for paper in papers:
        yield from snapshot.graph(vocab.paper_graph(paper))
        yield from snapshot.graph(vocab.resolved_graph(paper))


def to_networkx(snapshot: Snapshot, papers: Sequence[str] | None) -> networkx.MultiDiGraph:
    """Plain triples between papers and entities, and the links among those entities."""
    import networkx

    index = snapshot.index
    part = index.derived(None if papers is None else [f"paper/{paper}" for paper in papers])
    if papers is not None:
        part = index.derived(
            [*(f"paper/{paper}" for paper in papers), *(f"name/{edge.entity}" for edge in part.paper_edges)]
        )
    chosen = {edge.entity for edge in part.paper_edges}
    graph = networkx.MultiDiGraph()
    for node in part.entities:
        if node.slug in chosen:
            graph.add_node(f"name/{node.slug}", label=node.label, type=node.types[0][0], papers=node.papers)
    for name in sorted({edge.paper for edge in part.paper_edges}):
        graph.add_node(f"paper/{name}", label=index.label("paper", name), type="Paper")
    for edge in part.paper_edges:
        ends = f"paper/{edge.paper}", f"name/{edge.entity}"
        graph.add_edge(*ends, key=edge.relation, relation=edge.relation, confidence=edge.confidence, papers=1)
    for link in part.entity_edges:
        if link.subject in chosen and link.object in chosen:
            ends = f"name/{link.subject}", f"name/{link.object}"
            support = len(link.papers)
            facts = {"relation": link.predicate, "confidence": link.confidence, "papers": support}
            graph.add_edge(*ends, key=link.predicate, **facts)
    return graph
