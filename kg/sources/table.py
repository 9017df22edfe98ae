"""CSV, TSV and semicolons, with a first row that names the columns."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from kg.errors import InputError, MalformedRecord, Place, UnknownFormat
from kg.sources.decode import Text
from kg.sources.named import has_column, has_title, read_named
from kg.sources.raw import Item, Raw, canonical
from kg.sources.stream import Opened

_DELIMITERS = ",\t;|"


def names_of(header: str) -> tuple[list[str], str]:
    """The columns that a first line names, and what separates them."""
    best = max(_DELIMITERS, key=header.count)
    try:
        return next(csv.reader([header], delimiter=best), []), best
    except csv.Error:
        return [], best


def looks_like_table(head: str) -> bool:
    """Whether the first line names columns, a title among them."""
    header = head.lstrip("\ufeff\r\n ").partition("\n")[0]
    names, _ = names_of(header)
    return len(names) > 1 and len(header) < 5000 and has_title(names)


def lacks_title(head: str) -> str:
    """The columns of what looks like a table of papers but for its title; else empty."""
    names, _ = names_of(head.lstrip("\ufeff\r\n ").partition("\n")[0].rstrip("\r"))
    return ", ".join(names) if has_column(names, "abstract", "authors", "doi") else ""


class _Lines:
    """Lines for the csv module; those that are too long are passed over and kept as problems."""

    def __init__(self, text: Text) -> None:
        self._lines = text.lines()
        self.number = 0
        self.quotes = 0
        """Quotation marks since the row began."""
        self.ended = False
        self.problems: list[InputError] = []

    def __iter__(self) -> Iterator[str]:
        for number, line in self._lines:
            self.number = number
            if isinstance(line, InputError):
                self.problems.append(line)
            else:
                self.quotes += line.count('"')
                yield line
        self.ended = True


def read_table(source: Opened) -> Iterator[Item]:
    """The rows below the header. A row with more cells than columns is reported and not kept."""
    lines = _Lines(source.text)
    iterator = iter(lines)
    header = next((line for line in iterator if line.strip("\ufeff\r\n ")), "")
    names, delimiter = names_of(header.strip("\ufeff\r\n "))
    if not has_title(names):
        reason = "the first row names no column 'title'; name the columns"
        raise UnknownFormat(reason, place=Place(source.name, line=max(lines.number, 1)))
    if not has_column(names, "abstract"):
        reason = "no column is called 'abstract', so titles are all that is read"
        yield InputError(reason, place=Place(source.name, line=lines.number))
    rows = csv.reader(iterator, delimiter=delimiter)
    number = 0
    while True:
        line = lines.number + 1
        number += 1
        lines.quotes = 0
        try:
            row = next(rows)
        except StopIteration:
            yield from lines.problems
            return
        except csv.Error as error:
            yield MalformedRecord(
                f"a broken row ({error}); is a quotation mark unclosed?",
                place=Place(source.name, number, line),
            )
            continue
        if not row:
            number -= 1
        elif lines.ended and lines.quotes % 2 and lines.number > line:
            reason = f"a quotation mark here is never closed; lines {line} to {lines.number} are not read"
            yield MalformedRecord(reason, place=Place(source.name, number, line))
        elif len(row) > len(names):
            reason = f"{len(row)} cells in {len(names)} columns; quote the cells that hold {delimiter!r}"
            yield MalformedRecord(reason, place=Place(source.name, number, line))
        else:
            cells = dict(zip(names, row, strict=False))
            yield Raw(number=number, line=line, content=canonical(cells), **read_named(cells))
