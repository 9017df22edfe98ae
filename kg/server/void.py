"""What the graph is, for machines: VoID with its partitions, the saved queries as examples, the prefixes.

https://www.w3.org/TR/void/, https://www.w3.org/TR/shacl/#sparql-prefixes
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg import __version__
from kg.query import SavedQuery
from kg.query.executables import examples, prefixes
from kg.server.description import FORMATS, SD, WRITTEN
from kg.server.statistics import Statistics
from kg.vocab import BASE, KG, PREFIXES

_SPACES = {**PREFIXES, "sd": SD}


def term(curie: str) -> ox.NamedNode:
    """A term of a known prefix."""
    prefix, _, local = curie.partition(":")
    return ox.NamedNode(_SPACES[prefix] + local)


def written(triples: list[ox.Triple], media: str) -> bytes:
    """Triples in one of the forms of `WRITTEN`."""
    form = WRITTEN[media]
    prefixes = {} if form == ox.RdfFormat.N_TRIPLES else _SPACES
    return ox.serialize(triples, format=form, prefixes=prefixes) or b""


def void(site: str, found: Statistics, queries: tuple[SavedQuery, ...]) -> list[ox.Triple]:
    """The whole description of the graph served at ``site`` (an address without path)."""
    described = [*_dataset(site, found), *_partitions(f"{site}/void", found)]
    return [*described, *prefixes(), *examples(queries, f"{site}/sparql")]


def _dataset(site: str, found: Statistics) -> Iterator[ox.Triple]:
    dataset = ox.NamedNode(BASE)
    facts: list[tuple[str, ox.NamedNode | ox.Literal]] = [
        ("rdf:type", term("void:Dataset")),
        ("dcterms:title", ox.Literal("A graph of research papers", language="en")),
        ("dcterms:creator", ox.Literal(f"papertriples {__version__}")),
        ("void:sparqlEndpoint", ox.NamedNode(f"{site}/sparql")),
        ("void:uriSpace", ox.Literal(BASE)),
        ("foaf:homepage", ox.NamedNode(f"{site}/")),
        ("void:triples", ox.Literal(sum(found.properties.values()))),
        ("void:entities", ox.Literal(found.entities)),
        ("void:classes", ox.Literal(len(found.classes))),
        ("void:properties", ox.Literal(len(found.properties))),
    ]
    spaces = (KG, *(PREFIXES[name] for name in ("skos", "dcterms", "prov", "foaf")))
    facts += [("void:vocabulary", ox.NamedNode(space)) for space in spaces]
    facts += [("void:feature", ox.NamedNode(FORMATS + name)) for name in ("Turtle", "JSON-LD")]
    yield from (ox.Triple(dataset, term(predicate), value) for predicate, value in facts)


def _partitions(document: str, found: Statistics) -> Iterator[ox.Triple]:
    dataset = ox.NamedNode(BASE)
    for number, (name, things) in enumerate(sorted(found.classes.items())):
        part = ox.NamedNode(f"{document}#class-{number}")
        yield ox.Triple(dataset, term("void:classPartition"), part)
        yield ox.Triple(part, term("void:class"), ox.NamedNode(name))
        yield ox.Triple(part, term("void:entities"), ox.Literal(things))
        for place, used in enumerate(found.together.get(name, ())):
            inner = ox.NamedNode(f"{document}#class-{number}-{place}")
            yield ox.Triple(part, term("void:propertyPartition"), inner)
            yield ox.Triple(inner, term("void:property"), ox.NamedNode(used))
    for number, (name, triples) in enumerate(sorted(found.properties.items())):
        part = ox.NamedNode(f"{document}#property-{number}")
        yield ox.Triple(dataset, term("void:propertyPartition"), part)
        yield ox.Triple(part, term("void:property"), ox.NamedNode(name))
        yield ox.Triple(part, term("void:triples"), ox.Literal(triples))
