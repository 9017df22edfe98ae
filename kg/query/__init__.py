"""Saved queries with typed parameters, and the running of any query where it can be stopped.

Parameters become RDF terms that the engine substitutes; no query text is ever put together. A query
runs in a process of its own with limits of time, memory and size, and asks no other machine.
"""

from __future__ import annotations

from kg.query.binding import Bound, bind
from kg.query.formats import FORMATS, write
from kg.query.library import find_query, list_queries, load_query
from kg.query.limits import Limits
from kg.query.result import Result
from kg.query.running import run, run_saved
from kg.query.saved import Parameter, SavedQuery, parse
from kg.query.terms import Term

__all__ = [
    "FORMATS",
    "Bound",
    "Limits",
    "Parameter",
    "Result",
    "SavedQuery",
    "Term",
    "bind",
    "find_query",
    "list_queries",
    "load_query",
    "parse",
    "run",
    "run_saved",
    "write",
]
