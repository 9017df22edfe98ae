"""Rows of CSV, TSV and their like, each with its line; a quotation mark that is left open is told."""

from __future__ import annotations

import csv
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cells:
    """One row, and the 1-based line that it begins in. Empty lines give none."""

    line: int
    cells: tuple[str, ...]

    def named(self, columns: Sequence[str]) -> dict[str, str]:
        """The cells by column; empty where the row is too short, left out where it is too long."""
        lacking = len(columns) - len(self.cells)
        return dict(zip(columns, (*self.cells, *[""] * lacking), strict=False))


@dataclass(frozen=True, slots=True)
class Broken:
    """Lines that are no row: where the trouble begins, and what it is."""

    line: int
    reason: str


class _Lines:
    """Lines for the csv module, with those that it took for the row in hand."""

    def __init__(self, lines: Iterable[tuple[int, str]]) -> None:
        self._lines = iter(lines)
        self.taken: list[tuple[int, str]] = []
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        for numbered in self._lines:
            self.taken.append(numbered)
            yield numbered[1]
        self.ended = True


def read_rows(lines: Iterable[tuple[int, str]], *, delimiter: str) -> Iterator[Cells | Broken]:
    """The rows in numbered lines.

    What an open quotation mark swallows is no row: left to itself, the csv module makes one cell of it
    without a word, or stops at its limit for a cell. After such a limit the rows go on.
    """
    source = _Lines(lines)
    reader = csv.reader(source, delimiter=delimiter)
    while True:
        source.taken.clear()
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            first, last = source.taken[0][0], source.taken[-1][0]
            yield Broken(
                first, f"a broken row ({error}){_unread(first, last)}; is a quotation mark unclosed?"
            )
            continue
        if source.ended:  # it looks beyond the last line only for the end of a quotation
            line = _opened(source.taken, len(row), delimiter)
            last = source.taken[-1][0]
            yield Broken(line, f"a quotation mark here is never closed{_unread(source.taken[0][0], last)}")
        elif row:
            yield Cells(source.taken[0][0], tuple(row))


def _unread(first: int, last: int) -> str:
    return f"; lines {first} to {last} are not read" if last > first else ""


def _opened(taken: Sequence[tuple[int, str]], cells: int, delimiter: str) -> int:
    """The line in which the last of so many cells begins, which is never closed."""

    def begun(count: int) -> int:
        return len(next(csv.reader([line for _, line in taken[:count]], delimiter=delimiter)))

    return taken[bisect_left(range(1, len(taken)), cells, key=begun)][0]
