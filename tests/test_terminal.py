"""Nothing from a paper moves the cursor."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.terminal import columns, one_line, safe


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\", "click"),
        ("\x1b]0;title\x07x", "x"),
        ("a\u202eb\u2066c", "abc"),
        ("a\x9b31mb", "a31mb"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("\x1bPq\x1b\\sixel", "sixel"),
    ],
)
def test_control_sequences_are_dropped(text: str, expected: str) -> None:
    assert safe(text) == expected


@given(st.text())
def test_no_control_character_is_left(text: str) -> None:
    assert not any((ord(c) < 32 and c not in "\t\n") or 127 <= ord(c) < 160 for c in safe(text))
    assert "\n" not in one_line(text)


def test_columns_are_aligned_and_cut() -> None:
    rows = [("a", "long one", "x" * 50), ("bbb", "s", "y")]
    assert columns(rows, head=("1", "2", "3"), width=40) == (
        "1    2         3\na    long one  " + "x" * 24 + "…\nbbb  s         y"
    )
    assert columns([]) == ""
