"""Dates as people give them."""

from __future__ import annotations

import doctest

import pytest

import kg.days
from kg.days import check_date
from kg.errors import UsageError


def test_the_examples_in_docstrings_hold() -> None:
    assert doctest.testmod(kg.days).failed == 0


@pytest.mark.parametrize("text", ["2025", "2025-12", "2025-12-31", "2024-02-29", None])
def test_a_date(text: str | None) -> None:
    assert check_date(text) == text


@pytest.mark.parametrize(
    "text", ["2025-99", "2025-02-30", "2025-00", "0000", "2025-1", "2025-01-01 ", "2025-01\n", "٢٠٢٥", ""]
)
def test_no_date(text: str) -> None:
    with pytest.raises(UsageError, match="is no date; write 2025, 2025-10 or 2025-10-07"):
        check_date(text)
