"""Figures of the decision "exact or close" to a concept of the background."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.errors import MalformedRecord
from kg.evaluate.background import evaluate_background
from tests.conftest import SHARED, shared

ROWS = [
    ("exact", "Imitation-Learning", "Concept", "imitation learning"),
    ("wrong", "offline reinforcement learning", "Task", "reinforcement learning"),
    ("exact", "moss", "Concept", "optical flow"),
    ("close", "convergence rates", "Metric", "rate of convergence"),
]


def write(path: Path) -> Path:
    rows = [
        {"label": label, "name": name, "aliases": [], "type": kind, "paper": "p", "candidate": candidate}
        for label, name, kind, candidate in ROWS
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_figures(tmp_path: Path) -> None:
    scores = evaluate_background(write(tmp_path / "links.jsonl"))
    assert (scores.pairs, scores.positives, scores.precision, scores.recall) == (4, 3, 1.0, 0.6667)


def test_a_line_that_is_no_candidate_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"label": "exact", "name": 3, "candidate": "x"}\n', encoding="utf-8")
    with pytest.raises(MalformedRecord, match=r"^bad\.jsonl, line 1: 'name' of the name is no text$"):
        evaluate_background(path)


@shared
def test_the_figures_that_were_asked_for() -> None:
    scores = evaluate_background(SHARED / "gold" / "link_dev.jsonl")
    assert scores.pairs == 420
    assert scores.precision >= 0.96
    assert scores.recall >= 0.88
