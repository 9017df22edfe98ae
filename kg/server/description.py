"""The endpoint's own description: https://www.w3.org/TR/sparql11-service-description/"""

from __future__ import annotations

import pyoxigraph as ox

from kg.server import negotiate
from kg.vocab import PREFIXES

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
_RDF_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_TRIPLES = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML")
WRITTEN = {
    negotiate.TURTLE: ox.RdfFormat.TURTLE,
    negotiate.NTRIPLES: ox.RdfFormat.N_TRIPLES,
    negotiate.JSONLD: ox.RdfFormat.JSON_LD,
    negotiate.RDFXML: ox.RdfFormat.RDF_XML,
}


def describe(endpoint: str, accept: str | None) -> tuple[bytes, str]:
    """The description of the service at ``endpoint`` and its media type; Turtle where nothing else fits."""
    media = negotiate.choose(accept, tuple(WRITTEN)) or negotiate.TURTLE
    body = ox.serialize(_triples(endpoint), format=WRITTEN[media], prefixes={"sd": SD})
    return body or b"", media


def _triples(endpoint: str) -> list[ox.Triple]:
    service, dataset, graph = ox.NamedNode(endpoint), ox.BlankNode("dataset"), ox.BlankNode("graph")
    facts: list[tuple[ox.NamedNode | ox.BlankNode, ox.NamedNode, ox.NamedNode | ox.BlankNode]] = [
        (service, _RDF_TYPE, _sd("Service")),
        (service, _sd("endpoint"), service),
        (service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        (service, _sd("feature"), _sd("UnionDefaultGraph")),
        (service, _sd("defaultDataset"), dataset),
        (dataset, _RDF_TYPE, _sd("Dataset")),
        (dataset, _sd("defaultGraph"), graph),
        (graph, _RDF_TYPE, _sd("Graph")),
    ]
    described = ox.NamedNode(endpoint.partition("/sparql")[0] + "/void")
    facts.append((service, ox.NamedNode(PREFIXES["rdfs"] + "seeAlso"), described))
    forms = (ox.NamedNode(FORMATS + name) for name in (*_RESULTS, *_TRIPLES))
    facts += [(service, _sd("resultFormat"), form) for form in forms]
    return [ox.Triple(*fact) for fact in facts]


def _sd(local: str) -> ox.NamedNode:
    return ox.NamedNode(SD + local)
