"""Neighbours and papers as a notebook shows them."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg.notebook import html_table
from tests.stores import publish_fixture


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_fixture(tmp_path_factory.mktemp("notebook") / "store")


def test_neighbours_and_papers_are_tables(store: Path) -> None:
    with kg.open(store) as graph:
        near = graph.neighbours("object detection", limit=1)._repr_html_()
        assert near.startswith("<h4>object detection</h4><table><thead><tr><th>relation</th>")
        assert "<td>← usedFor</td><td>Method</td><td>1</td><td>0.94</td><td>TileNet</td>" in near
        assert " more</p>" in near
        shown = graph.show("2311.99011")._repr_html_()
        assert "<h4>Safe &lt;b&gt;Exploration&lt;/b&gt; &amp; &quot;Budgets&quot; in" in shown
        assert "<b>" not in shown


def test_matches_entities_and_statements_are_tables(store: Path) -> None:
    with kg.open(store) as graph:
        found = graph.find("TileNet")
        row = "<td>TileNet</td><td>entity</td><td>Method</td><td>2</td><td>name</td><td>tilenet</td>"
        assert row in found._repr_html_()
        assert row in found[0]._repr_html_()
        entity = graph.snapshot.index.entity("tilenet")
        assert entity is not None
        assert entity._repr_html_().startswith("<h4>TileNet</h4><p>2 papers, linked to ")
        said = graph.why("TileNet", "usedFor", "object detection")
        assert "<td>TileNet</td><td>usedFor</td><td>object detection</td><td>0.94</td>" in said._repr_html_()
        assert said[0]._repr_html_().count("<tr>") == 2


def test_nothing_of_a_text_runs() -> None:
    evil = "<img src=x onerror=alert(1)>\x1b]8;;http://x\x07"
    html = html_table(evil, (evil,), ((evil,),), about=evil)
    assert "<img" not in html
    assert "\x1b" not in html
