"""Pictures on screens of all sizes and on paper, in a real browser."""

from __future__ import annotations

import base64
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from kg.views import Edge, Node, Picture, overview
from tests.fixture import fixture_derived
from tests.views.samples import fixture_picture, papers
from tests.views.test_atlas import fields
from tests.views.test_browser import (
    Show,
    click,
    js,
    settle,
)

pytestmark = pytest.mark.browser

_NEXT = "requestAnimationFrame"


@pytest.mark.parametrize("width", [420, 820, 1400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_fits_the_screen(show: Show, width: int, scheme: str) -> None:
    page = show(overview(fixture_derived(), papers()))
    page.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False},
    )
    page.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )
    try:
        assert js(page, "document.documentElement.scrollWidth") <= width
        assert js(page, "document.documentElement.scrollHeight") <= 800
        ground = js(page, "getComputedStyle(document.body).backgroundColor")
        assert (sum(map(int, ground[4:-1].split(", "))) < 200) == (scheme == "dark")
    finally:
        page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def on_a_phone(page: Any) -> None:
    """420 by 800 pixels, until the metrics are cleared."""
    size = {"width": 420, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def test_names_of_groups_are_whole_on_a_phone(show: Show, browser: Any) -> None:
    on_a_phone(browser)
    try:
        page = show(replace(fields(), themes=False))
        settle(page, "groupNamesDrawn().length > 0")
        width, names = js(page, "[document.getElementById('graph').clientWidth, groupNamesDrawn()]")
        assert [box for box in names if box[0] < 0 or box[1] < 0 or box[2] > width] == []
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_less_important_labels_cover_no_mark_of_a_crowd(show: Show, browser: Any) -> None:
    nodes = [Node(f"name/n{i:02}", f"a name of some length {i:02}", "Method", 1) for i in range(60)]
    ties = tuple(Edge("name/n00", f"name/n{i:02}", "usedFor", 0.5) for i in range(1, 60))
    on_a_phone(browser)
    try:
        page = show(Picture("Crowd", tuple(nodes), ties))
        settle(page, "labelsDrawn().length > 5")
        covered = """labelsDrawn().filter(({ id, box: [l, t, r, b] }) => id && nodes.getIds().some(n => {
          const { x, y } = network.canvasToDOM(network.getPosition(n));
          return x > l && x < r && y > t && y < b;
        })).length"""
        assert js(page, covered) == 0
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_a_middling_screen_keeps_room_for_the_picture(show: Show) -> None:
    page = show(fixture_picture())
    size = {"width": 820, "height": 1000, "deviceScaleFactor": 1, "mobile": False}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        page = show(fixture_picture(), "#at=name%2Ftilenet")
        assert not page.find_element("css selector", "#filters").is_displayed()
        assert js(page, "document.getElementById('graph').clientWidth") == 480
        click(page, "#filters-toggle")
        assert page.find_element("css selector", "#filters").is_displayed()
        assert js(page, "document.getElementById('graph').clientWidth") == 480
    finally:
        page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_printed_the_picture_comes_first_with_what_is_selected(show: Show, scheme: str) -> None:
    page = show(fixture_picture(), "#at=name%2Ftilenet")
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    try:
        # The page hears of the scheme in the next frame, and draws anew in the one after that.
        page.execute_async_script(f"{_NEXT}(() => {_NEXT}(() => {_NEXT}(arguments[0])))")
        printed = page.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})
        pages = PdfReader(BytesIO(base64.b64decode(printed["data"]))).pages
        assert 1 <= len(pages) <= 3
        assert max(image.image.width for image in pages[0].images if image.image) > 300
        text = " ".join(sheet.extract_text() for sheet in pages)
        assert text.index("TileNet") < text.index("Relations")
        assert "Confidence at least" not in text
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print", **media})
        assert js(page, "getComputedStyle(document.body).color") == "rgb(29, 36, 48)"
    finally:
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})


def test_what_is_sought_comes_to_the_middle(show: Show) -> None:
    """Far from the middle of the map, with neighbours that no frame has drawn yet."""
    from selenium.webdriver.common.keys import Keys

    nodes = tuple(Node(f"name/n{i}", f"node {i:03}", "Method", 1) for i in range(240))
    ties = [Edge(f"name/n{i - i % 12}", f"name/n{i}", "usedFor", 0.5) for i in range(240) if i % 12]
    page = show(Picture("many", nodes, tuple(ties)))
    away = js(page, "nodes.getIds().map(id => Math.hypot(...Object.values(network.getPosition(id))))")
    far = max(range(0, 240, 12), key=away.__getitem__)
    page.execute_script("network.moveTo({ scale: 0.2 })")
    page.find_element("css selector", "#search").send_keys(f"node {far:03}", Keys.ENTER)
    settle(page, "network.getScale() > 0.6")
    middle = "({ clientWidth: w, clientHeight: h }) => Math.hypot(p.x - w / 2, p.y - h / 2) < 250"
    place = f"const p = network.canvasToDOM(network.getPosition({far}))"
    settle(page, f"(() => {{ {place}; return ({middle})(document.getElementById('graph')) }})()")
    page = show(Picture("many", nodes, tuple(ties)), f"#at=name%2Fn{far}")  # as somebody who was sent a link
    settle(page, "network.getScale() > 0.6")
    assert js(page, f"(() => {{ {place}; return ({middle})(document.getElementById('graph')) }})()")
