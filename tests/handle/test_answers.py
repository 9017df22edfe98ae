"""The picture of a query's answer: what was asked about is in it, and what ties the answer together."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import NotFound
from kg.handle.picture import picture_of
from kg.views import Picture
from tests.stores import publish_fixture


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fixture's store."""
    return publish_fixture(tmp_path_factory.mktemp("answers") / "store")


def labels(picture: Picture, kind: str) -> list[str]:
    """What the nodes of one kind are called."""
    return sorted(node.label for node in picture.nodes if node.kind == kind)


def test_what_was_asked_about_is_drawn_with_papers_that_tie_the_answer(store: Path) -> None:
    picture = picture_of(store, query="methods-for-task", values={"task": "object detection"})
    assert labels(picture, "Task") == ["object detection"]
    assert len(labels(picture, "Paper")) == 3
    assert picture.notes == ("Beside the answer: object detection, 3 papers that name several of it.",)
    ends = {end for edge in picture.edges for end in (edge.source, edge.target)}
    assert {node.id for node in picture.nodes} <= ends


def test_an_answer_with_papers_ties_itself(store: Path) -> None:
    picture = picture_of(store, query="papers-proposing", values={"name": "TileNet"})
    assert labels(picture, "Method") == ["TileNet"]
    assert picture.notes == ("Beside the answer: TileNet.",)


def test_numbers_and_dates_name_nothing(store: Path) -> None:
    picture = picture_of(store, query="new-since", values={"since": "2023-10"})
    assert all(note.startswith("Beside the answer") is False for note in picture.notes)


def test_nothing_to_draw_is_said(store: Path) -> None:
    with pytest.raises(NotFound, match="select their IRIs"):
        picture_of(store, query="SELECT ?l { ?e a kg:Method ; skos:prefLabel ?l }")
