"""What a report tells about the fixture, and its page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kg.analytics import Trend
from kg.errors import ForeignPath, UsageError
from kg.handle.likeness import similar_papers
from kg.handle.reporting import report_on
from kg.report import render, write_report
from kg.report.gather import _periods
from tests.fixture import fixture_papers
from tests.report.samples import empty_report, fixture_report, nasty_report
from tests.stores import publish_fixture

ALL = tuple(paper.id for paper in fixture_papers())


def test_the_whole_fixture() -> None:
    report = fixture_report()
    assert (report.papers, report.outside, report.names, report.new_names) == (12, 0, 38, None)
    assert (report.first, report.last) == ("2023", "2023-11-11")
    assert [(theme.name, len(theme.cards)) for theme in report.themes] == [
        ("offline reinforcement learning · behaviour cloning · D4Maze", 4),
        ("object detection · PlainDet · convolutional neural network", 3),
        ("text summarisation · transformer", 3),
        ("molecule property prediction · Graph neural network · MolBox", 2),
    ]
    assert report.themes[1].tasks == ("object detection", "aerial object detection")
    assert report.themes[1].proposed == ("TileNet", "SkyBoxes")
    assert report.bars[0].rows[:2] == (("object detection", 3), ("offline reinforcement learning", 3))
    assert report.changing == ()
    assert [row.label for row in report.central[:2]] == ["Calm Q-Learning", "offline reinforcement learning"]
    assert [row.label for row in report.bridging[:2]] == ["Calm Q-Learning", "transformer"]


def test_a_card() -> None:
    card = next(c for t in fixture_report().themes for c in t.cards if c.id == "2303.99003")
    assert card.title == "TileNet: Fast Object Detection on Drones"
    assert card.href == "https://arxiv.org/abs/2303.99003"
    assert {head: [chip.label for chip in chips] for head, chips in card.rows} == {
        "Proposes": ["TileNet"],
        "Task": ["object detection"],
        "Datasets": ["SkyBoxes"],
        "Measured by": ["mean average precision", "frames per second"],
        "Builds on": ["convolutional neural network"],
        "Compares with": ["PlainDet"],
    }
    marked = {segment.text: segment.kind for segment in card.abstract if segment.kind}
    assert marked["TileNet"] == "Method"
    assert marked["PlainDet"] == "Method"
    text = "".join(segment.text for segment in card.abstract)
    assert card.sentence in text
    assert "TileNet" in card.sentence
    assert [like.id for like in card.like] == ["2305.99005", "2303.99004"]
    assert card.like[0].shared == ("convolutional neural network", "TileNet", "object detection")


def test_a_matrix_leaves_blank_what_nobody_says() -> None:
    matrix = fixture_report().matrices[1]
    cells = {
        (task, column): cell
        for task, row in matrix.rows
        for column, cell in zip(matrix.columns, row, strict=True)
    }
    assert cells["object detection", "SkyBoxes"] == ("2303.99003", "2305.99005")
    assert cells["object detection", "D4Maze"] == ()
    assert matrix.filled == sum(bool(cell) for cell in cells.values()) == matrix.of


def test_a_range_counts_what_is_new() -> None:
    report = fixture_report(since="2023-05", until="2023-07")
    titles = {card.title for theme in report.themes for card in theme.cards}
    assert titles == {
        "Do Tiles Help? A Second Look at Drone Vision",
        "Graph Neural Networks for Molecule Property Prediction",
        "Pretraining a GNN Without Labels",
    }
    assert (report.papers, report.outside, report.names, report.new_names) == (3, 9, 10, 5)
    new = {c.label for t in report.themes for d in t.cards for _, cs in d.rows for c in cs if c.new}
    assert new == {
        "Graph neural network",
        "MaskMol",
        "MolBox",
        "mean absolute error",
        "molecule property prediction",
    }


def test_a_range_without_papers_is_refused() -> None:
    with pytest.raises(UsageError, match="no paper of this graph is dated from 2031 to the last"):
        fixture_report(since="2031")


def test_periods_fit_the_span() -> None:
    assert _periods(["2025-10-01", "2025-10-01", "2025-10-03"]) == (("2025-10-01", 2), ("2025-10-03", 1))
    assert _periods(["2025-09-30", "2025-10"]) == (("2025-09", 1), ("2025-10", 1))
    assert _periods(["2019-01-01", "2020", "2022", "2022"]) == (
        ("2019", 1),
        ("2020", 1),
        ("2021", 0),
        ("2022", 2),
    )


def test_doubts_are_the_least_certain_one_a_paper() -> None:
    doubts = fixture_report().doubts
    sure = [doubt.chip.confidence for doubt in doubts]
    assert sure == sorted(sure)
    assert len({doubt.paper for doubt in doubts}) == len(doubts)
    assert (doubts[0].title, doubts[0].chip.label, doubts[0].chip.confidence) == (
        "When Behaviour Cloning Is Enough",
        "Calm Q-Learning",
        0.86,
    )


def test_doubts_say_their_relation_in_plain_words() -> None:
    report = fixture_report()
    page = render(replace(report, doubts=(replace(report.doubts[0], relation="comparesWith"),)))
    assert '<span class="quiet">compares with</span>' in page
    assert "comparesWith" not in page


def test_the_page_is_the_same_every_time() -> None:
    assert render(fixture_report()) == render(fixture_report())


def test_without_texts_no_sentence_is_in_the_page() -> None:
    page = render(fixture_report(texts=False))
    assert "<details>" not in page
    assert "<mark" not in page
    assert "blockquote" not in page
    assert 'class="said"' not in page
    assert "Abstracts and sentences are left out." in page


@pytest.mark.parametrize("make", [fixture_report, empty_report, nasty_report])
def test_the_page_loads_and_runs_nothing(make: object) -> None:
    page = render(make())  # type: ignore[operator]
    assert "<script" not in page
    assert "style=" not in page
    assert "<img" not in page
    assert 'content="default-src &#39;none&#39;; style-src &#39;sha256-' in page
    assert not any(c in page for c in "\u202e\u2066\x00\x1b\ud800")


def test_a_foreign_file_is_kept(tmp_path: Path) -> None:
    mine = tmp_path / "thesis.html"
    mine.write_text("<p>mine")
    with pytest.raises(ForeignPath, match="not a page written by kg report"):
        write_report(empty_report(), mine)
    assert mine.read_text() == "<p>mine"
    write_report(empty_report(), tmp_path / "new" / "r.html")
    write_report(fixture_report(), tmp_path / "new" / "r.html")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["r.html"]


def test_a_listing_is_held_against_the_rest_of_the_store() -> None:
    report = fixture_report(only=("2305.99005", "no-such-paper"))
    assert (report.papers, report.outside, report.names) == (1, 11, 5)
    assert report.new_names == 0  # all of it is in other papers
    page = render(fixture_report(only=("2305.99005",)))
    assert "of these names are new, no other paper of the store has them" in page
    assert "11 papers of the store lie outside this listing." in page
    assert fixture_report(only=ALL).new_names is None


def test_charts_leave_out_what_one_paper_names() -> None:
    assert [n for _, n in fixture_report().bars[0].rows] == [3, 3, 2, 2]
    rare = fixture_report(since="2023-05", until="2023-07").bars[0].rows
    assert [n for _, n in rare] == [2, 1]  # too few to leave out any


def test_what_rises_has_its_chart() -> None:
    report = replace(
        fixture_report(),
        months=("2023-01", "2023-02", "2023-03"),
        changing=(Trend("x", "<b>Mamba</b>", "Method", "rising", (0, 1, 7), 7, 1.5, 0.01),),
    )
    page = render(report)
    assert '<bdi class="Method">&lt;b&gt;Mamba&lt;/b&gt;</bdi>' in page
    assert "8 papers over 3 months" in page
    assert "<title>2023-03: 7</title>" in page
    assert "7 in the last months where 1.5 would be expected" in page


def test_what_is_like_a_paper_may_lie_outside_the_report() -> None:
    part = fixture_report(only=["2303.99003"])
    page = render(part)
    assert page.count("not in this report") == 2


def test_a_store_says_what_kg_similar_says(tmp_path: Path) -> None:
    store = publish_fixture(tmp_path / "store")
    report = report_on(store)
    card = next(c for t in report.themes for c in t.cards if c.id == "2303.99003")
    _, rows = similar_papers(store, "2303.99003", limit=2)
    assert [(like.id, like.date) for like in card.like] == [(row.id, row.date) for row in rows]
    assert "object detection" in card.like[0].shared
