"""Two CSV files for ``neo4j-admin database import``, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path

from kg.cells import guard
from kg.export.graph import Edge, Node, PropertyGraph, Value
from kg.vocab import clean_literal

NODE_COLUMNS = {
    "iri": "iri",
    "label": "label",
    "abstract": "abstract",
    "date": "date",
    "arxiv": "arxiv",
    "doi": "doi",
    "venue": "venue",
    "categories": "categories:string[]",
    "urls": "urls:string[]",
    "aliases": "aliases:string[]",
    "comments": "comments:int",
    "upvotes": "upvotes:int",
    "papers": "papers:int",
}
EDGE_COLUMNS = {
    "confidence": "confidence:double",
    "entityType": "entityType",
    "core": "core:boolean",
    "support": "support:int",
    "sentence_start": "sentence_start:int",
    "sentence_end": "sentence_end:int",
    "sentence": "sentence",
}
"""Property of an edge, and the header of its column."""

_BREAKS = re.compile(r"[\r\n\t\x0b\x0c\x85\u2028\u2029]+")


def write_neo4j(graph: PropertyGraph, folder: Path, *, no_text: bool = False) -> None:
    """``nodes.csv`` and ``relationships.csv`` in ``folder``; text columns are left out where ``no_text``."""
    left_out = {"abstract", "sentence"} if no_text else set()
    edges = {key: head for key, head in EDGE_COLUMNS.items() if key not in left_out}
    nodes = {key: head for key, head in NODE_COLUMNS.items() if key not in left_out}
    with (folder / "relationships.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([":START_ID", ":END_ID", ":TYPE", *edges.values()])
        writer.writerows(_edge_row(edge, edges) for edge in graph.edges())
    with (folder / "nodes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([":ID", ":LABEL", *nodes.values()])
        writer.writerows(_node_row(node, nodes) for node in graph.nodes())


def _node_row(node: Node, columns: Mapping[str, str]) -> list[str]:
    values: dict[str, Value] = {"label": node.label, **node.properties}
    return [node.id, ";".join(node.labels), *(cell(values.get(key)) for key in columns)]


def _edge_row(edge: Edge, columns: Mapping[str, str]) -> list[str]:
    return [edge.source, edge.target, edge.type, *(cell(edge.properties.get(key)) for key in columns)]


def cell(value: Value | None) -> str:
    """A value as it may stand in a cell: one line, never a formula, list separators kept for lists.

    >>> cell("=1+1"), cell(("a", "b;c")), cell(None), cell(True)
    ("'=1+1", 'a;b,c', '', 'true')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = value if isinstance(value, str) else ";".join(part.replace(";", ",") for part in value)
    return guard(_BREAKS.sub(" ", clean_literal(text)))
