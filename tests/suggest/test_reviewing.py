"""Answers, and what they come to."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.suggest import Side, Suggestion
from kg.suggest.reviewing import FILE, Answer, Replied, Skipped, decision, understand

PAIR = Suggestion("merge", Side("a", "A", 3), Side("b", "B", 2), 0.5, 2, "spelling 90 % alike")


@pytest.mark.parametrize(
    ("line", "replied"),
    [
        ("s\n", Replied("same")),
        ("Same  one thing \n", Replied("same", "one thing")),
        ("d two", Replied("different", "two")),
        ("b 2 it is wider", Replied("second", "it is wider")),
        ("b", Replied(None, which=True)),
        ("\n", Replied("skip")),
        ("q", Replied("quit")),
        ("yes", Replied(None)),
    ],
)
def test_answers(line: str, replied: Replied) -> None:
    assert understand(line) == replied


@pytest.mark.parametrize(
    ("answer", "action", "slugs"),
    [
        ("same", "merge", ("a", "b")),
        ("different", "different", ("a", "b")),
        ("first", "broader", ("b", "a")),
        ("second", "broader", ("a", "b")),
    ],
)
def test_decisions(answer: Answer, action: str, slugs: tuple[str, ...]) -> None:
    made = decision(PAIR, answer, "")
    assert made is not None
    assert (made.action, made.slugs, made.reason) == (action, slugs, "reviewed; spelling 90 % alike")
    assert decision(PAIR, "skip", "") is None


def test_what_was_skipped_stays_skipped(tmp_path: Path) -> None:
    skipped = Skipped(tmp_path)
    assert list(skipped.without([PAIR])) == [PAIR]
    skipped.add(PAIR)
    with (tmp_path / FILE).open("a") as file:
        file.write('["torn')
    assert list(Skipped(tmp_path).without([PAIR])) == []
