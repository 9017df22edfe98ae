"""LaTeX as it stands in titles and abstracts, turned into readable Unicode."""

from __future__ import annotations

from kg.latex.reader import MAX_DEPTH, to_unicode

__all__ = ["MAX_DEPTH", "to_unicode"]
