"""The map of a store too large to be drawn at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kg.handle.maps import map_of
from kg.model import Extraction, Paper
from kg.store.snapshot import Snapshot
from kg.views import Only
from tests.fixture import fixture_pairs
from tests.stores import publish_papers


def with_old_identifier(pairs: list[tuple[Paper, Extraction]]) -> list[tuple[Paper, Extraction]]:
    """The first paper under an identifier of before 2007."""
    (paper, extraction), *rest = pairs
    old = "hep-ph/9901001"
    return [(replace(paper, id=old, arxiv=old), replace(extraction, paper=old)), *rest]


def test_each_paper_of_a_map_links_to_where_it_is(tmp_path: Path) -> None:
    pairs = with_old_identifier(list(fixture_pairs()))
    store = publish_papers(tmp_path / "store", pairs)
    with Snapshot.open(store) as snapshot:
        found = map_of(snapshot, limit=1000, only=Only(), title="store", texts=True)
    links = {node.id.removeprefix("paper/"): node.href for node in found.nodes if node.kind == "Paper"}
    assert links["hep-ph/9901001"] == "https://arxiv.org/abs/hep-ph/9901001"
    assert links["doi-10.99999-notes.2023.7-18aa5dd5"] == "https://doi.org/10.99999/notes.2023.7"
    cards = {card.id: card.href for card in found.papers}
    assert len(cards) > 5
    assert {paper: links[paper] for paper in cards} == cards
