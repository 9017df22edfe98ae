"""Rows of tables: as the csv module reads them, and what it passes over in silence."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.delimited import Broken, Cells, read_rows


def read(text: str) -> list[Cells | Broken]:
    return list(read_rows(enumerate(io.StringIO(text, newline=""), 1), delimiter=","))


@given(st.lists(st.lists(st.text(st.sampled_from("a,\"\n\r '")), min_size=1, max_size=3), max_size=4))
def test_what_was_written_is_read(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    found = read(out.getvalue())
    assert [row.cells for row in found if isinstance(row, Cells)] == list(map(tuple, rows))
    assert len(found) == len(rows)


@given(st.text(st.sampled_from('a,"\n')))
def test_a_row_is_as_the_csv_module_reads_it_or_broken(text: str) -> None:
    found = read(text)
    plain = [tuple(row) for row in csv.reader(io.StringIO(text, newline="")) if row]
    cells = [row.cells for row in found if isinstance(row, Cells)]
    assert cells == plain[: len(cells)]
    assert len(found) == len(plain)
    assert not any(isinstance(row, Broken) for row in found[:-1])
    closed = [tuple(row) for row in csv.reader(io.StringIO(f"{text}\nend", newline="")) if row]
    assert (len(cells) == len(found)) is (closed[-1:] == [("end",)])


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('a\n"', 2, "a quotation mark here is never closed"),
        ('a\n\nb,"c\nd\n', 3, "a quotation mark here is never closed; lines 3 to 4 are not read"),
        ('a\nb,"c\nd",e,"f\ng\nh', 3, "a quotation mark here is never closed; lines 2 to 5 are not read"),
    ],
)
def test_a_quotation_mark_that_is_never_closed_has_its_line(text: str, line: int, reason: str) -> None:
    assert read(text) == [Cells(1, ("a",)), Broken(line, reason)]


def test_beyond_the_limit_of_a_cell_rows_go_on() -> None:
    first, broken, *rest = read('a\n"' + "b\n" * 100_000)
    assert first == Cells(1, ("a",))
    assert isinstance(broken, Broken)
    assert broken.line == 2
    assert "lines 2 to 65538 are not read; is a quotation mark unclosed?" in broken.reason
    assert rest[0] == Cells(65539, ("b",))


def test_cells_by_column() -> None:
    assert Cells(1, ("x",)).named(["a", "b"]) == {"a": "x", "b": ""}
    assert Cells(1, ("x", "y", "z")).named(["a", "b"]) == {"a": "x", "b": "y"}
