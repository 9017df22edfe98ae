"""The index gives the derived records back as they were written."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.index import Index, write_index
from tests.fixture import fixture_derived, fixture_papers


@pytest.fixture
def index(tmp_path: Path) -> Index:
    write_index(tmp_path / "i", fixture_derived(), fixture_papers(), {})
    return Index(tmp_path / "i")


def test_all_comes_back(index: Index) -> None:
    with index:
        assert index.derived() == fixture_derived()


def test_a_part_holds_its_nodes_and_all_their_edges(index: Index) -> None:
    whole = fixture_derived()
    slug, paper = whole.entities[0].slug, whole.paper_edges[0].paper
    with index:
        part = index.derived([f"name/{slug}", f"paper/{paper}"])
    assert part.paper_edges == tuple(e for e in whole.paper_edges if e.paper == paper)
    assert part.entity_edges == tuple(e for e in whole.entity_edges if slug in (e.subject, e.object))
    assert {e.slug for e in part.entities} <= {e.slug for e in whole.entities}


def test_the_most_used_come_first(index: Index) -> None:
    with index:
        found = index.most_used(3)
    papers = {e.slug: e.papers for e in fixture_derived().entities}
    assert [papers[s] for s in found] == sorted(papers.values(), reverse=True)[:3]
