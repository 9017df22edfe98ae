"""What ``kg.open(directory)`` gives: a handle on a published graph, for Python and for the command line."""

from __future__ import annotations

from kg.handle.graph import Graph
from kg.handle.statements import PaperView, Statement

__all__ = ["Graph", "PaperView", "Statement"]
