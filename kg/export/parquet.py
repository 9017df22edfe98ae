"""Three Parquet tables: nodes, edges, mentions."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from kg.errors import UsageError
from kg.export.graph import Edge, MentionRow, Node, PropertyGraph

ROWS_AT_ONCE = 20_000
NODE_TYPES = {
    "id": "string",
    "type": "string",
    "label": "string",
    "types": "list",
    "iri": "string",
    "abstract": "string",
    "date": "string",
    "arxiv": "string",
    "doi": "string",
    "venue": "string",
    "categories": "list",
    "urls": "list",
    "aliases": "list",
    "comments": "int64",
    "upvotes": "int64",
    "papers": "int64",
}
EDGE_TYPES = {
    "source": "string",
    "target": "string",
    "type": "string",
    "confidence": "float64",
    "entityType": "string",
    "core": "bool",
    "support": "int64",
    "sentence_start": "int64",
    "sentence_end": "int64",
    "sentence": "string",
}
MENTION_TYPES = {
    "paper": "string",
    "entity": "string",
    "name": "string",
    "type": "string",
    "start": "int64",
    "end": "int64",
    "sentence_start": "int64",
    "sentence_end": "int64",
    "text": "string",
    "sentence": "string",
    "extractor": "string",
}
TEXTS = frozenset({"abstract", "sentence", "text"})
"""Columns with text of papers, left out on request."""


def write_parquet(graph: PropertyGraph, folder: Path, *, no_text: bool = False) -> None:
    """``nodes.parquet``, ``edges.parquet`` and ``mentions.parquet`` in ``folder``.

    Raises `UsageError` where pyarrow is not installed.
    """
    require_pyarrow()
    for name, types, rows in (
        ("edges", EDGE_TYPES, map(_edge_row, graph.edges())),
        ("nodes", NODE_TYPES, map(_node_row, graph.nodes())),
        ("mentions", MENTION_TYPES, map(_mention_row, graph.mentions())),
    ):
        kept = {key: kind for key, kind in types.items() if not (no_text and key in TEXTS)}
        _write_table(folder / f"{name}.parquet", kept, rows)


def require_pyarrow() -> None:
    """Raise `UsageError` where pyarrow is not installed."""
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise UsageError(
            "Parquet needs pyarrow, which is missing; install it with: pip install 'papertriples[parquet]'"
        ) from error


def _write_table(path: Path, types: Mapping[str, str], rows: Iterable[dict[str, Any]]) -> None:
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    kinds = {"list": pa.list_(pa.string()), "bool": pa.bool_()}
    schema = pa.schema([(key, kinds.get(kind) or getattr(pa, kind)()) for key, kind in types.items()])
    with ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in _in_batches(rows):
            columns = {key: [row.get(key) for row in batch] for key in types}
            writer.write_table(pa.table(columns, schema=schema))


def _in_batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    rest = iter(rows)
    while batch := list(islice(rest, ROWS_AT_ONCE)):
        yield batch


def _node_row(node: Node) -> dict[str, Any]:
    return {
        "id": node.id,
        "type": node.labels[0],
        "types": list(node.labels),
        "label": node.label,
        **node.properties,
    }


def _edge_row(edge: Edge) -> dict[str, Any]:
    return {"source": edge.source, "target": edge.target, "type": edge.type, **edge.properties}


def _mention_row(row: MentionRow) -> dict[str, Any]:
    return dataclasses.asdict(row)
