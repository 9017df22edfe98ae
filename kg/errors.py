"""The one tree of errors.

KGError                      anything a caller may want to catch
├── InputError               a file, a record or an argument that can not be used
│   ├── UnknownFormat        no reader recognises the file
│   ├── MalformedRecord      one record of a file is broken (the others are kept)
│   ├── TooLarge             beyond a stated limit of size, depth or length
│   └── UsageError           arguments that contradict each other or name nothing
├── ExtractionError          an extractor failed or broke its contract (an offset that does not fit)
├── NotFound                 a name, paper, query or claim that the graph does not hold
├── QueryError               a query that can not be run
│   ├── NotUnderstood        a question in English that no saved query is known to answer, or that two do
│   ├── QuerySyntaxError     the text is no SPARQL
│   ├── QueryTimeout         stopped at its limit of time
│   └── QueryTooLarge        stopped at its limit of memory or rows
├── RemoteError              a server refused, can not be reached, or holds something else than was sent
└── StoreError               the store on disk
    ├── StoreNotFound        no store where one was expected
    ├── StoreBusy            another process is writing
    ├── StoreVersionError    written by another version of the format
    ├── StoreDamaged         a digest or checksum does not fit
    └── ForeignPath          a folder or file that is not ours to overwrite

Every message names the input and the mend. ``exit_code`` is what the command line ends with:
2 for input that can not be used, 3 for a store or a server in trouble, 1 for the rest.
"""

from __future__ import annotations

from dataclasses import dataclass


class KGError(Exception):
    """The base of all errors that this package raises on purpose."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where in an input something is: base name of the file, 1-based record and line where known."""

    file: str
    record: int | None = None
    line: int | None = None

    def __str__(self) -> str:
        parts = [self.file]
        if self.line is not None:
            parts.append(f"line {self.line}")
        if self.record is not None:
            parts.append(f"record {self.record}")
        return ", ".join(parts)


class InputError(KGError):
    """Input that can not be used. ``place`` says where, ``reason`` why."""

    exit_code = 2

    def __init__(self, reason: str, *, place: Place | None = None) -> None:
        self.place = place
        self.reason = reason
        super().__init__(f"{place}: {reason}" if place else reason)


class UnknownFormat(InputError):
    """No reader recognises the content."""


class MalformedRecord(InputError):
    """One record is broken; the reader goes on with the next."""


class TooLarge(InputError):
    """Beyond a stated limit."""


class UsageError(InputError):
    """Arguments that contradict each other or name nothing."""


class ExtractionError(KGError):
    """An extractor failed or broke its contract."""


class NotFound(KGError):
    """Something asked for by name that the graph does not hold; ``suggestions`` are near names."""

    exit_code = 2

    def __init__(self, what: str, *, suggestions: tuple[str, ...] = ()) -> None:
        self.what = what
        self.suggestions = suggestions
        hint = f"; did you mean {', '.join(repr(s) for s in suggestions)}?" if suggestions else ""
        super().__init__(f"{what}{hint}")


class QueryError(KGError):
    """A query that can not be run."""

    exit_code = 2


class NotUnderstood(QueryError):
    """A question that no saved query is known to answer, or that two do; ``suggestions`` are commands."""

    def __init__(self, reason: str, *, suggestions: tuple[str, ...] = ()) -> None:
        self.reason, self.suggestions = reason, suggestions
        nearest = "".join(f"\n  {command}" for command in suggestions)
        super().__init__(f"{reason}; nearest:{nearest}" if nearest else reason)


class QuerySyntaxError(QueryError):
    """The text is no SPARQL; ``line`` and ``column`` are 1-based where known."""

    def __init__(self, reason: str, *, line: int | None = None, column: int | None = None) -> None:
        self.reason, self.line, self.column = reason, line, column
        super().__init__(reason)


class QueryTimeout(QueryError):
    """Stopped at its limit of time."""


class QueryTooLarge(QueryError):
    """Stopped at its limit of memory or rows."""


class RemoteError(KGError):
    """A server that refused, can not be reached, or holds something else than was sent."""

    exit_code = 3


class StoreError(KGError):
    """The store on disk is in trouble."""

    exit_code = 3


class StoreNotFound(StoreError):
    """No store where one was expected."""

    exit_code = 2


class StoreBusy(StoreError):
    """Another process is writing."""


class StoreVersionError(StoreError):
    """Written by another version of the format."""


class StoreDamaged(StoreError):
    """A digest or a checksum does not fit."""


class ForeignPath(StoreError):
    """A folder or file that is not ours to overwrite."""

    exit_code = 2
