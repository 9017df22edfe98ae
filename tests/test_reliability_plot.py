"""The reliability plot of the docs: well-formed, deterministic, points where they belong."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from benchmarks.reliability import SIDE, TOP, draw, panels, table
from tests.cli.test_evaluate import GOLD
from tests.conftest import ROOT
from tests.evaluate.answers import Capitals

SVG = "{http://www.w3.org/2000/svg}"
SHOWN = {
    "entities": [
        {"confidence": 0.25, "right": 0, "claims": 10},
        {"confidence": 1.0, "right": 10, "claims": 10},
    ],
    "links": [{"confidence": 0.5, "right": 5, "claims": 10}],
}


def test_points_lie_where_they_belong() -> None:
    picture = ElementTree.fromstring(draw(SHOWN))
    points = [(int(c.get("cx", "")), int(c.get("cy", ""))) for c in picture.iter(f"{SVG}circle")]
    left, right = 48, 48 + SIDE + 64
    bottom = TOP + SIDE
    assert points == [(left + 60, bottom), (left + SIDE, TOP), (right + 120, bottom - 120)]
    assert draw(SHOWN) == draw(SHOWN)


def test_the_table_says_the_same() -> None:
    assert table(SHOWN).splitlines()[2:] == [
        "| entities | 10 | 0.25 | 0.00 | 0.00–0.28 |",
        "| entities | 10 | 1.00 | 1.00 | 0.72–1.00 |",
        "| links | 10 | 0.50 | 0.50 | 0.24–0.76 |",
    ]


def test_panels_take_all_stored_claims(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(GOLD, encoding="utf-8")
    shown = panels([path], Capitals())
    assert [point["claims"] for point in shown["entities"]] == [1, 1, 1]
    assert sum(point["claims"] for point in shown["links"]) == 2


def test_the_shipped_picture_is_one() -> None:
    shipped = (ROOT / "docs" / "reliability.svg").read_text(encoding="utf-8")
    assert ElementTree.fromstring(shipped).tag == f"{SVG}svg"
    assert "docs/reliability.svg" not in shipped
    assert "](reliability.svg)" in (ROOT / "docs" / "model-card.md").read_text(encoding="utf-8")
