"""Odd stores in a real browser: empty, one paper, one name, no sentences, nasty names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from kg.handle.picture import picture_of
from kg.handle.reporting import report_on
from kg.model import Entity, Extraction, Mention, Paper
from kg.report import write_report
from tests.stores import publish_fixture, publish_papers
from tests.views.samples import CANARY, NASTY
from tests.views.test_browser import assert_quiet, js, texts

pytestmark = pytest.mark.browser
Show = Callable[..., Any]
HARMFUL = [text for text in NASTY[:7] if text.isprintable()]


def paper(number: int, *names: str) -> tuple[Paper, Extraction]:
    """A paper whose title names these."""
    title = "On " + " and ".join(names) if names else "A paper that names nothing"
    entities = []
    for name in names:
        start = title.index(name)
        mention = Mention(start, start + len(name), name, 0, len(title))
        entities.append(Entity(name, "Method", "proposes", 0.9, (mention,)))
    local = f"2401.{number:05d}"
    made = Paper(local, title, date="2024-01-01", arxiv=local)
    return made, Extraction(local, "spacy", "1", tuple(entities))


def stored(folder: Path, papers: Sequence[tuple[Paper, Extraction]]) -> Path:
    """A store of these papers."""
    return publish_papers(folder / "odd", papers)


def reported(page: Any, store: Path, folder: Path) -> Any:
    """The report on a store, opened in the browser."""
    out = folder / "report.html"
    write_report(report_on(store), out)
    page.get("about:blank")
    for log in ("browser", "performance"):
        page.get_log(log)
    page.get(out.as_uri())
    return page


def test_an_empty_store(show: Show, tmp_path: Path) -> None:
    store = stored(tmp_path, [])
    page = show(picture_of(store))
    assert texts(page, "#counts") == ["0 papers, 0 entities, 0 edges"]
    assert page.find_element("css selector", "#empty").is_displayed()
    page.find_element("css selector", "#search").send_keys("anything")
    assert texts(page, "#suggestions li") == ["Nothing of that name here."]
    assert_quiet(page)
    assert "There are no papers here." in texts(reported(page, store, tmp_path), "#glance p")
    assert_quiet(page)


def test_a_paper_that_names_nothing(show: Show, tmp_path: Path) -> None:
    store = stored(tmp_path, [paper(1)])
    page = show(picture_of(store, paper="2401.00001"))
    assert texts(page, "#counts") == ["1 paper, 0 entities, 0 edges"]
    assert texts(page, "#panel h2") == ["A paper that names nothing"]
    assert_quiet(page)
    page = show(picture_of(store))
    assert texts(page, "#counts") == ["0 papers, 0 entities, 0 edges"]
    assert_quiet(page)
    assert texts(reported(page, store, tmp_path), ".card h3") == ["A paper that names nothing"]
    assert_quiet(page)


def test_one_paper_and_one_name(show: Show, tmp_path: Path) -> None:
    store = stored(tmp_path, [paper(1, "Mira")])
    page = show(picture_of(store))
    assert texts(page, "#counts") == ["1 paper, 1 entity, 1 edge"]
    page.find_element("css selector", "#search").send_keys("mira\n")
    assert texts(page, "#panel h2") == ["Mira"]
    page.find_element("css selector", "#panel .why").click()
    assert texts(page, "#panel blockquote mark") == ["Mira"]
    assert_quiet(page)
    page = reported(page, store, tmp_path)
    assert texts(page, ".card dl dd") == ["Mira"]
    assert_quiet(page)


def test_without_sentences_a_panel_says_so(show: Show, tmp_path: Path) -> None:
    store = publish_fixture(tmp_path / "fixture")
    picture = picture_of(store, texts=False)
    page = show(picture, "#at=name%2Ftilenet")
    page.find_element("css selector", "#panel .why").click()
    assert "(texts are left out of this file)" in texts(page, "#panel blockquote")[0]
    assert texts(page, "#panel .abstract, #panel .definition") == []
    assert_quiet(page)


def test_nasty_names_of_a_store_run_nothing(show: Show, tmp_path: Path) -> None:
    store = stored(tmp_path, [paper(i, name) for i, name in enumerate(HARMFUL, 1)])
    picture = picture_of(store)
    names = {node.label for node in picture.nodes if node.kind == "Method"}
    assert names == set(HARMFUL)
    page = show(picture)
    for node in [node for node in picture.nodes if node.kind == "Method"]:
        page.execute_script("location.hash = 'at=' + encodeURIComponent(arguments[0])", node.id)
        assert js(page, "document.querySelectorAll('#panel img, #panel script').length") == 0
    page = show(picture_of(store, around=HARMFUL[1]))
    assert texts(page, "#panel h2") == [HARMFUL[1]]
    assert js(page, "typeof window.canary") == "undefined"
    assert CANARY in js(page, "document.body.textContent")
    assert_quiet(page)
    page = reported(page, store, tmp_path)
    assert js(page, "typeof window.canary") == "undefined"
    assert_quiet(page)
