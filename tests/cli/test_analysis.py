"""The commands over the whole graph: for people and for machines."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from kg.cli.analysis import bar, spark, watched
from tests.cli.conftest import Kg


def test_rank(kg: Kg) -> None:
    assert kg("rank", "--limit", "2").out == (
        "degree                papers  type    name\n"
        "8       ████████████  3       Method  PlainDet\n"
        "7       ██████████    3       Method  Calm Q-Learning\n"
    )
    assert kg("rank", "--by", "fame").err == (
        "kg: no measure is called 'fame'; there are: degree, pagerank, betweenness\n"
    )


def test_communities(kg: Kg) -> None:
    assert kg("communities", "--limit", "1", "--titles", "1").out == (
        "   4  offline reinforcement learning · behaviour cloning · D4Maze\n"
        "      Calm Q-Learning for Offline Reinforcement Learning\n"
        "… and 3 more; raise --limit\n"
    )


def test_path(kg: Kg) -> None:
    ran = kg("path", "CaQL", "regrett")
    assert ran.out == (
        "Calm Q-Learning\n"
        "← compares with — When Behaviour Cloning Is Enough (0.86; 2302.99002)\n"
        "— reports → regret (0.72; 2302.99002)\n"
    )
    assert ran.err == "kg: took 'regrett' for 'regret'\n"
    none = kg("path", "TileNet", "ROUGE")
    assert (none.code, none.err) == (2, "kg: no way leads from 'TileNet' to 'ROUGE' in this graph\n")


def test_similar(kg: Kg) -> None:
    lines = kg("similar", "TileNet: Fast Object Detection on Drones", "--limit", "1").out.splitlines()
    assert lines[0] == "like TileNet: Fast Object Detection on Drones [2303.99003]:"
    assert lines[1].endswith(" Do Tiles Help? A Second Look at Drone Vision [2305.99005]")
    assert lines[2].startswith("      ")
    assert "PlainDet (3)" in lines[2]
    assert "; words: " in lines[2]
    graph = kg("similar", "2303.99003", "--limit", "1", "--no-text").out.splitlines()
    assert "PlainDet (3)" in graph[2]


def test_trends(kg: Kg) -> None:
    ran = kg("trends", "--limit", "1", "--recent", "20")
    assert ran.out == (
        "        recent  expected  rate  months       type    name\n"
        "steady  0       0.0       1     ██········█  Method  Calm Q-Learning\n"
    )
    assert ran.err == "kg: the papers' dates span 11 months: too few to hold 20 against others\n"


def test_trends_leave_charts_out_of_a_narrow_terminal(kg: Kg, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.cli.trends.width", lambda: 60)
    assert kg("trends", "--limit", "1", "--recent", "20").out == (
        "        recent  expected  rate  type    name\n"
        "steady  0       0.0       1     Method  Calm Q-Learning\n"
    )


def test_cooccur(kg: Kg) -> None:
    assert kg("cooccur", "CaQL", "--limit", "1").out == (
        "papers  expected  rate   names\n2       0.5       0.061  Calm Q-Learning + D4Maze\n"
    )


def test_compare(kg: Kg) -> None:
    assert kg("compare", "2303.99003", "2303.99004", "--limit", "1").out == (
        "both (4)\n"
        "  mean average precision (reports / reports)\n"
        "  … and 3 more; raise --limit\n"
        "only TileNet: Fast Object Detection on Drones (3)\n"
        "  convolutional neural network (uses)\n"
        "  … and 2 more; raise --limit\n"
        "only SkyBoxes: A Benchmark for Aerial Object Detection (1)\n"
        "  aerial object detection (addresses)\n"
    )


@pytest.mark.parametrize(
    ("arguments", "keys"),
    [
        (("rank",), {"slug", "label", "type", "papers", "score"}),
        (("communities",), {"name", "terms", "papers", "entities"}),
        (("similar", "2303.99003"), {"id", "title", "date", "score", "shared"}),
        (("cooccur",), {"first", "second", "together", "expected", "rate"}),
        (("path", "CaQL", "regret"), {"source", "relation", "forward", "target", "papers"}),
    ],
)
def test_json_for_machines(kg: Kg, arguments: tuple[str, ...], keys: set[str]) -> None:
    rows = json.loads(kg(*arguments, "--json").out)
    assert rows
    assert keys <= rows[0].keys()
    assert kg(*arguments, "--json").out == kg(*arguments, "--json").out


def test_links_are_told_as_pictures_tell_them(kg: Kg) -> None:
    assert kg("compare", "TileNet", "PlainDet", "--limit", "1").out.splitlines()[0] == (
        "TileNet is compared with PlainDet"
    )
    assert json.loads(kg("path", "TileNet", "PlainDet", "--json").out)[0]["relation"] == "comparedWith"


def test_json_of_trends_and_comparison(kg: Kg) -> None:
    assert json.loads(kg("trends", "--json").out)["recent"] == 3
    assert json.loads(kg("compare", "TileNet", "PlainDet", "--json").out)["direct"] == ["comparedWith"]


def test_small_charts() -> None:
    assert spark((0, 1, 2, 4)) == "·▃▅█"
    assert spark(()) == ""
    assert bar(5, 10, 10) == "█████"
    assert bar(0, 0) == ""


def test_report_writes_one_file(kg: Kg, tmp_path: Path) -> None:
    out = tmp_path / "r.html"
    ran = kg("report", "--out", str(out), "--since", "2023-05", "--until", "2023-07", "--title", "Spring")
    assert ran.err == f"kg: wrote {out} (papers: 3, themes: 1)\n"
    page = out.read_bytes()
    assert b"<bdi>Spring</bdi></h1>" in page
    assert kg("report", "--out", str(out), "--since", "2023-05", "--until", "2023-07", "--title", "Spring")
    assert out.read_bytes() == page
    wrong = kg("report", "--since", "May", "--out", str(out))
    assert (wrong.code, wrong.err) == (2, "kg: 'May' is no date; write 2025, 2025-10 or 2025-10-07\n")


def test_report_on_a_listing(kg: Kg, tmp_path: Path) -> None:
    rows = [
        {"title": "TileNet: Fast Object Detection on Drones"},
        {"title": "Nobody Has This", "abstract": "x"},
    ]
    listing, out = tmp_path / "today.json", tmp_path / "r.html"
    listing.write_text(json.dumps(rows))
    ran = kg("report", "--listing", str(listing), "--out", str(out))
    assert ran.err == f"kg: wrote {out} (papers: 1, themes: 1)\n"
    page = out.read_text()
    assert "<bdi>today</bdi></h1>" in page
    assert "1 of its 2 papers are not in this store." in page
    listing.write_text(json.dumps(rows[1:]))
    nothing = kg("report", "--listing", str(listing), "--out", str(out))
    assert nothing.code == 2
    assert nothing.err.startswith("kg: today.json: this store holds none of its papers; run kg build on it")


def test_a_terminal_is_told_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    screen.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stderr", screen)
    with watched() as watch:
        watch("reading the graph", 0, 0)
        for done in range(5):
            watch("looking for bridges", done, 4)
    assert "looking for bridges" in screen.getvalue()
    assert "100%" in screen.getvalue()


def test_nobody_else_is(kg: Kg) -> None:
    assert kg("rank", "--by", "betweenness", "--limit", "1").err == ""
    assert kg("communities", "--limit", "1").err == ""


def test_a_thing_is_not_compared_with_itself(kg: Kg) -> None:
    ran = kg("compare", "TileNet", "tilenet")
    assert (ran.code, ran.out, ran.err) == (2, "", "kg: both are the same; compare two different ones\n")
