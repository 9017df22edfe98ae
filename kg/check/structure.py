"""What SHACL can not see of a single triple: whose graph it stands in, the form of our IRIs, our terms.

Each kind of graph owns certain subjects and predicates, and no two kinds own the same triple: where
all hold to that, each triple lies in exactly one graph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from pyoxigraph import Literal, NamedNode, Quad

from kg.check.report import Problem
from kg.data import data_path
from kg.model import LINK_PREDICATES, RELATIONS
from kg.vocab import (
    BASE,
    GRAPH_BACKGROUND,
    GRAPH_COMPANY,
    GRAPH_CURATION,
    GRAPH_LINKS,
    GRAPH_LISTS,
    GRAPH_META,
    GRAPH_NAMES,
    KG,
    ONTOLOGY,
    PREFIXES,
    clean_literal,
    is_safe_iri,
    term,
)

PAPER_PREFIX = f"{BASE}g/paper/"
RESOLVED_PREFIX = f"{BASE}g/resolved/"
_LOCAL = r"[A-Za-z0-9][A-Za-z0-9.~/-]*"
_PART = rf"char=\d+,\d+|author=\d+|origin=\d+|by={_LOCAL}|name={_LOCAL}(?:&by={_LOCAL})?"
_FORMS = {
    "paper": rf"{_LOCAL}(?:#(?:{_PART}))?",
    "name": _LOCAL,
    "author": _LOCAL,
    "venue": _LOCAL,
    "extractor": _LOCAL,
    "claim": rf"[0-9a-f]{{20}}(?:#by={_LOCAL})?",
    "link": r"[0-9a-f]{20}",
    "comparison": r"[0-9a-f]{20}",
    "match": r"[0-9a-f]{20}",
    "query": r"[A-Za-z0-9][A-Za-z0-9_-]*",
    "prefix": _LOCAL,
    "list": r"[A-Za-z]+",
    "pair": r"[0-9a-f]{20}",
    "company": _LOCAL,
    "count": r"[0-9a-f]{20}",
    "background": rf"(?:topic|dataset|metric|scheme)/{_LOCAL}",
    "g": _LOCAL,
    "curation": _LOCAL,
}
_OURS = re.compile("|".join(f"(?:{kind}/{form})" for kind, form in _FORMS.items()))
_IN_NAMES = tuple(f"{BASE}{kind}/" for kind in ("name", "author", "venue", "comparison", "match"))
_IN_BACKGROUND = tuple(f"{BASE}{kind}/" for kind in ("background", "query", "prefix"))
_RELATIONS = frozenset(map(term, RELATIONS))
_LINKS = frozenset(map(term, LINK_PREDICATES))
_STANDS_FOR = term("standsFor")
_RESOLVED = _RELATIONS | {f"{PREFIXES['dcterms']}creator", f"{PREFIXES['schema']}isPartOf"}


@cache
def declared_terms() -> frozenset[str]:
    """The IRIs of all terms that the vocabulary declares."""
    from pyoxigraph import RdfFormat, parse

    quads = parse(path=data_path("ontology") / "papertriples.ttl", format=RdfFormat.TURTLE)
    subjects = (quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode))
    return frozenset(iri for iri in subjects if iri.startswith(KG))


def written(term: object) -> str:
    """A term as problems name it: an IRI as it is, anything else as in N-Quads."""
    return term.value if isinstance(term, NamedNode) else str(term)


def check_triples(graph: str, quads: Iterable[Quad]) -> Iterator[Problem]:
    """Problems of single triples of one graph."""
    seen: set[str] = set()
    for quad in quads:
        subject, predicate, value = quad.subject, quad.predicate, quad.object
        if not isinstance(subject, NamedNode):
            yield Problem("violation", graph, str(subject), "a blank node; every node of ours has an IRI")
            continue
        if not _owns(graph, subject.value, predicate.value):
            yield Problem(
                "violation", graph, subject.value, "this triple belongs in another graph", predicate.value
            )
        if isinstance(value, Literal):
            if clean_literal(value.value) != value.value:
                text = "a text holds characters that no graph may carry"
                yield Problem("violation", graph, subject.value, text, predicate.value)
            iris = [subject.value, predicate.value]
        elif isinstance(value, NamedNode):
            iris = [subject.value, predicate.value, value.value]
        else:
            yield Problem("violation", graph, subject.value, "neither an IRI nor a literal", str(value))
            continue
        for iri in iris:
            if iri not in seen:
                seen.add(iri)
                yield from _check_iri(graph, subject.value, iri)


def _check_iri(graph: str, node: str, iri: str) -> Iterator[Problem]:
    if iri.startswith(KG):
        if iri not in declared_terms():
            yield Problem("violation", graph, node, "the vocabulary declares no such term", iri)
    elif iri.startswith(BASE):
        if iri not in (BASE, ONTOLOGY) and not _OURS.fullmatch(iri, len(BASE)):
            yield Problem("violation", graph, node, "an IRI of ours that is not well formed", iri)
    elif not is_safe_iri(iri):
        yield Problem("violation", graph, node, "no http(s) IRI, or one with illegal characters", iri)


def _owns(graph: str, subject: str, predicate: str) -> bool:
    """Whether a triple with this subject and predicate belongs in ``graph``."""
    if graph.startswith(PAPER_PREFIX):
        paper = f"{BASE}paper/{graph.removeprefix(PAPER_PREFIX)}"
        if subject == paper:
            return predicate not in _RESOLVED
        return predicate != _STANDS_FOR and subject.startswith((f"{paper}#", f"{BASE}claim/"))
    if graph.startswith(RESOLVED_PREFIX):
        paper = f"{BASE}paper/{graph.removeprefix(RESOLVED_PREFIX)}"
        if subject.startswith(f"{paper}#name="):
            return predicate == _STANDS_FOR
        return subject == paper and predicate in _RESOLVED
    if graph == GRAPH_LINKS:
        return subject.startswith(f"{BASE}link/") or (
            subject.startswith(f"{BASE}name/") and predicate in _LINKS
        )
    if graph == GRAPH_NAMES:
        return subject.startswith(_IN_NAMES) and predicate not in _LINKS
    if graph == GRAPH_BACKGROUND:
        return subject == ONTOLOGY or subject.startswith(_IN_BACKGROUND)
    if graph == GRAPH_LISTS:
        return subject.startswith((f"{BASE}list/", f"{BASE}pair/"))
    if graph == GRAPH_COMPANY:
        return subject.startswith((f"{BASE}company/", f"{BASE}count/"))
    if graph == GRAPH_META:
        return subject == BASE or subject.startswith((f"{BASE}extractor/", f"{BASE}paper/"))
    return graph != GRAPH_CURATION or subject.startswith(f"{BASE}curation/")
