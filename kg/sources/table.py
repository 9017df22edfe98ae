"""CSV, TSV and semicolons, with a first row that names the columns."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from kg.delimited import Broken, read_rows
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
    """Numbered lines; those that are too long are passed over and kept as problems."""

    def __init__(self, text: Text) -> None:
        self._lines = text.lines()
        self.problems: list[InputError] = []

    def __iter__(self) -> Iterator[tuple[int, str]]:
        for number, line in self._lines:
            if isinstance(line, InputError):
                self.problems.append(line)
            else:
                yield number, line


def read_table(source: Opened) -> Iterator[Item]:
    """The rows below the header. A row with more cells than columns is reported and not kept."""
    lines = _Lines(source.text)
    numbered = iter(lines)
    at, header = next(((n, line) for n, line in numbered if line.strip("\ufeff\r\n ")), (1, ""))
    names, delimiter = names_of(header.strip("\ufeff\r\n "))
    if not has_title(names):
        reason = "the first row names no column 'title'; name the columns"
        raise UnknownFormat(reason, place=Place(source.name, line=at))
    if not has_column(names, "abstract"):
        reason = "no column is called 'abstract', so titles are all that is read"
        yield InputError(reason, place=Place(source.name, line=at))
    for number, row in enumerate(read_rows(numbered, delimiter=delimiter), 1):
        place = Place(source.name, number, row.line)
        if isinstance(row, Broken):
            yield MalformedRecord(row.reason, place=place)
        elif len(row.cells) > len(names):
            reason = (
                f"{len(row.cells)} cells in {len(names)} columns; quote the cells that hold {delimiter!r}"
            )
            yield MalformedRecord(reason, place=place)
        else:
            cells = dict(zip(names, row.cells, strict=False))
            yield Raw(number=number, line=row.line, content=canonical(cells), **read_named(cells))
    yield from lines.problems
