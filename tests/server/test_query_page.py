"""The query page in a real browser: type, complete, run, see, follow a link."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from kg.query import list_queries
from tests.server.browsing import Site
from tests.server.conftest import Client
from tests.views.conftest import browser
from tests.views.test_browser import click, js, settle, texts

__all__ = ["browser"]
pytestmark = pytest.mark.browser

RAN = (
    "!document.getElementById('results').hidden && "
    "/in [0-9.]+ s/.test(document.getElementById('status').textContent)"
)
OFFERED = "!document.getElementById('offers').hidden"


@pytest.fixture
def site(browser: Any, client: Client) -> Site:
    """The fixture's server in the browser."""
    return Site(browser, client)


def opened(site: Site, **state: str) -> Any:
    """The query page, ready."""
    page = site.open(f"/query?{urlencode(state)}")
    settle(page, "document.body.dataset.ready === 'yes'")
    return page


def typed(page: Any, text: str) -> Any:
    """The editor with a text that was typed."""
    from selenium.webdriver.common.keys import Keys

    box = page.find_element("css selector", "#text")
    box.send_keys(Keys.CONTROL, "a")
    box.send_keys(Keys.DELETE)
    box.send_keys(text)
    return box


def test_type_complete_run_see_and_follow(site: Site) -> None:
    from selenium.webdriver.common.keys import Keys

    page = opened(site)
    site.assert_accessible()
    box = typed(page, "SELECT ?m WHERE { ?m kg:usedF")
    settle(page, OFFERED)
    assert texts(page, "#offers .label") == ["kg:usedFor"]
    box.send_keys(Keys.ENTER, "object-d")
    settle(page, f"{OFFERED} && document.querySelector('#offers .label').textContent === 'object detection'")
    site.assert_accessible()
    box = page.find_element("css selector", "#text")
    box.send_keys(" ")
    box.send_keys(Keys.BACKSPACE)
    settle(page, OFFERED)
    box.send_keys(Keys.TAB)
    assert box.get_attribute("value") == "SELECT ?m WHERE { ?m kg:usedFor name:object-detection "
    box.send_keys("}", Keys.ESCAPE)
    box.send_keys(Keys.CONTROL, Keys.ENTER)
    settle(page, RAN)
    assert sorted(texts(page, "#panel-table td")) == ["PlainDet", "TileNet"]
    assert (
        js(page, "document.querySelector('#paint').textContent.trim()") == box.get_attribute("value").strip()
    )
    site.assert_accessible()
    click(page, "#panel-table a")
    settle(page, "location.pathname.startsWith('/name/')")
    site.assert_quiet()


def test_completion_on_demand_knows_the_data(site: Site) -> None:
    from selenium.webdriver.common.keys import Keys

    page = opened(site)
    typed(page, "SELECT * { ?x a kg:Link ; ").send_keys(Keys.CONTROL, " ")
    settle(page, OFFERED)
    assert "kg:support" in texts(page, "#offers .label")
    assert "kg:proposes" not in texts(page, "#offers .label")


def test_a_saved_question_with_its_field(site: Site) -> None:
    page = opened(site, saved="datasets-for-task", task="object detection")
    settle(page, RAN)
    assert texts(page, "#panel-table th") == ["dataset", "papers"]
    assert "SkyBoxes" in texts(page, "#panel-table td")
    assert js(page, "location.search") == "?saved=datasets-for-task&task=object+detection"
    for wide in (1300, 360):
        site.assert_fits(wide)
    site.assert_accessible()
    site.assert_quiet()


def test_a_graph_of_what_the_rows_join(site: Site) -> None:
    page = opened(site, query="SELECT ?method ?dataset { ?method kg:evaluatedOn ?dataset }")
    settle(page, f"{RAN} && !document.getElementById('tab-graph').hidden")
    click(page, "#tab-graph")
    assert {"SkyBoxes", "D4Maze"} <= set(texts(page, ".net text"))
    site.assert_accessible()
    site.assert_quiet()


def test_a_chart_and_tabs_by_keyboard(site: Site) -> None:
    from selenium.webdriver.common.keys import Keys

    page = opened(
        site, query="SELECT ?label ?n { ?t a kg:Task ; skos:prefLabel ?label ; kg:paperCount ?n } LIMIT 5"
    )
    settle(page, RAN)
    page.find_element("css selector", "#tab-table").send_keys(Keys.ARROW_RIGHT)
    assert js(page, "document.activeElement.id") == "tab-chart"
    assert js(page, "document.querySelectorAll('.chart rect').length") == 5
    site.assert_accessible()


def test_triples_and_yes(site: Site) -> None:
    page = opened(site, query="CONSTRUCT { ?m kg:usedFor ?t } { ?m kg:usedFor ?t }")
    settle(page, RAN)
    assert texts(page, "#panel-table th") == ["subject", "predicate", "object"]
    assert js(page, "!document.getElementById('tab-graph').hidden")
    page = opened(site, query="ASK { ?m a kg:Method }")
    settle(page, RAN)
    assert texts(page, ".yes") == ["Yes"]


def test_a_mistake_is_shown_at_its_place(site: Site) -> None:
    page = opened(site)
    typed(page, "SELECT * {\n ?s kg:uses ?o }}")
    click(page, "#run")
    settle(page, "!document.getElementById('error').hidden")
    assert texts(page, "#error")[0].startswith("line 2, column 17: this } closes nothing")
    assert texts(page, ".t-bad") == ["?s", "kg:uses", "?o"]
    site.assert_accessible()


def test_what_is_not_there_is_told_beside_the_answer(site: Site) -> None:
    page = opened(site, query="SELECT * { ?m a kg:Methd }")
    settle(page, RAN)
    assert texts(page, "#notes li")[0].startswith(
        "line 1, column 17: the vocabulary has no kg:Methd; did you mean kg:Method?"
    )
    site.assert_accessible()
    page = opened(site, query="SELECT * { name:tilenett kg:usedFor ?task }")
    settle(page, RAN)
    assert texts(page, "#notes li") == [
        "line 1, column 12: nothing is called name:tilenett; did you mean name:tilenet?",
        "nothing in the graph fits `name:tilenett kg:usedFor ?task` (line 1 of the query)",
    ]
    page = opened(site, saved="methods-for-task", task="TileNet")
    settle(page, RAN)
    assert texts(page, "#notes li") == ["'TileNet' is known as Method here, not as Task"]
    page = opened(site, query="SELECT * { ?m a kg:Method }")
    settle(page, RAN)
    assert texts(page, "#notes li") == []


def test_cancel_ends_the_query(site: Site, client: Client) -> None:
    page = opened(site)
    typed(page, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    click(page, "#run")
    click(page, "#cancel")
    settle(page, "/^Cancelled/.test(document.getElementById('status').textContent)")
    assert client.ask("ASK { ?m a kg:Method }").status == 200


def test_every_saved_question_is_offered(site: Site) -> None:
    page = opened(site)
    names = js(page, "[...document.querySelectorAll('#saved option')].map(o => o.value).filter(Boolean)")
    assert names == [query.name for query in list_queries()]
    page.find_element("css selector", "#saved").send_keys("Datasets for")
    settle(page, "document.querySelectorAll('#fields input').length > 0")
    assert js(page, "document.querySelector('#fields input').value") == "object detection"


def test_a_name_that_is_not_there_is_said(site: Site) -> None:
    page = opened(site, saved="datasets-for-task", task="objct")
    settle(page, "!document.getElementById('error').hidden")
    assert "objct" in texts(page, "#error")[0]


def test_the_endpoint_sends_people_here(client: Client) -> None:
    response = client("GET", "/sparql", {"Accept": "text/html,*/*;q=0.8"})
    assert (response.status, response.headers["location"]) == (303, "/query")
    assert client("GET", "/sparql", {"Accept": "*/*"}).status == 200
