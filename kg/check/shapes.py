"""The SHACL shapes, run over one small graph after another (pySHACL is slow and needs all in memory)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from kg.check.report import Problem, Severity
from kg.check.structure import written
from kg.data import data_path
from kg.vocab import BASE, PREFIXES

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

_SH = PREFIXES["sh"]
_STRING = PREFIXES["xsd"] + "string"
SHAPES = f"{BASE}shapes#"
LINK_SHAPES = ("Link", "UsedFor", "ComparedWith", "EvaluatedOn", "MeasuredBy")
"""The shapes of the graph of links; the rest of the entities at their ends is not in sight there."""


@cache
def _shapes() -> Graph:
    from rdflib import Graph

    return Graph().parse(data_path("ontology") / "shapes.ttl", format="turtle")


def check_shapes(
    quads: Iterable[Quad], *, context: Iterable[Quad] = (), only: Iterable[str] = ()
) -> Iterator[Problem]:
    """Problems of ``quads``, taken as one graph; ``context`` holds further triples that the shapes look at.

    ``only`` names the shapes to use, by default all. A problem is said to be in the graph that
    describes its node.
    """
    from pyshacl import validate

    graphs: dict[str, str] = {}
    data = _graph(_remember(quads, graphs))
    for quad in context:
        data.add(_triple(quad))
    chosen = [SHAPES + name for name in only] or None
    conforms, results, _ = validate(data, shacl_graph=_shapes(), inplace=True, use_shapes=chosen)
    if not conforms:
        yield from sorted(_problems(results, graphs), key=lambda p: (p.severity, p.node, p.message))


def _remember(quads: Iterable[Quad], graphs: dict[str, str]) -> Iterator[Quad]:
    for quad in quads:
        graphs.setdefault(written(quad.subject), getattr(quad.graph_name, "value", ""))
        yield quad


def _graph(quads: Iterable[Quad]) -> Graph:
    from rdflib import Graph

    data = Graph(bind_namespaces="none")
    for quad in quads:
        data.add(_triple(quad))
    return data


def _triple(quad: Quad) -> tuple[Node, Node, Node]:
    return _term(quad.subject), _term(quad.predicate), _term(quad.object)


def _term(value: object) -> Node:
    from rdflib import BNode, URIRef
    from rdflib import Literal as RdfLiteral

    if isinstance(value, NamedNode):
        return URIRef(value.value)
    if isinstance(value, Literal):
        if value.language is not None:
            return RdfLiteral(value.value, lang=value.language)
        # rdflib keeps a string and an xsd:string apart; to RDF 1.1 they are one, written without a type
        kind = None if value.datatype.value == _STRING else URIRef(value.datatype.value)
        return RdfLiteral(value.value, datatype=kind, normalize=False)
    return BNode(str(value))


def _problems(results: Graph, graphs: dict[str, str]) -> Iterator[Problem]:
    from rdflib import URIRef

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
