"""The page in a real browser: it opens without error or network, and every control does what it says."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest

from kg.views import Edge, Node, Picture, around
from tests.fixture import fixture_derived
from tests.views.samples import fixture_picture, nasty, one_node, papers

pytestmark = pytest.mark.browser
Show = Callable[..., Any]


def js(page: Any, script: str, *arguments: Any) -> Any:
    """What a script returns."""
    return page.execute_script(f"return {script}", *arguments)


def texts(page: Any, selector: str) -> list[str]:
    """The text of all elements that a selector finds."""
    found: list[str] = js(
        page, "[...document.querySelectorAll(arguments[0])].map(e => e.textContent)", selector
    )
    return found


def click(page: Any, selector: str) -> None:
    """A real click of the mouse."""
    page.find_element("css selector", selector).click()


def settle(page: Any, condition: str) -> None:
    """Wait until a condition holds."""
    end = time.monotonic() + 10
    while not js(page, condition):
        assert time.monotonic() < end, f"never came true: {condition}"
        time.sleep(0.05)


def click_graph(page: Any, x: float, y: float) -> None:
    """A click on a place of the canvas."""
    from selenium.webdriver import ActionChains

    canvas = page.find_element("css selector", "#graph canvas")
    size = canvas.size
    ActionChains(page).move_to_element_with_offset(
        canvas, int(x - size["width"] / 2), int(y - size["height"] / 2)
    ).click().perform()


def assert_quiet(page: Any) -> None:
    """No console message, and no request but the page itself."""
    assert page.get_log("browser") == []
    events = [json.loads(entry["message"])["message"] for entry in page.get_log("performance")]
    asked = [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]
    assert [url for url in asked if not url.startswith(("file:", "data:", "about:", "blob:"))] == []
    assert len([url for url in asked if url.startswith("file:")]) <= 1
    assert js(page, "performance.getEntriesByType('resource').length") == 0


def index_of(picture: Picture, label: str) -> int:
    """The number of the node with a label."""
    return next(i for i, node in enumerate(picture.nodes) if node.label == label)


@pytest.mark.parametrize(
    "make", [lambda: Picture("Empty"), one_node, fixture_picture], ids=["empty", "one", "fixture"]
)
def test_opens_quietly_with_every_node(show: Show, make: Callable[[], Picture]) -> None:
    picture = make()
    page = show(picture)
    assert js(page, "[nodes.length, edges.length]") == [len(picture.nodes), len(picture.edges)]
    assert texts(page, "#title") == [picture.title]
    assert js(page, "document.getElementById('empty').hidden") == bool(picture.nodes)
    assert_quiet(page)


def test_labels_do_not_overlap_at_the_opening_zoom(show: Show) -> None:
    page = show(fixture_picture())
    settle(page, "labelsDrawn().length > 20")
    boxes = [label["box"] for label in js(page, "labelsDrawn()")]
    for a, b in combinations(boxes, 2):
        assert a[0] >= b[2] or a[2] <= b[0] or a[1] >= b[3] or a[3] <= b[1]


def test_a_neighbourhood_shows_every_label(show: Show) -> None:
    entity = min(fixture_derived().entities, key=lambda e: (e.papers, e.slug))
    picture = around(fixture_derived(), papers(), entity.slug, limit=16)
    page = show(picture)
    settle(page, f"labelsDrawn().length === {len(picture.nodes)}")
    assert texts(page, "#panel h2") == [entity.label]


def test_search_finds_by_alias_and_keyboard(show: Show) -> None:
    from selenium.webdriver.common.keys import Keys

    entity = next(e for e in fixture_derived().entities if e.aliases)
    page = show(fixture_picture())
    box = page.find_element("css selector", "#search")
    box.send_keys(entity.aliases[0])
    assert any(entity.label in text for text in texts(page, "#suggestions li"))
    names = texts(page, "#suggestions li")
    at = next(i for i, text in enumerate(names) if text.startswith(entity.label))
    box.send_keys(Keys.ARROW_DOWN * at + Keys.ENTER)
    assert texts(page, "#panel h2") == [entity.label]
    assert "at=name%2F" in js(page, "location.hash")
    assert_quiet(page)


def test_search_says_when_nothing_is_found(show: Show) -> None:
    page = show(fixture_picture())
    page.find_element("css selector", "#search").send_keys("zzqqxx")
    assert texts(page, "#suggestions li") == ["Nothing of that name here."]


def shown(page: Any) -> int:
    """How many nodes are not hidden."""
    count: int = js(page, "nodes.get().filter(n => !n.hidden).length")
    return count


def test_filters_hide_and_reset_shows_again(show: Show) -> None:
    picture = fixture_picture()
    page = show(picture)
    concepts = sum(node.kind == "Concept" for node in picture.nodes)
    click(page, "#filters input[data-value=Concept]")
    assert shown(page) <= len(picture.nodes) - concepts
    assert "Shown are" in texts(page, "#counts")[0]
    click(page, "#filters input[data-value=proposes]")
    page.execute_script(
        "const slider = document.getElementById('min-confidence');"
        "slider.value = 0.9; slider.dispatchEvent(new Event('input'))"
    )
    kept = [e for e in picture.edges if e.confidence >= 0.9 and e.relation != "proposes"]
    assert js(page, "edges.get().filter(e => !e.hidden).length") <= len(kept)
    click(page, "#reset")
    assert shown(page) == len(picture.nodes)
    assert_quiet(page)


def test_the_address_reproduces_the_view_and_back_undoes(show: Show) -> None:
    picture = fixture_picture()
    page = show(picture)
    before = shown(page)
    click(page, "#filters input[data-value=Concept]")
    hidden, fragment = shown(page), js(page, "location.hash")
    assert hidden < before
    click(page, "#undo")
    settle(page, "location.hash === ''")
    settle(page, f"nodes.get().filter(n => !n.hidden).length === {before}")
    page = show(picture, fragment)
    assert shown(page) == hidden


def test_click_on_a_node_and_on_an_edge_shows_the_evidence(show: Show) -> None:
    derived = fixture_derived()
    edge = max(derived.paper_edges, key=lambda e: (e.confidence, e.paper, e.entity))
    picture = around(derived, papers(), edge.entity, depth=1, limit=12)
    page = show(picture)
    number = next(
        i
        for i, e in enumerate(picture.edges)
        if e.source == f"paper/{edge.paper}" and e.target == picture.focus
    )
    source = next(i for i, n in enumerate(picture.nodes) if n.id == f"paper/{edge.paper}")
    place = js(page, "network.canvasToDOM(network.getPosition(arguments[0]))", source)
    click_graph(page, place["x"], place["y"])
    settle(page, "document.querySelector('#panel .kind').textContent === 'Paper'")
    assert texts(page, "#panel h2") == [picture.nodes[source].label]
    edge_ends = "[edges.get(arguments[0]).from, edges.get(arguments[0]).to]"
    ends = js(page, edge_ends + ".map(i => network.canvasToDOM(network.getPosition(i)))", number)
    click_graph(page, *(0.55 * ends[0][axis] + 0.45 * ends[1][axis] for axis in ("x", "y")))
    settle(page, "document.querySelector('#panel .kind').textContent === 'Evidence'")
    evidence = picture.edges[number].evidence[0]
    text = papers()[edge.paper][0].text
    assert texts(page, "#panel blockquote")[0] == text[evidence.start : evidence.end]
    assert texts(page, "#panel blockquote mark")[0] == text[slice(*evidence.marks[0])]
    link = js(page, "(a => a && [a.href, a.rel])(document.querySelector('#panel .evidence a'))")
    assert link is None or (link[0].startswith("https://arxiv.org/abs/") and "noopener" in link[1])
    assert_quiet(page)


def test_focus_and_hide(show: Show) -> None:
    picture = fixture_picture()
    page = show(picture, "#at=" + picture.edges[0].source.replace("/", "%2F"))
    start = picture.edges[0].source
    ties = [{e.source, e.target} for e in picture.edges if start in (e.source, e.target)]
    ends = set().union(*ties)
    click(page, "#panel .tools button")
    assert shown(page) == len(ends)
    click(page, "#panel .tools button:last-child")
    assert shown(page) < len(ends)
    assert js(page, "document.getElementById('panel').hidden")


def test_the_table_tells_what_is_shown(show: Show) -> None:
    picture = fixture_picture()
    page = show(picture)
    click(page, "#table summary")
    settle(page, "document.querySelectorAll('#tables tr').length > 0")
    rows = texts(page, "#tables table:first-child tbody tr")
    assert len(rows) == min(200, len(picture.nodes))
    click(page, "#filters input[data-value=Paper]")
    assert not any("Paper" in row for row in texts(page, "#tables table:first-child td:nth-child(2)"))


def test_keyboard_moves_and_zooms_the_picture(show: Show) -> None:
    from selenium.webdriver.common.keys import Keys

    page = show(fixture_picture())
    graph = page.find_element("css selector", "#graph")
    before = js(page, "[network.getScale(), network.getViewPosition().x]")
    graph.send_keys(Keys.ARROW_RIGHT)
    assert js(page, "network.getViewPosition().x") > before[1]
    graph.send_keys("+")
    settle(page, f"network.getScale() > {before[0]}")
    page.find_element("css selector", "body").send_keys("/")
    assert js(page, "document.activeElement.id") == "search"


def test_nothing_of_a_paper_runs(show: Show) -> None:
    picture = nasty()
    page = show(picture)
    assert js(page, "nodes.length") == len(picture.nodes)
    for number in range(len(picture.nodes)):
        js(
            page,
            "(location.hash = 'at=' + encodeURIComponent(arguments[0]))",
            picture.nodes[number].id.replace("\ud800", "?"),
        )
    page.find_element("css selector", "#search").send_keys("script")
    click(page, "#table summary")
    settle(page, "document.querySelectorAll('#tables .node').length > 0")
    for number in range(30):
        page.execute_script("document.querySelectorAll('#tables .node')[arguments[0]].click()", number)
        page.execute_script("document.querySelector('#panel .why').click()")
        assert texts(page, "#panel blockquote")
    assert js(page, "document.querySelectorAll('#panel img, #panel script, a[href^=javascript]').length") == 0
    time.sleep(0.3)
    assert js(page, "typeof window.canary") == "undefined"
    assert_quiet(page)


def test_marks_fit_where_characters_need_two_utf16_units(show: Show) -> None:
    from kg.views import Evidence, PaperCard

    text = "𝒳-Net 😀 beats\nWe compare 😀 with BERT."
    at = text.index("BERT")
    nodes = (Node("name/bert", "BERT", "Method", 1), Node("paper/p", "𝒳-Net", "Paper", 1))
    edge = Edge(
        "paper/p",
        "name/bert",
        "comparesWith",
        0.8,
        1,
        (Evidence("p", text.index("We"), len(text), ((at, at + 4),), 0.8, "x/1"),),
    )
    page = show(
        Picture("Two units", nodes, (edge,), (PaperCard("p", "𝒳-Net", text),)),
        "#edge=paper%2Fp,comparesWith,name%2Fbert",
    )
    assert texts(page, "#panel blockquote mark") == ["BERT"]
    assert texts(page, "#panel blockquote") == ["We compare 😀 with BERT."]
