"""The pages in a real browser: quiet, usable by keyboard and by everybody, and nothing of a paper runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.pages.stores import NAMES, publish_nasty
from tests.server.browsing import Site
from tests.server.conftest import Client, serving
from tests.views.conftest import browser
from tests.views.test_browser import js, settle, texts

__all__ = ["browser"]
pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/search?q=learning",
    "/search?q=zzzzqqqq",
    "/name/offline-reinforcement-learning",
    "/name/object-detection?relation=addresses",
    "/paper/2303.99003",
    "/paper/2309.99008",
    "/author/bo-quill",
    "/extractor/fixture/1",
    "/ontology#proposes",
    "/void",
    "/prefix/kg",
)


@pytest.fixture
def site(browser: Any, client: Client) -> Site:
    """The fixture's server in the browser."""
    return Site(browser, client)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_quiet_accessible_and_fits(site: Site, path: str) -> None:
    site.open(path)
    site.assert_quiet()
    site.assert_accessible()
    for wide in (1300, 820, 360):
        site.assert_fits(wide)


def test_from_a_name_to_a_claim_and_back(site: Site) -> None:
    page = site.open("/name/tilenet")
    page.find_element("css selector", "blockquote a.sure").click()
    settle(page, "location.pathname.startsWith('/claim/')")
    assert texts(page, ".evidence")
    site.assert_accessible()
    page.find_element("css selector", "a.title").click()
    settle(page, "location.pathname.startsWith('/paper/')")
    page.find_element("css selector", "main mark a").click()
    settle(page, "location.pathname.startsWith('/name/')")
    page.find_element("css selector", ".links .why").click()
    settle(page, "location.pathname.startsWith('/link/')")
    site.assert_accessible()
    site.assert_quiet()


def test_suggestions_by_keyboard(site: Site) -> None:
    from selenium.webdriver.common.keys import Keys

    page = site.open("/")
    box = page.find_element("css selector", "#q")
    box.send_keys("objct detection")
    settle(page, "document.querySelectorAll('#found li').length > 0")
    assert js(page, "document.activeElement.getAttribute('aria-expanded')") == "true"
    site.assert_accessible()
    box.send_keys(Keys.ARROW_DOWN)
    chosen = js(page, "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))")
    assert chosen.get_attribute("aria-selected") == "true"
    box.send_keys(Keys.ESCAPE)
    assert js(page, "document.getElementById('found').hidden")
    box.send_keys(Keys.ARROW_DOWN)
    settle(page, "!document.getElementById('found').hidden")
    box.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    settle(page, "location.pathname === '/name/object-detection'")
    site.assert_quiet()


def test_enter_without_a_choice_searches(site: Site) -> None:
    page = site.open("/")
    page.find_element("css selector", "#q").send_keys("learning\n")
    settle(page, "location.pathname === '/search'")
    assert texts(page, ".hits li")


def test_what_is_not_there(site: Site) -> None:
    page = site.open("/name/tilenett")
    assert texts(page, "h1") == ["Nothing here"]
    site.assert_accessible()


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A server over nasty names."""
    with serving(publish_nasty(tmp_path_factory.mktemp("nasty") / "store"), "--workers", "1") as client:
        yield client


@pytest.mark.parametrize("number", range(len(NAMES)))
def test_nothing_of_a_paper_runs(browser: Any, nasty: Client, number: int) -> None:
    site = Site(browser, nasty)
    page = site.open(f"/paper/2401.{number:05d}")
    for kind in ("name", "author", "venue", "claim"):
        href = js(page, f"document.querySelector('main a[href^=\"/{kind}/\"]').getAttribute('href')")
        site.open(href)
        site.assert_fits(360)
        site.assert_quiet()
        page = site.open(f"/paper/2401.{number:05d}")
    site.assert_quiet()
    box = page.find_element("css selector", "#q")
    page.execute_script("arguments[0].value = arguments[1]; arguments[0].focus();", box, NAMES[number][:40])
    box.send_keys(" ")
    settle(page, "document.querySelectorAll('#found li').length > 0")
    site.assert_quiet()
