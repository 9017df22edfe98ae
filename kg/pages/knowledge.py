"""What completion knows: the terms of the vocabulary, and which of them the data uses together."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

import pyoxigraph as ox

from kg.data import data_path
from kg.pages.answer import Page
from kg.pages.source import Source, node
from kg.vocab import PREFIXES, curie, value_of

SAMPLED = 60
"""Things of a class that are looked at; the most used property is in nearly each of them."""
EACH = 60
"""Statements of each that are looked at."""
_CLASSES, _PROPERTIES = "Class", ("ObjectProperty", "DatatypeProperty")
FOREIGN = {
    "rdf:type": "what kind of thing it is",
    "rdf:subject": "of a claim or link",
    "rdf:predicate": "of a claim or link",
    "rdf:object": "of a claim or link",
    "rdfs:label": "of a venue",
    "skos:prefLabel": "the label of a name",
    "skos:altLabel": "another spelling",
    "skos:broader": "something more general",
    "skos:exactMatch": "the same thing elsewhere",
    "dcterms:title": "of a paper",
    "dcterms:abstract": "of a paper",
    "dcterms:date": "of a paper",
    "dcterms:creator": "an author of a paper",
    "dcterms:isReplacedBy": "what a name stands for",
    "foaf:name": "of an author",
    "schema:isPartOf": "the venue of a paper",
    "prov:wasAttributedTo": "the extractor of a claim",
}


CLASSES = {
    "foaf:Person": "An author.",
    "prov:SoftwareAgent": "An extractor.",
    "skos:Concept": "A concept of the background.",
    "skos:ConceptScheme": "A taxonomy of the background.",
    "void:Dataset": "The graph itself.",
    "owl:Ontology": "The vocabulary.",
    "sh:PrefixDeclaration": "A prefix of the graph.",
    "sh:SPARQLExecutable": "A saved query.",
    "sh:SPARQLConstructExecutable": "A saved query that gives triples.",
    "sh:SPARQLSelectExecutable": "A saved query that gives rows.",
}


@dataclass(frozen=True, slots=True)
class Terms:
    """Classes and properties as CURIEs, each with what it means."""

    classes: dict[str, str]
    properties: dict[str, str]


@cache
def terms() -> Terms:
    """The terms of our vocabulary, and the foreign ones that the graph is made with."""
    triples = list(ox.parse(path=str(data_path("ontology") / "papertriples.ttl")))
    said = {
        value_of(t.subject): value_of(t.object)
        for t in triples
        if t.predicate.value == PREFIXES["skos"] + "definition"
    }
    classes, properties = dict(CLASSES), dict(FOREIGN)
    for triple in triples:
        kind = value_of(triple.object).rpartition("#")[2]
        iri = value_of(triple.subject)
        if triple.predicate.value == PREFIXES["rdf"] + "type" and iri.startswith(PREFIXES["kg"]):
            if kind == _CLASSES:
                classes[curie(iri)] = said.get(iri, "")
            elif kind in _PROPERTIES:
                properties[curie(iri)] = said.get(iri, "")
    return Terms(classes, properties)


@dataclass(slots=True)
class Knowledge:
    """Which properties the things of each class have, and what kinds of things these lead to."""

    of_class: dict[str, Counter[str]] = field(default_factory=dict)
    """Properties by class: in how many of the sampled things."""
    leads_to: dict[str, Counter[str]] = field(default_factory=dict)
    """Classes by property."""


def learn(source: Source) -> Knowledge:
    """Look at some things of each class."""
    known = Knowledge()
    for name in terms().classes:
        things = source.subjects("rdf:type", node(name).value, SAMPLED)
        counts = Counter[str]()
        for thing in things:
            counts.update(properties_of(source, thing, known))
        if things:
            known.of_class[name] = counts
    return known


def properties_of(source: Source, thing: str, known: Knowledge | None = None) -> set[str]:
    """Properties of one thing, each once; with ``known`` what they lead to is counted there."""
    found = set()
    for quad in islice(source.store.quads_for_pattern(ox.NamedNode(thing), None, None, None), EACH):
        name = curie(quad.predicate.value)
        if known is not None and isinstance(quad.object, ox.NamedNode) and name != "rdf:type":
            counts = known.leads_to.setdefault(name, Counter())
            if counts.total() < 4 * SAMPLED:
                counts.update(curie(kind) for kind in source.values(quad.object.value, "rdf:type"))
        found.add(name)
    return found


def learnt_page(source: Source, _: str, __: Mapping[str, str]) -> Page:
    """What there may be in the graph, and what a sample shows together, as JSON with IRIs."""
    known, said = source.knowledge(learn), terms()
    seen = {name for counts in known.of_class.values() for name in counts}
    together = {
        node(kind).value: [node(name).value for name in sorted(counts)]
        for kind, counts in known.of_class.items()
    }
    stats = source.index.stats()
    body = {
        "classes": [node(name).value for name in sorted(said.classes)],
        "properties": [node(name).value for name in sorted({*said.properties, *seen})],
        "together": together,
        "triples": stats["triples"],
        "entities": stats["entities"],
    }
    return Page(200, json.dumps(body), media="application/json")
