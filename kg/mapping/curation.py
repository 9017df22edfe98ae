"""The ledger, mirrored in the graph: who decided what, when and why (PROV-O)."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, Quad

from kg import vocab
from kg.ledger import Entry
from kg.mapping.terms import TYPE, Sketch, foreign, iri, own, text


def curation_quads(entries: Iterable[Entry]) -> list[Quad]:
    """The graph of decisions; the only one that carries times, which are the ledger's own."""
    sketch = Sketch(vocab.GRAPH_CURATION)
    for entry in entries:
        node = vocab.decision_iri(entry.number)
        sketch.add(node, TYPE, own("Decision"))
        sketch.add(node, own("action"), text(entry.action))
        sketch.add_all(node, own("concerns"), (iri(vocab.paper_iri(paper)) for paper in entry.papers))
        time = Literal(entry.time, datatype=foreign("xsd:dateTime"))
        sketch.add(node, foreign("prov:endedAtTime"), time)
        sketch.add(node, own("decidedBy"), text(entry.author))
        sketch.add(node, own("reason"), text(entry.reason) if entry.reason else None)
    return sketch.quads()
