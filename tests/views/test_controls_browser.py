"""Each control of the page in a real browser: dates, pin, collapse, path, compare, keys, export, atlas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from kg.views import Edge, Node, Picture, entity_node, paper_node
from kg.views.compare import compared, way
from tests.fixture import fixture_derived
from tests.views.samples import fixture_picture, papers
from tests.views.test_atlas import LINKED, fields
from tests.views.test_browser import assert_quiet, click, js, settle, shown, texts

pytestmark = pytest.mark.browser
Show = Callable[..., Any]


def press(page: Any, label: str) -> None:
    """A click on the button of the panel that is called so."""
    found = [b for b in page.find_elements("css selector", "#panel .tools button") if b.text == label]
    assert found, f"no button {label!r}: {texts(page, '#panel .tools button')}"
    found[0].click()


def at(picture: Picture, node: str) -> str:
    assert any(n.id == node for n in picture.nodes)
    return "#at=" + node.replace("/", "%2F")


def visible(page: Any) -> set[str]:
    """Identifiers of the nodes in sight."""
    ids = js(page, "nodes.get().filter(n => !n.hidden).map(n => n.id)")
    rows = js(page, "JSON.parse(document.getElementById('graph-data').textContent).nodes.map(n => n.name)")
    return {rows[i] for i in ids}


def test_papers_are_filtered_by_date(show: Show) -> None:
    picture = fixture_picture()
    page = show(picture)
    dates = sorted({n.date for n in picture.nodes if n.date})
    page.execute_script(
        "const s = document.getElementById('date-from'); s.value = arguments[0];"
        "s.dispatchEvent(new Event('change'))",
        dates[-2],
    )
    kept = {n.id for n in picture.nodes if n.date and n.date >= dates[-2]}
    assert {node for node in visible(page) if node.startswith("paper/")} == kept
    assert f"from={dates[-2]}" in js(page, "location.hash")
    again = show(picture, js(page, "location.hash"))
    assert {node for node in visible(again) if node.startswith("paper/")} == kept
    assert js(again, "document.getElementById('date-from').value") == dates[-2]
    assert_quiet(again)


def test_pin_keeps_and_collapse_takes_in(show: Show) -> None:
    picture = fixture_picture()
    paper = next(n.id for n in picture.nodes if n.kind == "Paper")
    page = show(picture, at(picture, paper))
    before = visible(page)
    press(page, "Collapse")
    own = {
        e.target
        for e in picture.edges
        if e.source == paper
        and all({f.source, f.target} & {paper} for f in picture.edges if e.target in (f.source, f.target))
    }
    assert before - visible(page) == own
    press(page, "Expand")
    assert visible(page) == before
    press(page, "Pin")
    click(page, "#filters input[data-value=Paper]")
    assert {node for node in visible(page) if node.startswith("paper/")} == {paper}
    assert "pinned=" in js(page, "location.hash")
    click(page, "#undo")
    settle(page, f"nodes.get().filter(n => !n.hidden).length === {len(before)}")


def test_a_path_is_highlighted_told_and_kept_in_the_address(show: Show) -> None:
    picture = fixture_picture()
    page = show(picture, at(picture, "name/calm-q-learning"))
    press(page, "Path from here")
    assert "Path from Calm Q-Learning" in texts(page, "#counts")[0]
    search = page.find_element("css selector", "#search")
    search.send_keys("regret\n")
    assert texts(page, "#panel h2") == ["2 steps"]
    steps = texts(page, "#panel .steps button.node")
    assert [steps[0], steps[-1], len(steps)] == ["Calm Q-Learning", "regret", 3]
    fragment = js(page, "location.hash")
    assert "path=name%2Fcalm-q-learning,name%2Fregret" in fragment
    again = show(picture, fragment)
    assert texts(again, "#panel .steps button.node") == steps
    again.find_element("css selector", "#panel .steps .why").click()
    assert texts(again, "#panel .kind") == ["Evidence"]
    assert_quiet(again)


def test_a_path_from_the_command_opens_highlighted(show: Show) -> None:
    derived = fixture_derived()
    steps = ["name/calm-q-learning", "paper/2302.99002", "name/regret"]
    page = show(way(derived, papers(), steps))
    assert texts(page, "#panel h2") == ["2 steps"]
    assert_quiet(page)


def test_compared_papers_have_sides_that_can_be_hidden(show: Show) -> None:
    derived = fixture_derived()
    ends = [paper_node("2303.99003")], [paper_node("2305.99005")]
    sides = ("Shared by both", "Only TileNet", "Only SkyBoxes")
    page = show(compared(derived, papers(), *ends, sides=sides))
    assert texts(page, ".groups button") == list(sides)
    before = visible(page)
    assert {entity_node("plaindet"), *ends[0], *ends[1]} <= before
    page.find_elements("css selector", ".groups input")[0].click()
    assert entity_node("plaindet") not in visible(page)
    assert_quiet(page)


def test_keys_step_open_pin_hide_and_undo(show: Show) -> None:
    from selenium.webdriver.common.keys import Keys

    page = show(fixture_picture())
    graph = page.find_element("css selector", "#graph")
    graph.send_keys("n")
    first = texts(page, "#panel h2")
    graph.send_keys("n")
    second = texts(page, "#panel h2")
    assert first != second
    graph.send_keys("p")
    assert texts(page, "#panel h2") == first
    before = shown(page)
    graph.send_keys("i")
    assert "Unpin" in texts(page, "#panel .tools button")
    graph.send_keys("h")
    assert js(page, "document.getElementById('panel').hidden")
    graph.send_keys(Keys.BACKSPACE)
    settle(page, f"nodes.get().filter(n => !n.hidden).length === {before}")
    graph.send_keys(Keys.ENTER)
    assert js(page, "document.activeElement.id") == "panel"
    assert_quiet(page)


def test_png_and_svg_are_made(show: Show) -> None:
    page = show(fixture_picture())
    page.execute_script(
        "window.saved = []; const made = URL.createObjectURL;"
        "URL.createObjectURL = (blob) => { window.saved.push([blob.type, blob.size]); return made(blob); };"
        "HTMLAnchorElement.prototype.click = () => {}"
    )
    click(page, "#svg")
    click(page, "#png")
    settle(page, "window.saved.length === 2")
    saved = js(page, "window.saved")
    assert [kind for kind, _ in saved] == ["image/svg+xml", "image/png"]
    assert min(size for _, size in saved) > 5000
    assert_quiet(page)


def test_an_atlas_opens_folded_and_unfolds(show: Show) -> None:
    picture = fields()
    page = show(picture)
    assert js(page, "nodes.length") == 5
    assert "5 folded themes, 0 members in sight" in texts(page, "#counts")[0]
    settle(page, "labelsDrawn().length >= 4")
    page.find_elements("css selector", ".groups button")[1].click()
    assert texts(page, "#panel h2") == [texts(page, ".groups button")[1]]
    assert "open=" in js(page, "location.hash")
    inner = js(page, "nodes.length")
    assert inner > 5
    again = show(picture, js(page, "location.hash"))
    assert js(again, "nodes.length") == inner
    press(again, "Fold")
    assert js(again, "nodes.length") == 5
    assert_quiet(again)


@pytest.mark.parametrize("node", LINKED.nodes, ids=lambda node: str(node.id))
def test_a_paper_of_an_atlas_links_to_where_it_is_published(node: Node, show: Show) -> None:
    page = show(LINKED, "#at=" + node.id.replace("/", "%2F"))
    settle(page, "document.querySelector('#panel .kind').textContent === 'Paper'")
    links = "[...document.querySelectorAll('#panel a')].map(a => [a.href, a.rel])"
    assert js(page, links) == ([[node.href, "noopener noreferrer"]] if node.href else [])


def test_search_in_an_atlas_unfolds_where_it_leads(show: Show) -> None:
    from selenium.webdriver.common.keys import Keys

    page = show(fields())
    page.find_element("css selector", "#search").send_keys("own 2 7 3" + Keys.ENTER)
    assert texts(page, "#panel h2") == ["own 2 7 3"]
    number = next(i for i, n in enumerate(fields().nodes) if n.id == "name/2-7-3")
    assert js(page, f"nodes.get({number}) !== null")
    click(page, "#table summary")
    settle(page, "document.querySelectorAll('#tables tr').length > 0")
    kinds = texts(page, "#tables table:first-child td:nth-child(2)")
    assert "Theme" in kinds
    assert "Concept" in kinds
    page.find_element("css selector", "#graph").send_keys("f")
    assert texts(page, "#panel .kind") == ["Theme"]
    assert_quiet(page)


def test_an_atlas_is_walked_by_keys(show: Show) -> None:
    from selenium.webdriver.common.keys import Keys

    page = show(fields())
    graph = page.find_element("css selector", "#graph")
    graph.send_keys("n")
    assert js(page, "nodes.length") == 5
    assert texts(page, "#panel .kind") == ["Theme"]
    graph.send_keys(Keys.ENTER)
    assert js(page, "nodes.length") > 5
    assert_quiet(page)


def test_names_of_themes_break_at_hyphens_and_the_one_pointed_at_has_its_name(show: Show) -> None:
    picture = fields(themes=9)
    renamed = {node.id: node.label.replace("shared", "very-long-compound") for node in picture.nodes}
    page = show(replace(picture, nodes=tuple(replace(n, label=renamed[n.id]) for n in picture.nodes)))
    settle(page, "labelsDrawn().filter(one => one.rows).length > 4")
    rows = js(page, "labelsDrawn().filter(one => one.rows).flatMap(one => one.rows)")
    assert [row for row in rows if "…" in row] == []
    page.execute_script("network.moveTo({ scale: network.getScale() / 8 })")
    theme = js(page, "nodes.getIds()[0]")
    page.execute_script("network.body.emitter.emit('hoverNode', { node: arguments[0] })", theme)
    settle(page, f"labelsDrawn().some(one => one.id === {theme} && one.rows)")
    assert_quiet(page)


def test_a_short_path_opens_with_all_of_its_picture(show: Show) -> None:
    nodes = tuple(Node(f"name/n{i}", f"node {i}", "Method", 1) for i in range(8))
    ties = tuple(Edge(f"name/n{i}", f"name/n{i + 1}", "usedFor", 0.5) for i in range(7))
    page = show(Picture("Way", nodes, ties, path=("name/n0", "name/n2")))
    settle(page, "labelsDrawn().length >= 8")
    assert texts(page, "#panel h2") == ["2 steps"]


def test_groups_of_a_map_are_filtered_and_the_address_keeps_it(show: Show) -> None:
    picture = replace(fields(), themes=False)
    page = show(picture)
    names = texts(page, ".groups button")
    assert [name for name in names if name.startswith("shared")] != []
    before = visible(page)
    page.find_elements("css selector", ".groups input")[0].click()
    left = visible(page)
    gone = {node for node in before - left if node.startswith("paper/")}
    assert len({node.removeprefix("paper/").partition("-")[0] for node in gone}) == 1
    assert len(gone) >= 25
    assert "outside=" in js(page, "location.hash")
    assert "Shown are" in texts(page, "#counts")[0]
    again = show(picture, js(page, "location.hash"))
    assert visible(again) == left
    assert not again.find_elements("css selector", ".groups input")[0].is_selected()
    again.find_elements("css selector", ".groups button")[1].click()
    settle(again, "groupNamesDrawn().length >= 0")
    assert_quiet(again)


def test_a_hidden_theme_of_an_atlas_takes_its_members_along(show: Show) -> None:
    page = show(fields())
    page.find_elements("css selector", ".groups input")[0].click()
    assert js(page, "nodes.length") == 4
    counts = texts(page, "#counts")[0]
    assert counts.startswith("1,1") or " of " in counts
    assert "outside=0" in js(page, "location.hash")
    page.find_elements("css selector", ".groups input")[0].click()
    assert js(page, "nodes.length") == 5
    assert_quiet(page)


def test_a_link_to_an_inner_theme_opens_those_around_it(show: Show) -> None:
    picture = fields(themes=2, papers=60)
    page = show(picture)
    inner = js(page, "JSON.parse(document.getElementById('graph-data').textContent).themes.map(t => t[1])")
    child = next((i for i, parent in enumerate(inner) if parent >= 0), None)
    assert child is not None
    again = show(picture, f"#open={child}")
    hidden = js(again, "nodes.length")
    assert hidden > js(again, "document.querySelectorAll('.groups li').length")
    assert_quiet(again)


def test_every_theme_has_its_name_at_the_opening_zoom(show: Show) -> None:
    page = show(fields(themes=12))
    settle(page, "new Set(labelsDrawn().map(one => one.id)).size === nodes.length")
    boxes = [label["box"] for label in js(page, "labelsDrawn()")]
    wide, high = js(page, "(g => [g.clientWidth, g.clientHeight])(document.getElementById('graph'))")
    assert [b for b in boxes if b[0] < 0 or b[1] < 0 or b[2] > wide or b[3] > high] == []
    assert_quiet(page)


def test_what_has_no_room_at_its_mark_is_named_aside(show: Show) -> None:
    nodes = [Node(f"name/n{i:02}", f"a long name of number {i:02}", "Method", 1) for i in range(26)]
    ties = tuple(Edge("name/n00", f"name/n{i:02}", "usedFor", 0.5) for i in range(1, 26))
    page = show(Picture("Star", tuple(nodes), ties))
    settle(page, "new Set(labelsDrawn().map(one => one.id)).size === 26")
    boxes = [label["box"] for label in js(page, "labelsDrawn()")]
    for a, b in combinations(boxes, 2):
        assert a[0] >= b[2] or a[2] <= b[0] or a[1] >= b[3] or a[3] <= b[1]
    assert_quiet(page)
