"""Bytes to records: every format the package reads, chosen by content."""

from __future__ import annotations

from kg.sources.reading import FORMATS, read_sources

__all__ = ["FORMATS", "read_sources"]
