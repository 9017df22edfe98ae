"""GraphML and GEXF, for Gephi, yEd and Cytoscape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from kg.export.graph import PropertyGraph, Value
from kg.vocab import clean_literal

AUTHOR = "papertriples"


def write_graphml(graph: PropertyGraph, out: IO[bytes]) -> None:
    """GraphML; lists of strings become one string."""
    import networkx as nx

    nx.write_graphml_xml(_networkx(graph), out, named_key_ids=True)


def write_gexf(graph: PropertyGraph, out: IO[bytes]) -> None:
    """GEXF 1.2; without the date that networkx writes, so that equal stores give equal files."""
    from networkx.readwrite.gexf import GEXFWriter

    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    writer.add_graph(_networkx(graph))
    for meta in writer.xml.iter():
        if meta.attrib.pop("lastmodifieddate", None) is not None:
            for creator in meta:
                creator.text = AUTHOR
    writer.write(out)


def _networkx(graph: PropertyGraph) -> Any:
    import networkx as nx

    made = nx.MultiDiGraph()
    edges = sorted(graph.edges(), key=lambda edge: (edge.source, edge.type, edge.target))
    for node in graph.nodes():
        kinds = {"label": clean_literal(node.label), "type": node.labels[0]}
        made.add_node(node.id, **kinds, **_flat(node.properties))
    for number, edge in enumerate(edges):
        values = {"label": edge.type, **_flat(edge.properties)}
        made.add_edge(edge.source, edge.target, key=f"e{number}", **values)
    return made


def _flat(properties: Mapping[str, Value]) -> dict[str, str | int | float | bool]:
    return {key: _plain(value) for key, value in properties.items()}


def _plain(value: Value) -> str | int | float | bool:
    if isinstance(value, tuple):
        value = "; ".join(value)
    return clean_literal(value) if isinstance(value, str) else value
