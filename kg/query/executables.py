"""The saved queries as SHACL executables, and the prefixes that they use, as query editors read them.

https://www.w3.org/TR/shacl/#sparql-prefixes, https://www.w3.org/TR/shacl-af/#SPARQLExecutable

``ontology/queries.ttl``, which every store holds in its background, is written by `turtle`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg import vocab
from kg.query.guard import check
from kg.query.saved import SavedQuery
from kg.vocab import ONTOLOGY, PREFIXES

_KINDS = {
    "SELECT": ("SPARQLSelectExecutable", "select"),
    "ASK": ("SPARQLAskExecutable", "ask"),
    "CONSTRUCT": ("SPARQLConstructExecutable", "construct"),
    "DESCRIBE": (None, "select"),
}
"""Class and property of each form of a query; SHACL has none for the last."""


def _term(curie: str) -> ox.NamedNode:
    prefix, _, local = curie.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


def prefixes() -> Iterator[ox.Triple]:
    """What each prefix of the graph stands for."""
    declaring = ox.NamedNode(ONTOLOGY)
    yield ox.Triple(declaring, _term("rdf:type"), _term("owl:Ontology"))
    nodes = {prefix: ox.NamedNode(vocab.prefix_iri(prefix)) for prefix in PREFIXES}
    yield from (ox.Triple(declaring, _term("sh:declare"), node) for node in nodes.values())
    for prefix, space in PREFIXES.items():
        node = nodes[prefix]
        yield ox.Triple(node, _term("rdf:type"), _term("sh:PrefixDeclaration"))
        yield ox.Triple(node, _term("sh:prefix"), ox.Literal(prefix))
        yield ox.Triple(node, _term("sh:namespace"), ox.Literal(space, datatype=_term("xsd:anyURI")))


def examples(queries: Iterable[SavedQuery], endpoint: str | None = None) -> Iterator[ox.Triple]:
    """Each query with its text; ``endpoint`` is the address that it is meant for, where there is one."""
    for query in queries:
        node = ox.NamedNode(vocab.query_iri(query.name))
        kind, predicate = _KINDS[check(query.text).form]
        for class_ in filter(None, ("SPARQLExecutable", kind)):
            yield ox.Triple(node, _term("rdf:type"), _term(f"sh:{class_}"))
        said = (("rdfs:label", query.title), ("rdfs:comment", query.description or query.title))
        for name, text in said:
            yield ox.Triple(node, _term(name), ox.Literal(text, language="en"))
        yield ox.Triple(node, _term(f"sh:{predicate}"), ox.Literal(query.bare))
        yield ox.Triple(node, _term("sh:prefixes"), ox.NamedNode(ONTOLOGY))
        if endpoint is not None:
            yield ox.Triple(node, _term("schema:target"), ox.NamedNode(endpoint))


def turtle(queries: Iterable[SavedQuery]) -> bytes:
    """All of it as a document, the same each time."""
    used = {name: PREFIXES[name] for name in ("owl", "rdf", "rdfs", "sh", "xsd")}
    triples = [*prefixes(), *examples(queries)]
    return ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=used) or b""
