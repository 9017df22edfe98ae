"""The page: same bytes every time, closed to whatever a paper holds, ours to overwrite and nothing else."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from kg.errors import ForeignPath
from kg.terminal import visible
from kg.views import Picture, render, write_view
from kg.views.html import MARKER
from tests.views.samples import NASTY, fixture_picture, nasty, one_node

SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def data_of(page: str) -> Any:
    """What the page's script would read."""
    found = re.search(r'<script type="application/json" id="graph-data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_same_picture_same_bytes(tmp_path: Path) -> None:
    picture = fixture_picture()
    assert render(picture) == render(picture)
    write_view(picture, tmp_path / "a" / "view.html")
    assert (tmp_path / "a" / "view.html").read_text("utf-8") == render(picture)
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["view.html"]


def test_only_the_pages_own_scripts_are_allowed() -> None:
    page = render(nasty())
    scripts = SCRIPT.findall(page)
    assert len(scripts) == 2
    digests = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts]
    policy = page.split('Content-Security-Policy" content="')[1].split('"')[0].replace("&#39;", "'")
    assert policy.startswith("default-src 'none'; script-src " + " ".join(f"'sha256-{d}'" for d in digests))
    assert "unsafe" not in policy
    assert SCRIPT.sub("", page).count("<script") == 1


def test_nothing_points_outside() -> None:
    page = SCRIPT.sub("", render(fixture_picture()))
    assert not re.search(r"<(?:link|img|iframe|object|embed|base)\b(?![^>]*href=\"data:,\")", page)
    assert not re.search(r"@import|url\(", page)


def test_markup_of_papers_stays_text() -> None:
    page = SCRIPT.sub("", render(nasty()))
    assert "<img" not in page
    assert "<svg" not in page
    assert "onerror=window" not in page.replace("onerror=window.canary=1&gt;", "").replace(
        "onerror=window.canary=1\\u003e", ""
    )
    assert not re.search(r"[\u202a-\u202e\u2066-\u2069\u2028\u2029\x00\x1b]", page)


def test_data_arrive_as_they_are() -> None:
    data = data_of(render(nasty()))
    assert data["nodes"][1]["label"] == NASTY[1]
    assert data["nodes"][12]["label"] == NASTY[12]
    assert data["papers"][0][2] == visible("\n".join(NASTY))
    assert len(data["papers"][0][2]) == len("\n".join(NASTY))


def test_nodes_and_edges_are_all_there() -> None:
    picture = fixture_picture()
    data = data_of(render(picture))
    assert [row["name"] for row in data["nodes"]] == [node.id for node in picture.nodes]
    assert len(data["edges"]) == len(picture.edges)
    assert {row["group"] for row in data["nodes"]} <= {
        "Paper",
        "Method",
        "Task",
        "Dataset",
        "Metric",
        "Concept",
    }


@pytest.mark.parametrize("picture", [Picture("Empty"), one_node()], ids=["empty", "one"])
def test_small_pictures_render(picture: Picture) -> None:
    assert len(data_of(render(picture))["nodes"]) == len(picture.nodes)


def test_a_view_may_be_written_again_and_nothing_else_is_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "view.html"
    write_view(one_node(), out)
    write_view(Picture("Other"), out)
    assert MARKER in out.read_text("utf-8")
    assert "Other" in out.read_text("utf-8")
    for name, content in (("notes.html", b"<html>mine"), ("empty.html", b"")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ForeignPath, match=name):
            write_view(one_node(), tmp_path / name)
        assert (tmp_path / name).read_bytes() == content
    with pytest.raises(ForeignPath):
        write_view(one_node(), tmp_path)
