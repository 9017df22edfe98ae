"""RDF terms made from checked parts: IRIs come from `kg.vocab`, literals pass `clean_literal`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Quad

from kg.vocab import PREFIXES, clean_literal, term

_XSD = PREFIXES["xsd"]
_DATE_TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}
_DATE = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?\Z", re.ASCII)


@lru_cache(maxsize=4096)
def iri(value: str) -> NamedNode:
    """The node of an IRI that `kg.vocab` made or that `is_safe_iri` let through."""
    return NamedNode(value)


def own(local: str) -> NamedNode:
    """A term of our vocabulary: ``own("proposes")``."""
    return iri(term(local))


def foreign(curie: str) -> NamedNode:
    """A term of another vocabulary by prefix and name: ``foreign("dcterms:title")``."""
    prefix, _, local = curie.partition(":")
    return iri(PREFIXES[prefix] + local)


def text(value: str) -> Literal:
    """A plain string."""
    return Literal(clean_literal(value))


def integer(value: int) -> Literal:
    """An ``xsd:integer``."""
    return Literal(str(int(value)), datatype=iri(_XSD + "integer"))


def true() -> Literal:
    """``"true"^^xsd:boolean``; what is false is not written."""
    return Literal("true", datatype=iri(_XSD + "boolean"))


@lru_cache(maxsize=1024)
def decimal(value: float) -> Literal:
    """A confidence of two decimals, in the canonical form of ``xsd:decimal`` (which stores normalise to)."""
    written = f"{value:.2f}".rstrip("0").rstrip(".")
    return Literal("0" if written in ("", "-0") else written, datatype=iri(_XSD + "decimal"))


def date(value: str) -> Literal:
    """A date as exactly as it is known: day, month or year; anything else stays a plain string."""
    if not _DATE.match(value):
        return text(value)
    return Literal(value, datatype=iri(_XSD + _DATE_TYPES[len(value)]))


TYPE = foreign("rdf:type")
SUBJECT = foreign("rdf:subject")
PREDICATE = foreign("rdf:predicate")
OBJECT = foreign("rdf:object")
PREF_LABEL = foreign("skos:prefLabel")
ALT_LABEL = foreign("skos:altLabel")
BROADER = foreign("skos:broader")
REPLACED_BY = foreign("dcterms:isReplacedBy")
ATTRIBUTED_TO = foreign("prov:wasAttributedTo")


class Sketch:
    """The quads of one graph in the making: in order, each once."""

    def __init__(self, graph: str) -> None:
        self._graph = iri(graph)
        self._quads: dict[Quad, None] = {}

    def add(self, subject: str, predicate: NamedNode, value: NamedNode | Literal | None) -> None:
        """One triple; nothing where there is no value."""
        if value is not None:
            self._quads[Quad(iri(subject), predicate, value, self._graph)] = None

    def add_all(self, subject: str, predicate: NamedNode, values: Iterable[NamedNode | Literal]) -> None:
        """One triple a value."""
        for value in values:
            self.add(subject, predicate, value)

    def quads(self) -> list[Quad]:
        """What was added so far."""
        return list(self._quads)
