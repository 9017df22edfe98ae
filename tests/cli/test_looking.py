"""``kg neighbours``, ``find``, ``stats``, ``show`` and ``why``."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from tests.cli.conftest import Kg


def test_neighbours(kg: Kg) -> None:
    ran = kg("neighbours", "object detection", "--limit", "2", "-t", "Method", "-t", "Paper")
    assert ran.out == (
        "object detection (Task; 3 papers)\n"
        "relation     type    papers  conf  name\n"
        "← usedFor    Method  1       0.94  TileNet [2303.99003]\n"
        "← usedFor    Method  1       0.87  PlainDet [2305.99005]\n"
        "← addresses  Paper   1       0.96  TileNet: Fast Object Detection on Drones (2023) [2303.99003]\n"
        "← addresses  Paper   1       0.88  "
        "Do Tiles Help? A Second Look at Drone Vision (2023) [2305.99005]\n"
        "… and 1 more; raise --limit or narrow with --relation and --type\n"
    )
    assert kg("neighbors", "object detection", "--limit", "2", "-t", "Method", "-t", "Paper").out == ran.out


def test_neighbours_says_what_a_name_is_below(kg: Kg) -> None:
    ran = kg("neighbours", "aerial object detection", "--limit", "1")
    assert ran.out.splitlines()[:2] == [
        "aerial object detection (Task; 1 paper)",
        "  below object detection (isA, 0.85)",
    ]


def test_neighbours_takes_a_misspelling_and_says_so(kg: Kg) -> None:
    ran = kg("neighbours", "objct detection", "--limit", "1")
    assert ran.out.startswith("object detection (Task; 3 papers)\n")
    assert ran.err == "kg: took 'objct detection' for 'object detection'\n"
    assert kg("neighbours", "objct detection", "--exact").code == 2


def test_neighbours_refuses_an_unknown_filter(kg: Kg) -> None:
    ran = kg("neighbours", "object detection", "--relation", "likes")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("kg: no relation is called 'likes'; there are: proposes, ")


def test_neighbours_for_machines(kg: Kg) -> None:
    found = json.loads(kg("neighbours", "2303.99003", "--json").out)
    assert found["label"] == "TileNet: Fast Object Detection on Drones"
    assert {"proposes", "addresses", "uses"} <= {row["relation"] for row in found["rows"]}


def test_find(kg: Kg) -> None:
    ran = kg("find", "object detect")
    assert ran.out.splitlines()[1].split() == ["Task", "3", "object", "detection"]
    missing = kg("find", "qqqqqqqq")
    assert (missing.code, missing.out) == (1, "")
    assert kg("find", "qqqqqqqq", "--json") == replace(missing, out="[]\n")


def test_stats(kg: Kg) -> None:
    counts = json.loads(kg("stats", "--json").out)
    assert list(counts) == ["claims", "entities", "papers", "triples"]
    assert counts["papers"] == 12
    assert "papers    12" in kg("stats").out


def test_show_of_a_name_is_what_neighbours_says(kg: Kg) -> None:
    ran = kg("show", "TileNet")
    assert ran.out == kg("neighbours", "TileNet").out
    assert ran.err == "kg: 'TileNet' is a name, no paper:\n"


def test_show_prints_the_sentence_behind_each_statement(kg: Kg) -> None:
    ran = kg("show", "2303.99003")
    assert ran.out.startswith("TileNet: Fast Object Detection on Drones\n2303.99003 ")
    assert "\nproposes\n  TileNet  (Method, " in ran.out
    plain = kg("show", "2303.99003", "--no-sentences").out
    assert "“" not in plain
    shown = json.loads(kg("show", "arXiv:2303.99003v1", "--json").out)
    sure = json.loads(kg("show", "2303.99003", "--json", "--min-confidence", "0.9").out)
    assert 0 < len(sure["statements"]) < len(shown["statements"])
    assert all(s["confidence"] >= 0.9 for s in (*sure["statements"], *sure["links"]))
    text = f"{shown['paper']['title']}\n{shown['paper'].get('abstract', '')}"
    for statement in shown["statements"] + shown["links"]:
        assert text[statement["start"] : statement["end"]] == statement["sentence"]


def test_why(kg: Kg) -> None:
    found = json.loads(kg("why", "2303.99003", "proposes", "TileNet", "--json").out)
    assert [(s["paper"], s["predicate"], s["object"]) for s in found] == [
        ("2303.99003", "proposes", "TileNet")
    ]
    link = kg("why", "TileNet", "usedFor", "object detection")
    assert "TileNet — usedFor → object detection" in link.out
    assert "2303.99003, characters " in link.out
    assert kg("why", "PlainDet", "comparedWith", "TileNet").code == 0
    missing = kg("why", "2303.99003", "proposes", "object detection")
    assert (missing.code, missing.out) == (2, "")
    assert "nothing in this graph says" in missing.err


def test_show_tells_what_is_less_sure_apart(kg: Kg) -> None:
    """A claim below the threshold is kept, and no triple of the graph."""
    shown = json.loads(kg("show", "2305.99005", "--json").out)
    assert [s["object"] for s in shown["statements"] if not s["plain"]] == ["Longer training"]
    discussed = [s["object"] for s in shown["statements"] if s["predicate"] == "discusses"]
    assert discussed == ["TileNet", "Longer training"]
    lines = kg("show", "2305.99005", "--no-sentences").out.splitlines()
    assert "  Longer training  (Concept, 0.28, less sure)" in lines
    linked = kg("show", "2310.99010", "--no-sentences").out.splitlines()
    assert linked[-1] == "  Sliding Attention — partOf → transformer  (0.45, less sure)"


def test_a_name_of_less_sure_claims_only_says_so(kg: Kg, tmp_path: Path) -> None:
    said = "only less sure claims name 'Longer training'; `kg show PAPER` lists them\n"
    found = kg("find", "longer training")
    assert found.out.splitlines()[1].split() == ["less", "sure", "0", "Longer", "training"]
    assert kg("neighbours", "longer training").out == f"Longer training (0 papers)\n{said}"
    for command in (
        ["view", "--out", str(tmp_path / "v.html"), "--around", "longer training"],
        ["cooccur", "longer training"],
        ["compare", "longer training", "TileNet"],
        ["path", "TileNet", "longer training"],
    ):
        ran = kg(*command)
        assert (ran.code, ran.out, ran.err) == (2, "", f"kg: {said}")
