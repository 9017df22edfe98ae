"""axe-core finds nothing on pictures, maps and reports, in light and in dark, whatever the graph holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.report import Report, write_report
from kg.views import Picture, overview, paper_node
from kg.views.compare import compared
from tests.fixture import fixture_derived
from tests.report.samples import empty_report, fixture_report, nasty_report
from tests.server.browsing import axe, media
from tests.views.samples import fixture_picture, nasty, one_node, papers
from tests.views.test_atlas import fields

pytestmark = pytest.mark.browser


def broken(page: Any) -> list[tuple[str, str, str]]:
    """Rules of axe-core that the page breaks: scheme, rule, element."""
    found = []
    for scheme in ("light", "dark"):
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [media(scheme)]})
        try:
            page.execute_script(axe())
            result = page.execute_async_script("axe.run().then(arguments[0])")
        finally:
            page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
        rules = result["violations"]
        found += [(scheme, rule["id"], node["html"][:200]) for rule in rules for node in rule["nodes"]]
    return found


def side_by_side() -> Picture:
    """Two papers compared."""
    ends = [paper_node("2303.99003")], [paper_node("2305.99005")]
    return compared(fixture_derived(), papers(), *ends, sides=("Both", "Only one", "Only other"))


def without_evidence() -> Picture:
    """The overview of papers of which no text is there."""
    return overview(fixture_derived(), {})


PICTURES: dict[str, tuple[Callable[[], Picture], str]] = {
    "empty": (lambda: Picture("Empty"), ""),
    "one": (one_node, ""),
    "overview": (fixture_picture, ""),
    "name": (fixture_picture, "#at=name%2Fcalm-q-learning"),
    "paper": (fixture_picture, "#at=paper%2F2303.99003"),
    "edge": (fixture_picture, "#edge=paper%2F2303.99003,proposes,name%2Ftilenet"),
    "path": (fixture_picture, "#path=name%2Fcalm-q-learning,name%2Fregret"),
    "compared": (side_by_side, ""),
    "bare": (without_evidence, "#at=name%2Fcalm-q-learning"),
    "map": (fields, ""),
    "theme": (fields, "#open=0&at=theme%2F0"),
    "nasty": (nasty, ""),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_accessible(show: Callable[..., Any], name: str) -> None:
    make, fragment = PICTURES[name]
    page = show(make(), fragment)
    page.execute_script("document.getElementById('table').open = true")
    page.execute_script("document.getElementById('keys').open = true")
    assert broken(page) == []


@pytest.mark.parametrize("make", [fixture_report, empty_report, nasty_report])
def test_a_report_is_accessible(browser: Any, tmp_path: Path, make: Callable[[], Report]) -> None:
    write_report(make(), tmp_path / "report.html")
    browser.get((tmp_path / "report.html").as_uri())
    assert broken(browser) == []
