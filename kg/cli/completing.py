"""What the shell offers for a word that is begun: names and papers of the store, saved queries.

Names are offered as slugs, which every command takes for the name and which no shell has to quote.
"""

from __future__ import annotations

from kg.errors import KGError

MOST = 30
"""Completions that are offered at once."""


def names(incomplete: str) -> list[tuple[str, str]]:
    """Names and identifiers of papers in the default store that begin so, each with its label."""
    from kg.cli.plain import reading

    try:
        with reading(None) as index:
            found = index.find(incomplete, limit=MOST) if incomplete else []
    except KGError:  # no store, or several: there is nothing to offer
        return []
    begun = incomplete.lower()
    fitting = [match for match in found if match.id.startswith(begun)]
    return [(incomplete + match.id[len(begun) :], match.label) for match in fitting]  # capitals stay as typed


def saved_queries(incomplete: str) -> list[tuple[str, str]]:
    """Saved queries that begin so, each with what it answers."""
    from kg.query import list_queries

    return [(query.name, query.title) for query in list_queries() if query.name.startswith(incomplete)]
