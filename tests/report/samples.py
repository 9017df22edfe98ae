"""Reports for tests: the fixture's, one of nasty texts, an empty one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.analytics import Corpus
from kg.analytics.nearest import Nearness
from kg.analytics.rank import Ranked
from kg.analytics.similar import Similar
from kg.model import Derived
from kg.report import Report, gather
from kg.report.records import Bars, Card, Chip, Doubt, Like, Matrix, Segment, Theme
from kg.store.snapshot import Snapshot
from tests.analytics.conftest import corpus
from tests.fixture import fixture_pairs
from tests.stores import publish_fixture
from tests.views.samples import NASTY


def fixture_report(
    since: str | None = None,
    until: str | None = None,
    *,
    texts: bool = True,
    only: Collection[str] | None = None,
) -> Report:
    """The report on the fixture."""
    papers = {paper.id: (paper, (extraction,)) for paper, extraction in fixture_pairs()}
    return gather(
        corpus(), papers, title="Fixture", since=since, until=until, texts=texts, only=only, similar=like
    )


def like(paper: str) -> tuple[Similar, ...]:
    """Papers like a paper of the fixture, by names and words of names."""
    return _likes()[paper]


@cache
def _likes() -> dict[str, tuple[Similar, ...]]:
    with TemporaryDirectory() as folder, Snapshot.open(publish_fixture(Path(folder) / "store")) as snapshot:
        near = Nearness(snapshot.index)
        return {paper: near.similar(paper, limit=2) for paper in near.papers}


def empty_report() -> Report:
    """The report on an empty store."""
    return gather(Corpus(Derived(), ()), {}, title="Empty")


def nasty_report() -> Report:
    """Every nasty string in every place that a paper can fill."""
    chips = tuple(Chip(text, "Method", 0.5, True) for text in NASTY)
    cards = tuple(_nasty_card(text, number, chips) for number, text in enumerate(NASTY))
    ids = tuple(card.id for card in cards)
    return replace(
        empty_report(),
        title=NASTY[1] + NASTY[4] + NASTY[7],
        papers=len(cards),
        themes=(Theme(NASTY[0], cards, NASTY, NASTY),),
        bars=(Bars("Top tasks", "Task", tuple((text, 2) for text in NASTY)),),
        matrices=(Matrix("Tasks", NASTY, tuple((text, (ids,) * len(NASTY)) for text in NASTY), 1, 1),),
        central=tuple(Ranked(text, text, "Method", 1, 0.5) for text in NASTY),
        doubts=tuple(Doubt(card.id, card.title, "uses", chips[0], card.sentence) for card in cards),
    )


def _nasty_card(text: str, number: int, chips: tuple[Chip, ...]) -> Card:
    segments = (Segment(text), Segment(text, "Task"))
    like = (Like(f"{NASTY[0]}0", text, NASTY),)
    return Card(f"{NASTY[0]}{number}", text, None, text, None, text, (("Task", chips),), segments, like)
