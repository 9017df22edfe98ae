"""Pictures of chosen parts of a store: one listing, a path, two papers, two spans of days, a large store."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg.handle.choices as choices
import kg.handle.picture as picture_module
from kg.errors import NotFound, UsageError
from kg.handle.choices import span
from kg.handle.picture import picture_of
from kg.views import Only
from tests.stores import publish_fixture


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fixture, published."""
    return publish_fixture(tmp_path_factory.mktemp("choices") / "store")


def test_a_span_of_days() -> None:
    week = span("2025-10-01..2025-10-07")
    assert week is not None
    assert [
        week.holds(d) for d in ("2025-09-30", "2025-10-01", "2025-10-07", "2025-10-08", "2025-10", None)
    ] == [*(False, True, True, False, False, False)]
    month = span("2025-10")
    assert month is not None
    assert [month.holds(d) for d in ("2025-10", "2025-10-31", "2025-11-01", "2025")] == [
        True,
        True,
        False,
        False,
    ]
    assert span("CFCQL") is span("2025-1") is None


def test_a_path_holds_its_steps(store: Path) -> None:
    found = picture_of(store, path=("Calm Q-Learning", "regret"))
    assert found.path == ("name/calm-q-learning", "name/regret")
    assert {"name/calm-q-learning", "paper/2302.99002", "name/regret"} <= {n.id for n in found.nodes}
    assert found.title == "From Calm Q-Learning to regret"
    with pytest.raises(UsageError, match="both ends of the path are the same"):
        picture_of(store, path=("regret", "regret"))


def test_what_lies_beside_a_path_is_chosen(store: Path) -> None:
    ends = ("Calm Q-Learning", "regret")
    everything = picture_of(store, path=ends)
    bare = picture_of(store, path=ends, limit=2)
    assert {n.id for n in bare.nodes} == {"name/calm-q-learning", "paper/2302.99002", "name/regret"}
    only = Only(relations=frozenset({"usedFor"}))
    assert {n.id for n in bare.nodes} <= {n.id for n in picture_of(store, path=ends, only=only).nodes}
    assert len(bare.edges) <= len(picture_of(store, path=ends, only=only).edges) < len(everything.edges)


def test_two_papers_compared(store: Path) -> None:
    found = picture_of(store, compare=("2303.99003", "2305.99005"))
    side = {node.id: node.side for node in found.nodes}
    assert (side["name/plaindet"], side["paper/2303.99003"], side["paper/2305.99005"]) == (0, 1, 2)
    assert found.sides[0] == "Shared by both"
    assert found.notes[0].startswith("Shared by both: 5")
    assert f"; {found.sides[1]}: " in found.notes[0]  # names keep their capitals
    with pytest.raises(UsageError, match="compare two different ones"):
        picture_of(store, compare=("2303.99003", "2303.99003"))


def test_two_names_compared(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ends = ("object detection", "offline reinforcement learning")
    assert not any("are compared" in note for note in picture_of(store, compare=ends).notes)
    monkeypatch.setattr(choices, "CITING", 1)
    notes = picture_of(store, compare=ends).notes
    assert "Of the papers that name object detection the best 1 are compared, 2 are not." in notes


def test_two_spans_of_days_compared(store: Path) -> None:
    found = picture_of(store, compare=("2023-01..2023-04", "2023-05..2023-12"))
    assert found.sides == ("In both", "Only 2023-01..2023-04", "New in 2023-05..2023-12")
    side = {node.id: node.side for node in found.nodes}
    assert (side["name/plaindet"], side["name/coverage"], side["name/maskmol"]) == (0, 1, 2)
    with pytest.raises(NotFound, match="no paper of this graph is dated 2031"):
        picture_of(store, compare=("2031", "2023"))


def test_one_listing_of_a_store(store: Path, tmp_path: Path) -> None:
    listing = tmp_path / "today.json"
    listing.write_text(
        '[{"title": "TileNet: Fast Object Detection on Drones", "abstract": "We.", "arxiv_id": "2303.99003"},'
        ' {"title": "Not Read Yet", "abstract": "Nobody has.", "arxiv_id": "2399.99999"}]'
    )
    found = picture_of(store, listing=listing)
    assert {n.id for n in found.nodes if n.kind == "Paper"} >= {"paper/2303.99003"}
    assert found.title == "today.json"
    listing.write_text('[{"title": "Not Read Yet", "abstract": "Nobody has."}]')
    with pytest.raises(NotFound, match=r"today.json: this store holds none of its papers; run kg build"):
        picture_of(store, listing=listing)


def test_a_listing_may_know_another_year_than_the_store(store: Path, tmp_path: Path) -> None:
    listing = tmp_path / "old.json"
    title = "TileNet: Fast Object Detection on Drones"
    listing.write_text(f'[{{"title": "{title}", "abstract": "We.", "date": "2011-01-01"}}, 7]')
    found = picture_of(store, listing=listing)
    assert "paper/2303.99003" in {n.id for n in found.nodes}
    assert [note for note in found.notes if "not in this store" in note] == []
    assert "could be read; problems: 1, the first: old.json" in found.notes[-1]


def test_a_picture_is_called_after_its_store(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(store)
    assert picture_of(Path()).title == "store"


def test_a_large_store_is_an_atlas(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_module, "OVERVIEW_LIMIT", 10)
    found = picture_of(store)
    assert found.themes
    assert (sum(n.kind == "Paper" for n in found.nodes), len(found.nodes)) == (12, 50)
    assert all(edge.evidence for edge in found.edges if edge.source.startswith("paper/"))
    assert found.notes[-1].startswith("Sentences are in this file for ")
    part = picture_of(store, limit=30)
    assert len(part.nodes) <= 30
    assert part.notes[0] == f"Shown are {len(part.nodes)} of 50 papers and names, the best connected."
    bare = picture_of(store, texts=False, only=Only(min_confidence=0.8))
    assert {card.text for card in bare.papers} == {""}
    assert min(edge.confidence for edge in bare.edges) >= 0.8
