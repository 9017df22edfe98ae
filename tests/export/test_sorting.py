"""Sorting in pieces gives what sorting in memory gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.export.sorting import sorted_lines

LINES = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n")))


@given(LINES, st.integers(1, 5))
def test_pieces_are_merged_in_the_order_of_their_bytes(lines: list[str], at_once: int) -> None:
    expected = sorted(set(lines), key=lambda line: line.encode())
    assert list(sorted_lines(lines, at_once=at_once)) == expected


def test_only_a_line_feed_ends_a_line() -> None:
    lines = ["b\u2028c", "a\x85d", "a\rb", "a\x0cb"]
    assert list(sorted_lines(lines, at_once=1)) == sorted(lines)
