"""The page of the vocabulary: what each class and property means. It is the same for every graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from kg.data import data_path
from kg.pages.html import render
from kg.vocab import KG, ONTOLOGY, PREFIXES, curie, value_of

_GROUPS = {
    "Class": "Classes",
    "ObjectProperty": "Relations",
    "DatatypeProperty": "Values",
    "NamedIndividual": "Contexts of a claim",
}
_FACTS = {
    "rdfs:subClassOf": "A kind of",
    "rdfs:subPropertyOf": "A kind of",
    "rdfs:domain": "Of",
    "schema:domainIncludes": "Usually of",
    "rdfs:range": "Leads to",
    "schema:rangeIncludes": "Usually leads to",
    "owl:inverseOf": "The other way round",
    "skos:closeMatch": "Nearly the same as",
    "skos:broadMatch": "Narrower than",
    "skos:narrowMatch": "Broader than",
    "skos:relatedMatch": "Related to",
}
"""What is said of a term beside its meaning, in the order of the page."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Other terms that one term is said to be related to, as IRI and CURIE."""

    label: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A class, a property or an individual of the vocabulary."""

    local: str
    label: str
    meaning: str
    facts: tuple[Fact, ...]
    asks: str
    """A query for what has or uses it."""


@cache
def vocabulary_page() -> str:
    """``/ontology``: every term; the fragment of a term's IRI leads to its place."""
    return render("ontology.html", iri=ONTOLOGY, space=KG, groups=_groups())


def _groups() -> list[tuple[str, list[Term]]]:
    """The terms by kind."""
    document = ox.parse(path=str(data_path("ontology") / "papertriples.ttl"))
    said: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in document:
        if isinstance(quad.subject, ox.NamedNode):
            said[quad.subject.value][quad.predicate.value].append(value_of(quad.object))
    spaces = PREFIXES | document.prefixes
    groups = []
    for kind, title in _GROUPS.items():
        iris = (
            iri for iri, facts in said.items() if PREFIXES["owl"] + kind in facts[PREFIXES["rdf"] + "type"]
        )
        terms = [_term(iri, said[iri], kind, spaces) for iri in iris if iri.startswith(KG)]
        groups.append((title, sorted(terms, key=lambda term: term.local.lower())))
    return groups


def _term(iri: str, said: Mapping[str, list[str]], kind: str, spaces: Mapping[str, str]) -> Term:
    facts: dict[str, list[tuple[str, str]]] = {}
    for name, label in _FACTS.items():
        prefix, _, local = name.partition(":")
        for value in said.get(PREFIXES[prefix] + local, ()):
            facts.setdefault(label, []).append((value, _shortened(value, spaces)))
    local = iri.removeprefix(KG)
    return Term(
        local=local,
        label=said[PREFIXES["rdfs"] + "label"][0],
        meaning=said[PREFIXES["skos"] + "definition"][0],
        facts=tuple(Fact(label, tuple(sorted(values))) for label, values in facts.items()),
        asks=_asking(local, kind),
    )


def _shortened(iri: str, spaces: Mapping[str, str]) -> str:
    fitting = (f"{prefix}:{iri[len(space) :]}" for prefix, space in spaces.items() if iri.startswith(space))
    return min(fitting, key=len, default=curie(iri))


def _asking(local: str, kind: str) -> str:
    """A query that shows the term at work; only names of the vocabulary come into it."""
    if kind == "Class":
        return f"SELECT ?thing WHERE {{\n  ?thing a kg:{local} .\n}}\nLIMIT 50"
    if kind == "NamedIndividual":
        return f"SELECT ?claim WHERE {{\n  ?claim kg:context kg:{local} .\n}}\nLIMIT 50"
    return f"SELECT ?subject ?object WHERE {{\n  ?subject kg:{local} ?object .\n}}\nLIMIT 50"
