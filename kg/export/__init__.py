"""A store in the formats of others: RDF, graph editors, property-graph databases, tables."""

from __future__ import annotations

from kg.export.run import FOLDERS, FORMATS, RDF12, export

__all__ = ["FOLDERS", "FORMATS", "RDF12", "export"]
