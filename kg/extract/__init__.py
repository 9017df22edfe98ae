"""From the text of a paper to what it says: the only room that knows spaCy."""

from __future__ import annotations

from kg.extract.contract import GROUP, Extractor, available, check_extraction, link_threshold, load

__all__ = ["GROUP", "Extractor", "available", "check_extraction", "link_threshold", "load"]
