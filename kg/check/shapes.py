"""The SHACL shapes, run over one small graph after another (pySHACL is slow and needs all in memory)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

import rdflib
from pyoxigraph import Literal, NamedNode, Quad
from pyshacl import validate
from rdflib import BNode, Graph, URIRef
from rdflib.term import Node

from kg.check.report import Problem, Severity
from kg.check.structure import written
from kg.data import data_path
from kg.vocab import BASE, PREFIXES

_SH = PREFIXES["sh"]
_STRING = PREFIXES["xsd"] + "string"
SHAPES = f"{BASE}shapes#"
LINK_SHAPES = ("Link", "UsedFor", "ComparedWith", "EvaluatedOn", "MeasuredBy")
"""The shapes of the graph of links; the rest of the entities at their ends is not in sight there."""


_TARGETS = ("targetClass", "targetSubjectsOf", "targetObjectsOf")


@cache
def _shapes(only: tuple[str, ...]) -> Graph:
    """The shapes, or those named ``only``, in a form that pySHACL runs fast.

    It runs a property shape below a node shape once for each node, but one with targets of its own once
    for all nodes: so each gets the targets of its node shape, which means the same.
    """
    shapes = Graph().parse(data_path("ontology") / "shapes.ttl", format="turtle")
    for local in _TARGETS:
        target = URIRef(_SH + local)
        for shape, value in list(shapes.subject_objects(target)):
            if only and str(shape).removeprefix(SHAPES) not in only:
                shapes.remove((shape, target, value))
                continue
            for part in shapes.objects(shape, URIRef(f"{_SH}property")):
                shapes.add((part, target, value))
    shapes.remove((None, URIRef(f"{_SH}property"), None))
    return shapes


def check_shapes(
    quads: Iterable[Quad], *, context: Iterable[Quad] = (), only: Iterable[str] = ()
) -> Iterator[Problem]:
    """Problems of ``quads``, taken as one graph; ``context`` holds further triples that the shapes look at.

    ``only`` names the shapes to use, by default all. A problem is said to be in the graph that
    describes its node.
    """
    graphs: dict[str, str] = {}
    data = _graph(_remember(quads, graphs))
    for quad in context:
        data.add(_triple(quad))
    conforms, results, _ = validate(data, shacl_graph=_shapes(tuple(only)), inplace=True)
    if not conforms:
        yield from sorted(_problems(results, graphs), key=lambda p: (p.severity, p.node, p.message))


def _remember(quads: Iterable[Quad], graphs: dict[str, str]) -> Iterator[Quad]:
    for quad in quads:
        for node in (written(quad.subject), written(quad.object)):
            graphs.setdefault(node, getattr(quad.graph_name, "value", ""))
        yield quad


def _graph(quads: Iterable[Quad]) -> Graph:
    data = Graph(bind_namespaces="none")
    for quad in quads:
        data.add(_triple(quad))
    return data


def _triple(quad: Quad) -> tuple[Node, Node, Node]:
    return _term(quad.subject), _term(quad.predicate), _term(quad.object)


@lru_cache(maxsize=4096)
def _term(value: object) -> Node:
    if isinstance(value, NamedNode):
        return URIRef(value.value)
    if isinstance(value, Literal):
        if value.language is not None:
            return rdflib.Literal(value.value, lang=value.language)
        # rdflib keeps a string and an xsd:string apart; to RDF 1.1 they are one, written without a type
        kind = None if value.datatype.value == _STRING else URIRef(value.datatype.value)
        return rdflib.Literal(value.value, datatype=kind, normalize=False)
    return BNode(str(value))


def _problems(results: Graph, graphs: dict[str, str]) -> Iterator[Problem]:
    def one(result: Node, local: str) -> str | None:
        found = results.value(result, URIRef(_SH + local))
        return None if found is None else str(found)

    for result in results.objects(None, URIRef(f"{_SH}result")):
        node = one(result, "focusNode") or ""
        severity: Severity = "warning" if one(result, "resultSeverity") == f"{_SH}Warning" else "violation"
        value = one(result, "value")
        yield Problem(
            severity=severity,
            graph=graphs.get(node, ""),
            node=node,
            message=one(result, "resultMessage") or "does not fit its shape",
            value=None if value == node else value,
        )
