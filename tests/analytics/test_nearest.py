"""Papers like a paper, from the index and the texts: as the whole corpus says, and why."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.analytics.nearest import Nearness
from kg.errors import NotFound
from kg.handle.likeness import Texts, similar_papers
from kg.store.snapshot import Snapshot
from tests.fixture import fixture_papers
from tests.stores import publish_fixture


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """The fixture, published."""
    with Snapshot.open(publish_fixture(tmp_path_factory.mktemp("nearest") / "store")) as opened:
        yield opened


def test_texts_are_those_of_the_papers(snapshot: Snapshot) -> None:
    texts = Texts(snapshot)
    for paper in fixture_papers():
        assert texts(paper.id) == (paper.text if paper.abstract else paper.title)
    assert texts("no-such-paper") == ""


@pytest.mark.parametrize("with_text", [False, True])
def test_the_nearest_and_why(snapshot: Snapshot, with_text: bool) -> None:
    near = Nearness(snapshot.index, Texts(snapshot) if with_text else None)
    found = near.similar("2303.99003", limit=3)
    assert [row.id for row in found[:2]] == ["2305.99005", "2303.99004"]
    names = {s.label: s.papers for s in found[0].shared if s.kind == "name"}
    assert names == {
        "object detection": 3,
        "PlainDet": 3,
        "SkyBoxes": 3,
        "TileNet": 2,
        "convolutional neural network": 2,
    }
    assert any(s.kind == "text" for s in found[0].shared) == with_text
    weights = [s.weight for s in found[0].shared]
    assert weights == sorted(weights, reverse=True)
    assert 0 < found[1].score < found[0].score <= 1
    assert near.similar("2303.99003", limit=3) == found
    with pytest.raises(NotFound, match="no paper 'x'"):
        near.similar("x")


def test_a_paper_is_asked_by_any_name(snapshot: Snapshot) -> None:
    asked, found = similar_papers(snapshot.directory, "TileNet: Fast Object Detection on Drones", limit=1)
    assert (asked.id, [row.id for row in found]) == ("2303.99003", ["2305.99005"])


def test_what_is_usual_around_a_paper(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.analytics.nearest.LEAST_PER_NEAR", 2)
    near = Nearness(snapshot.index)
    plain = Nearness(snapshot.index, share=0.0)
    found, alone = near.similar("2303.99003"), plain.similar("2303.99003")
    assert {row.id for row in found} == {row.id for row in alone}
    around = {s.label for row in found for s in row.shared if s.kind == "around"}
    own = {s.label for row in alone for s in row.shared}
    assert around
    assert not around & own
    assert not any(s.kind == "around" for row in alone for s in row.shared)
