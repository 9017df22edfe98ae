"""A lab's own vocabulary: names with their types and aliases, and names to ignore.

A CSV file (comma, semicolon or tab) whose first row names the columns: ``name``, and any of ``type``,
``aliases`` (separated by ``|``) and ``ignore`` (``yes`` or nothing). One row a thing; a row to ignore names
what is none.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass

from kg.delimited import Broken, Cells, read_rows
from kg.errors import InputError, Place
from kg.model import ENTITY_TYPES, EntityType
from kg.names import normal_form

COLUMNS = ("name", "type", "aliases", "ignore")
LARGEST = 20_000_000
"""Bytes of a file that are read."""
_DELIMITERS = ",;\t"
_YES = {"yes", "y", "true", "1", "x"}
_NO = {"", "no", "n", "false", "0"}
_TYPES = {kind.lower(): kind for kind in ENTITY_TYPES}


@dataclass(frozen=True, slots=True)
class Term:
    """One thing of the vocabulary."""

    name: str
    type: EntityType | None = None
    """None where the vocabulary leaves it to the extractor; the name is then not looked for in texts."""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All of it; equal content gives an equal digest, whatever the order of rows."""

    terms: tuple[Term, ...] = ()
    ignored: frozenset[str] = frozenset()
    """Normal forms of names that are none."""

    @property
    def digest(self) -> str:
        """Eight hexadecimal digits that change whenever an answer may."""
        content = repr((sorted(map(repr, self.terms)), sorted(self.ignored)))
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:8]


NONE = Vocabulary()


def read_vocabulary(data: bytes, *, file: str) -> tuple[Vocabulary, tuple[InputError, ...]]:
    """The vocabulary in a CSV file, and a problem with file and line for each row that can not be used.

    Raises `InputError` where it is no such file at all.
    """
    if len(data) > LARGEST:
        raise InputError(f"more than {LARGEST:,} bytes; split the vocabulary", place=Place(file))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("the file is not UTF-8; save it as UTF-8", place=Place(file)) from error
    reader = _Reader(file)
    terms = tuple(reader.terms(text))
    return Vocabulary(tuple(sorted(terms, key=lambda t: t.name)), frozenset(reader.ignored)), tuple(
        reader.problems
    )


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[InputError] = []
        self.ignored: set[str] = set()
        self._known: dict[str, int] = {}
        """Normal forms of names and aliases so far, each with its line."""

    def terms(self, text: str) -> Iterator[Term]:
        head = text.partition("\n")[0]
        delimiter = max(_DELIMITERS, key=head.count)
        rows = read_rows(enumerate(io.StringIO(text, newline=""), 1), delimiter=delimiter)
        columns = self._columns(next(rows, None))
        for row in rows:
            try:
                term = self._term(row, columns)
            except InputError as error:
                self.problems.append(InputError(error.reason, place=Place(self.file, line=row.line)))
                continue
            if term is not None:
                yield term

    def _columns(self, row: Cells | Broken | None) -> list[str]:
        if isinstance(row, Broken):
            raise InputError(row.reason, place=Place(self.file, line=row.line))
        columns = [name.strip().casefold() for name in row.cells] if row else []
        if "name" not in columns or set(columns) - set(COLUMNS):
            wanted, has = ", ".join(COLUMNS), ", ".join(columns) or "none"
            reason = f"the first row must name the columns: {wanted}; it has {has}"
            raise InputError(reason, place=Place(self.file, line=1))
        return columns

    def _term(self, row: Cells | Broken, columns: list[str]) -> Term | None:
        if isinstance(row, Broken):
            raise InputError(row.reason)
        if len(row.cells) > len(columns):
            raise InputError("more cells than columns; quote a cell that holds the separator")
        found = row.named(columns)
        cells = {column: " ".join(found.get(column, "").split()) for column in COLUMNS}
        name, kind, ignore = cells["name"], cells["type"].casefold(), cells["ignore"].casefold()
        aliases = [alias.strip() for alias in cells["aliases"].split("|") if alias.strip()]
        if not name:
            raise InputError("a row without a name")
        if ignore not in _YES | _NO:
            raise InputError(f"ignore is {ignore!r}; write yes, or leave it empty")
        if kind and kind not in _TYPES:
            raise InputError(f"no type is called {cells['type']!r}; there are: {', '.join(ENTITY_TYPES)}")
        self._take([name, *aliases], row.line)
        if ignore in _YES:
            self.ignored.update(map(normal_form, [name, *aliases]))
            return None
        others = dict.fromkeys(alias for alias in aliases if alias != name)
        return Term(name, _TYPES.get(kind), tuple(others))

    def _take(self, names: list[str], line: int) -> None:
        """Raise unless all names are new to the vocabulary."""
        forms = dict.fromkeys(map(normal_form, names))
        for form, name in zip(map(normal_form, names), names, strict=True):
            if form in self._known:
                raise InputError(f"{name!r} stands in line {self._known[form]} already")
        self._known.update(dict.fromkeys(forms, line))
