"""Saved topics: kept, asked, and told of once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from kg.errors import InputError, NotFound, UsageError
from kg.handle.following import news
from kg.handle.reporting import report_on
from kg.report import render
from kg.report.records import NewPaper
from kg.topics import FILE, Topic, add_topic, read_topics, remember, remove_topic
from tests.stores import publish_fixture


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """The fixture, published, with two topics."""
    store = publish_fixture(tmp_path / "store")
    add_topic(store, Topic("vision", ("object detection", "holography")))
    add_topic(store, Topic("nets", query="papers-proposing", values=(("name", "TileNet"),)))
    return store


def test_topics_are_kept_by_name(store: Path) -> None:
    assert [(t.name, t.what, t.told) for t in read_topics(store)] == [
        ("nets", "query papers-proposing name=TileNet", None),
        ("vision", "object detection; holography", None),
    ]
    with pytest.raises(UsageError, match="there is a topic 'nets' already"):
        add_topic(store, Topic("nets", ("x",)))
    with pytest.raises(UsageError, match="topic 'void' follows nothing"):
        add_topic(store, Topic("void"))
    remove_topic(store, "nets")
    with pytest.raises(NotFound, match="no topic is called 'nets'; there are: vision"):
        remove_topic(store, "nets")
    (store / FILE).write_text("[]")
    with pytest.raises(InputError, match=r"no file of topics .*; mend or remove it"):
        read_topics(store)


def test_news_are_what_no_report_has_told(store: Path) -> None:
    nets, vision = news(store)
    assert (nets.papers, nets.all_new, nets.first) == (1, ("2303.99003",), True)
    assert (vision.papers, vision.missing, [paper.date or "" for paper in vision.new]) == (
        3,
        ("holography",),
        sorted((paper.date or "" for paper in vision.new), reverse=True),
    )
    assert vision.new[0].names == ("object detection",)
    remember(store, {"vision": vision.all_new[1:]})
    assert news(store)[1].all_new == vision.all_new[:1]
    assert news(store)[0].all_new == nets.all_new
    remember(store, {"vision": vision.all_new[:1]})
    assert news(store)[1].all_new == ()
    assert not news(store)[1].first


def test_since_asks_by_date_whatever_was_told(store: Path) -> None:
    (vision,) = news(store, only="vision")
    remember(store, {"vision": vision.all_new})
    (again,) = news(store, since="2023-05", only="vision")
    assert [paper.id for paper in again.new] == [p.id for p in vision.new if (p.date or "") >= "2023-05"]


def test_since_is_a_date(store: Path) -> None:
    with pytest.raises(UsageError, match="'yesterday' is no date"):
        news(store, since="yesterday")


def test_all_that_is_new_is_in_the_page(store: Path) -> None:
    report = report_on(store, topics=True)
    many = tuple(NewPaper(f"p{n}", f"Paper {n}", None, ()) for n in range(42))
    page = render(replace(report, news=(replace(report.news[0], new=many),)))
    assert "<summary>And 2 more</summary>" in page
    assert page.count("<bdi>Paper ") == 42


def test_a_report_tells_of_topics_and_only_writing_it_counts(store: Path) -> None:
    before = (store / FILE).read_bytes()
    report = report_on(store, topics=True)
    assert [topic.name for topic in report.news] == ["nets", "vision"]
    page = render(report)
    assert 'id="topics"' in page
    assert "Nothing is called <bdi>holography</bdi> here yet." in page
    assert page == render(report_on(store, topics=True))
    assert (store / FILE).read_bytes() == before
    assert 'id="topics"' not in render(report_on(store))


def test_two_who_follow_at_once_lose_nothing(store: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: add_topic(store, Topic(f"topic {n:02}", ("TileNet",))), range(24)))
    assert len(read_topics(store)) == 26
