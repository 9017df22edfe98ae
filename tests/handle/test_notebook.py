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


def test_nothing_of_a_text_runs() -> None:
    evil = "<img src=x onerror=alert(1)>\x1b]8;;http://x\x07"
    html = html_table(evil, (evil,), ((evil,),), about=evil)
    assert "<img" not in html
    assert "\x1b" not in html
