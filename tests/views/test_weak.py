"""Claims that give no plain triple: told in the panel with their sentence, never drawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg import ledger
from kg.handle.picture import picture_of
from kg.ledger import Entry
from kg.views import Only, Picture, overview
from tests.fixture import fixture_derived
from tests.stores import publish_fixture
from tests.views.samples import fixture_picture, papers

Told = list[tuple[str, str, str, float]]


def told(picture: Picture) -> Told:
    """What a picture tells beside its edges."""
    return [(u.labels[0], u.relation, u.labels[1], u.evidence.confidence) for u in picture.unsure]


def test_what_is_below_the_threshold_is_told_and_not_drawn() -> None:
    picture = fixture_picture()
    assert told(picture) == [
        ("Sliding Attention", "partOf", "transformer", 0.45),
        ("2301.99001", "discusses", "logged data", 0.34),
        ("2305.99005", "discusses", "Longer training", 0.28),
    ]
    drawn = {edge.key for edge in picture.edges}
    assert not drawn & {(u.source, u.relation, u.target) for u in picture.unsure}
    weak = picture.unsure[0]
    text = papers()[weak.evidence.paper][0].text[weak.evidence.start : weak.evidence.end]
    assert "Sliding Attention" in text


@pytest.mark.parametrize(
    ("only", "count"),
    [
        (Only(min_confidence=0.3), 2),
        (Only(relations=frozenset({"discusses"})), 2),
        (Only(kinds=frozenset({"Paper", "Concept"})), 1),
        (Only(min_confidence=0.6), 0),
    ],
)
def test_a_choice_holds_for_them_as_well(only: Only, count: int) -> None:
    assert len(overview(fixture_derived(), papers(), only=only).unsure) == count


def test_what_somebody_rejected_is_not_told(tmp_path: Path) -> None:
    store = publish_fixture(tmp_path / "store")
    assert ("Sliding Attention", "partOf", "transformer", 0.45) in told(picture_of(store))
    names = (("sliding-attention", "Sliding Attention"), ("transformer", "transformer"))
    entry = Entry(0, "2026-01-01T00:00:00Z", "A", "reject", ("2310.99010",), names=names, value="partOf")
    ledger.write(store, [entry])
    assert [row[1] for row in told(picture_of(store))] == ["discusses", "discusses"]


def test_a_name_says_what_it_is_a_kind_of(tmp_path: Path) -> None:
    store = publish_fixture(tmp_path / "store")
    around = picture_of(store, around="offline reinforcement learning", depth=1)
    facts = next(n.facts for n in around.nodes if n.id == "name/offline-reinforcement-learning")
    assert ("Kind of", "reinforcement learning (by its name)") in facts


@pytest.mark.browser
def test_the_panel_tells_them_apart(show: Callable[..., Any]) -> None:
    page = show(fixture_picture(), "#at=name%2Fsliding-attention")
    rows = page.find_elements("css selector", "#panel .unsure summary")
    assert [row.text.split() for row in rows] == [["part", "of", "transformer"]]
    assert not page.find_elements("css selector", "#panel .unsure article:not([hidden])")[0].is_displayed()
    rows[0].click()
    quote = page.find_element("css selector", "#panel .unsure blockquote")
    assert quote.is_displayed()
    assert "Sliding Attention" in quote.text
    assert page.get_log("browser") == []
