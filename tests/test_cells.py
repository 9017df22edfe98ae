"""Cells that no spreadsheet computes, and back."""

from __future__ import annotations

import doctest
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg.cells
from kg.cells import guard, unguard

CELLS = st.text() | st.text(st.sampled_from("'=+-@ \t\r\n\xa0a1"), max_size=6)


def test_the_examples_in_the_docstrings() -> None:
    assert doctest.testmod(kg.cells).failed == 0


@given(CELLS)
def test_no_cell_is_a_formula_and_each_comes_back(cell: str) -> None:
    assert not re.match(r"\s*[=+\-@]|[\t\r\n]", guard(cell))
    assert unguard(guard(cell)) == cell


@given(CELLS, CELLS)
def test_two_cells_never_become_the_same(one: str, other: str) -> None:
    assert (guard(one) == guard(other)) is (one == other)


@pytest.mark.parametrize(
    "cell", ["=1", "+1", "-1", "@x", " =1+1", "\t=1", "\xa0=1", "\tx", "\rx", "\nx", "'=1"]
)
def test_what_is_guarded(cell: str) -> None:
    assert guard(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "'", "a=b", " a", "'a", "1-2", "\N{MINUS SIGN}1"])
def test_what_stays(cell: str) -> None:
    assert guard(cell) == cell == unguard(cell)
