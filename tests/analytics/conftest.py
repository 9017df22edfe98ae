"""The fixture's papers as a corpus."""

from __future__ import annotations

from functools import cache

from kg.analytics import Corpus
from kg.index import PaperRow
from kg.model import Derived
from tests.fixture import fixture_derived, fixture_papers


@cache
def corpus() -> Corpus:
    """The projection of the whole fixture."""
    rows = (PaperRow(p.id, p.title, p.date, p.aliases, 0) for p in fixture_papers())
    return Corpus(fixture_derived(), rows)


def empty() -> Corpus:
    """A graph that holds nothing."""
    return Corpus(Derived(), ())
