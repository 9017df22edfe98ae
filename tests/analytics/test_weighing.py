"""Words, their rarity, and vectors of them."""

from __future__ import annotations

import pytest

from kg.analytics.weighing import damped, product, rarity, unit, widened, words, words_of_names


def test_words_that_say_something() -> None:
    text = "The 3D objects, e.g. LLM-based; RL agents' policies in 2024 (GPT-4) 漢字 über_x"
    assert words(text) == ("3d", "object", "llm", "rl", "agent", "policy", "gpt", "漢字", "über")
    assert words("") == words("\udc80 ... 42") == ()
    assert words_of_names(["deep deep learning", "Learning rate"]) == {"deep": 1, "learning": 2, "rate": 1}


def test_rare_tells_more_and_all_tell_something() -> None:
    assert rarity(1, 99) > rarity(50, 99) > rarity(99, 99) == 1.0
    assert rarity(500, 99) == 1.0  # an estimate may be too high
    assert damped({"once": 1, "ten": 10})["once"] == 1.0 < damped({"ten": 10})["ten"] < 4


def test_vectors() -> None:
    assert unit({"a": 3.0, "b": 4.0}) == {"a": 0.6, "b": 0.8}
    assert unit({}) == unit({"a": 0.0}) == {}
    assert product({"a": 0.6, "b": 0.8}, {"b": 0.5}) == pytest.approx(0.4)
    assert widened({"a": 1.0}, [(0.3, {"b": 1.0}), (0.1, {"a": 1.0})], 0.4) == pytest.approx(
        {"a": 0.7, "b": 0.3}
    )
    assert widened({"a": 1.0}, [], 0.4) == widened({"a": 1.0}, [(0.0, {"b": 1.0})], 0.4) == {"a": 1.0}
