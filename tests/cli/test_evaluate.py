"""``kg evaluate``: probes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.extract import contract
from tests.cli.conftest import Kg
from tests.evaluate.answers import Capitals
from tests.evaluate.test_probes import LINES


@pytest.fixture(autouse=True)
def _capitals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "kg.extract.load", lambda name: Capitals() if name == "capitals" else contract.load(name)
    )


def test_probes_of_a_file(kg: Kg, tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(LINES, encoding="utf-8")
    ran = kg("evaluate", "--probes", str(path), "--extractor", "capitals")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "capitals/1: 2 of 3 probes right, 0.667 (0.208–0.939)\n"
        "\n"
        "category  right  of\n"
        "one       1      2\n"
        "two       1      1\n"
        "\n"
        "b  FLOW\n"
        "  expected: SHIP\n"
        "  came:     nothing\n"
        "  must not: flow\n"
        "  came:     proposes Method\n"
    )
    assert kg("evaluate", str(path), "--probes", "--extractor", "capitals").out == ran.out


def test_the_shipped_probes_for_machines(kg: Kg) -> None:
    found = json.loads(kg("evaluate", "--probes", "--extractor", "capitals", "--json").out)
    assert found["total"] >= 130
    assert found["right"] + len(found["wrong"]) == found["total"]


def test_probes_and_pairs_are_two_measurements(kg: Kg) -> None:
    ran = kg("evaluate", "--probes", "--same", "pairs.jsonl")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "kg: --probes and --same are two measurements; ask for one\n"
