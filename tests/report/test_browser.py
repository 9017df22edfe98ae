"""The report in a real browser: quiet, complete, and nothing of a paper runs."""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from kg.report import Report, write_report
from tests.report.samples import empty_report, fixture_report, nasty_report
from tests.views.test_browser import assert_quiet, js, texts

pytestmark = pytest.mark.browser


def opened(browser: Any, folder: Path, report: Report) -> Any:
    """The page of a report, opened from disk, with the logs emptied before."""
    path = folder / "report.html"
    write_report(report, path)
    browser.get("about:blank")
    for log in ("browser", "performance"):
        browser.get_log(log)
    browser.get(path.as_uri())
    return browser


@pytest.mark.parametrize("make", [fixture_report, empty_report, nasty_report])
def test_opens_quietly_and_runs_nothing(browser: Any, tmp_path: Path, make: Callable[[], Report]) -> None:
    report = make()
    page = opened(browser, tmp_path, report)
    assert_quiet(page)
    assert js(page, "window.canary") is None
    assert js(page, "document.scripts.length + document.images.length") == 0
    assert len(texts(page, ".card")) == report.papers
    assert js(
        page, "[...document.querySelectorAll('a')].every(a => /^(#|https:)/.test(a.getAttribute('href')))"
    )


def test_every_link_inside_leads_somewhere(browser: Any, tmp_path: Path) -> None:
    page = opened(browser, tmp_path, fixture_report())
    inside = "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href').slice(1))"
    assert len(js(page, inside)) > 20
    assert js(page, f"{inside}.filter(id => !document.getElementById(id))") == []


def test_the_policy_lets_the_style_through(browser: Any, tmp_path: Path) -> None:
    page = opened(browser, tmp_path, fixture_report())
    assert js(page, "getComputedStyle(document.querySelector('nav')).position") == "sticky"


@pytest.mark.parametrize("wide", [1400, 420])
def test_nothing_sticks_out(browser: Any, tmp_path: Path, wide: int) -> None:
    metrics = {"width": wide, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        for report in (fixture_report(), nasty_report()):
            page = opened(browser, tmp_path, report)
            assert js(page, "document.documentElement.scrollWidth") == wide
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_printed_it_has_every_paper_with_its_abstract(browser: Any, tmp_path: Path) -> None:
    report = fixture_report()
    page = opened(browser, tmp_path, report)
    printed = page.execute_cdp_cmd("Page.printToPDF", {"printBackground": False})
    pages = PdfReader(BytesIO(base64.b64decode(printed["data"]))).pages
    text = _bare(" ".join(sheet.extract_text() for sheet in pages))
    cards = [card for theme in report.themes for card in theme.cards]
    assert [card.title for card in cards if _bare(card.title) not in text] == []
    abstracts = [_bare("".join(segment.text for segment in card.abstract)) for card in cards]
    assert [abstract for abstract in abstracts if abstract not in text] == []
    assert _bare("Papers by theme") not in text  # what only leads about on a screen
    assert 2 < len(pages) < 12


def test_printed_no_card_leaves_a_hole(browser: Any, tmp_path: Path) -> None:
    """Cards flow over columns and pages; only what is short stays together."""
    page = opened(browser, tmp_path, fixture_report())
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        breaks = "(s => [s.breakInside, s.breakBefore, s.breakAfter])"
        style = breaks + "(getComputedStyle(document.querySelector('{}')))"
        for part in (".card", ".theme", ".abstract", "#matrices"):
            assert js(page, style.format(part)) == ["auto"] * 3, part
        assert js(page, "getComputedStyle(document.querySelector('.cards')).columnCount") == "2"
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def _bare(text: str) -> str:
    """Letters alone: a reader of PDF has to guess blanks, and fonts without a sign leave it out."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isascii() and c.isalnum())
