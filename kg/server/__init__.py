"""The graph over HTTP: a SPARQL endpoint that answers from processes which can be ended at any moment."""

from __future__ import annotations

from kg.server.settings import Settings

__all__ = ["Settings"]
