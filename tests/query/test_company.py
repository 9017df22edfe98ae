"""Names that many papers name answer from what is kept of them as they would from their papers."""

from __future__ import annotations

from unittest.mock import patch

import pyoxigraph as ox
import pytest

from kg.index import Index
from kg.query import SavedQuery, bind
from kg.query.engine import answer
from tests.query.conftest import fixture_quads
from tests.query.test_saved_queries import BY_NAME, values

KEPT = [query for query in BY_NAME.values() if "kg:companyOf" in query.text]


@pytest.fixture(scope="module")
def kept() -> ox.Store:
    """The fixture, in which every entity has a company."""
    store = ox.Store()
    with patch("kg.resolve.company.MANY", 0):
        store.extend(fixture_quads())
    return store


def test_who_reads_it() -> None:
    assert len(KEPT) >= 9


@pytest.mark.parametrize("query", KEPT, ids=lambda query: query.name)
def test_the_answer_is_the_same(query: SavedQuery, store: ox.Store, kept: ox.Store, index: Index) -> None:
    terms = bind(query, values(query), index).terms
    assert "?all <= 200" in query.text
    text = query.text.replace("?all <= 200", "?all <= 0")
    expected = answer(store, query.text, substitutions=terms)
    assert not expected.is_empty
    assert answer(kept, text, substitutions=terms) == expected


def test_of_a_task_of_many_papers_the_authors_of_several_come(store: ox.Store, index: Index) -> None:
    query = BY_NAME["authors-for-task"]
    terms = bind(query, values(query), index).terms
    every = answer(store, query.text, substitutions=terms)
    few = answer(store, query.text.replace(" 200)", " 0)"), substitutions=terms)
    papers = every.variables.index("papers")
    several = tuple(row for row in every.rows if (term := row[papers]) is not None and int(term.value) > 1)
    assert few.rows == several
    assert len(several) < len(every.rows)
