"""Figures of the decision "same"."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.errors import MalformedRecord
from kg.evaluate.intervals import wilson
from kg.evaluate.names import evaluate_same, same_in_store

PAIRS = [
    ("same", "RLHF", "reinforcement learning from human feedback"),
    ("same", "graph", "Graphs"),
    ("same", "moss", "lichen"),
    ("different", "Qwen2", "Qwen2.5"),
    ("related", "fern", "ferns"),
]


def write(path: Path, pairs: list[tuple[str, str, str]]) -> Path:
    lines = [
        {
            "label": label,
            "a": {"name": one, "aliases": [], "type": "Method", "paper": "p1"},
            "b": {"name": other, "aliases": [], "type": "Method", "paper": "p2"},
        }
        for label, one, other in pairs
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_figures(tmp_path: Path) -> None:
    scores = evaluate_same(write(tmp_path / "pairs.jsonl", PAIRS))
    assert (scores.pairs, scores.positives) == (5, 3)
    # the abbreviation is not explained by either paper, but they share a block only where one of them does
    assert scores.rules == {"no candidates": (1, 2), "same name": (1, 1)}
    assert (scores.precision, scores.recall, scores.f1) == (0.5, 0.3333, 0.4)
    assert scores.intervals == {"precision": wilson(1, 2, places=4), "recall": wilson(1, 3, places=4)}


def test_the_verdict_is_that_of_a_store_of_the_two_papers() -> None:
    one = {"name": "PPO", "aliases": [], "type": "Method", "paper": "p1"}
    other = {"name": "Proximal Policy Optimization", "aliases": ["PPO"], "type": "Method", "paper": "p2"}
    assert same_in_store(one, other) == same_in_store(other, one) == (True, "explained abbreviation")


def test_what_two_titles_begin_with_is_two_things() -> None:
    sides = [
        {"name": "MIDAS", "type": "Method", "paper": paper, "title": f"MIDAS: {rest}"}
        for paper, rest in (("p1", "finding web sources"), ("p2", "augmenting data"))
    ]
    assert same_in_store(*sides) == same_in_store(*sides[::-1]) == (False, "coined twice")
    assert same_in_store(sides[0], {**sides[1], "title": "We use MIDAS"}) == (True, "same name")
    assert same_in_store(sides[0], {**sides[1], "title": "MIDAS"}) == (True, "same name")


def test_a_pair_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"label": "same", "a": {"name": "x"}, "b": {}}\n')
    with pytest.raises(MalformedRecord, match=r"^bad\.jsonl, line 1: 'a' has no 'type'$"):
        evaluate_same(path)
