"""The ledger, mirrored in the graph: who decided what, when and why (PROV-O)."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Quad

from kg import vocab
from kg.ledger import Entry
from kg.mapping.terms import TYPE, Sketch, foreign, iri, own, text
from kg.model import ENTITY_TYPES

_STATES = {
    "merge": "skos:exactMatch",
    "different": "owl:differentFrom",
    "broader": "skos:broadMatch",
}


def curation_quads(entries: Iterable[Entry]) -> list[Quad]:
    """The graph of decisions; the only one that carries times, which are the ledger's own."""
    sketch = Sketch(vocab.GRAPH_CURATION)
    for entry in entries:
        node = vocab.decision_iri(entry.number)
        sketch.add(node, TYPE, own("Decision"))
        sketch.add(node, TYPE, foreign("prov:Activity"))
        sketch.add(node, own("action"), text(entry.action))
        sketch.add_all(node, own("concerns"), (iri(vocab.paper_iri(paper)) for paper in entry.papers))
        sketch.add_all(node, own("concerns"), (iri(vocab.name_iri(name)) for name in entry.slugs))
        time = Literal(entry.time, datatype=foreign("xsd:dateTime"))
        sketch.add(node, foreign("prov:endedAtTime"), time)
        sketch.add(node, own("decidedBy"), text(entry.author))
        sketch.add(node, own("reason"), text(entry.reason) if entry.reason else None)
        _write_agent(sketch, node, entry)
        _write_subject(sketch, node, entry)
    return sketch.quads()


def _write_agent(sketch: Sketch, node: str, entry: Entry) -> None:
    agent = vocab.curator_iri(entry.author)
    sketch.add(node, foreign("prov:wasAssociatedWith"), iri(agent))
    sketch.add(agent, TYPE, foreign("prov:Agent"))
    sketch.add(agent, foreign("foaf:name"), text(entry.author))


def _write_subject(sketch: Sketch, node: str, entry: Entry) -> None:
    """What exactly was decided, beyond whom it concerns."""
    names = [iri(vocab.name_iri(name)) for name in entry.slugs]
    if entry.action in _STATES:
        _state(sketch, node, names[0], foreign(_STATES[entry.action]), names[1:])
    elif entry.action == "retype" and entry.value in ENTITY_TYPES:
        _state(sketch, node, names[0], TYPE, [own(entry.value)])
    elif entry.action == "reject":
        for paper in entry.papers:
            subject = names[0].value if len(names) > 1 else vocab.paper_iri(paper)
            claim = vocab.claim_iri(paper, subject, vocab.term(entry.value), names[-1].value)
            sketch.add(node, own("rejects"), iri(claim))
    elif entry.value:
        sketch.add(node, own("value"), text(entry.value))
    if entry.sense:
        sketch.add(node, own("sense"), iri(vocab.name_iri(entry.sense)))
    if entry.undoes is not None:
        sketch.add(node, own("undoes"), iri(vocab.decision_iri(entry.undoes)))


def _state(
    sketch: Sketch, node: str, subject: NamedNode, predicate: NamedNode, objects: Iterable[NamedNode]
) -> None:
    # as SSSOM in RDF writes its mappings, https://mapping-commons.github.io/sssom/spec-formats-owl/
    sketch.add(node, foreign("owl:annotatedSource"), subject)
    sketch.add(node, foreign("owl:annotatedProperty"), predicate)
    sketch.add_all(node, foreign("owl:annotatedTarget"), objects)
