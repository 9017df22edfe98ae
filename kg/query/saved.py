"""Saved queries: SPARQL text that begins with ``#+`` lines, as grlc writes them.

::

    #+ title: Methods for a task
    #+ description: Which methods papers that address a task propose or use.
    #+ params:
    #+   task:
    #+     type: task
    #+     description: the task
    #+     example: object detection
    SELECT ?method … ?task WHERE …

A parameter is the variable of its name; its term stands in its place when the query runs, and its column is
left out of the answer. A parameter with ``optional: true`` stays a variable
when no value is given. ``#+ endpoint:`` is never followed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from kg.errors import MalformedRecord, Place
from kg.query.tokens import tokens

ParameterType = Literal[
    "name",
    "topic",
    "task",
    "method",
    "dataset",
    "metric",
    "concept",
    "paper",
    "date",
    "integer",
    "decimal",
    "string",
    "type",
    "relation",
]
PARAMETER_TYPES: tuple[ParameterType, ...] = get_args(ParameterType)
_DECORATED = re.compile(r"^#\+.*\n?", re.MULTILINE)
_FIELDS = {"type", "description", "default", "example", "optional"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a query is asked with."""

    name: str
    """Name of the variable, without question mark."""
    type: ParameterType
    description: str = ""
    default: str | None = None
    example: str | None = None
    optional: bool = False

    @property
    def required(self) -> bool:
        """Whether a value must be given."""
        return self.default is None and not self.optional


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query with what its ``#+`` lines say of it."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    text: str
    """The whole text, decorators included, so that lines in errors are those of the file."""
    phrases: tuple[str, ...] = ()
    """How one would ask it in English, with ``{parameter}`` for its values."""
    path: Path | None = None

    @property
    def bare(self) -> str:
        """The text without decorators, for editors that show them elsewhere."""
        return _DECORATED.sub("", self.text).strip()


def parse(text: str, *, name: str = "query", path: Path | None = None) -> SavedQuery:
    """Read a query text with or without decorators.

    Raises `MalformedRecord` where a decorator is wrong.
    """
    lines = [(n, line[2:]) for n, line in enumerate(text.splitlines(), 1) if line.startswith("#+")]
    try:
        head = _block(lines)
        fields = head if isinstance(head, dict) else {}
        declared = fields.get("params") or fields.get("parameters") or {}
        parameters = tuple(_parameter(key, value) for key, value in _mapping(declared, "params").items())
        _check_used(parameters, text)
    except _Wrong as error:
        raise MalformedRecord(
            error.reason, place=Place(path.name if path else name, line=error.line)
        ) from error
    phrases = fields.get("phrases") or []
    return SavedQuery(
        name=name,
        title=_plain(fields.get("title") or fields.get("summary")) or name,
        description=_plain(fields.get("description")),
        parameters=parameters,
        text=text,
        phrases=tuple(phrases) if isinstance(phrases, list) else (str(phrases),),
        path=path,
    )


class _Wrong(Exception):
    def __init__(self, reason: str, line: int | None = None) -> None:
        self.reason, self.line = reason, line
        super().__init__(reason)


def _parameter(name: str, value: Any) -> Parameter:
    fields = _mapping(value, name)
    unknown = fields.keys() - _FIELDS
    if unknown:
        raise _Wrong(
            f"parameter {name}: unknown field {min(unknown)!r}; known are {', '.join(sorted(_FIELDS))}"
        )
    kind = _plain(fields.get("type")) or "string"
    if kind not in PARAMETER_TYPES:
        raise _Wrong(f"parameter {name}: unknown type {kind!r}; known are {', '.join(PARAMETER_TYPES)}")
    return Parameter(
        name=name,
        type=kind,
        description=_plain(fields.get("description")),
        default=fields.get("default"),
        example=fields.get("example"),
        optional=fields.get("optional") == "true",
    )


def _check_used(parameters: tuple[Parameter, ...], text: str) -> None:
    variables = {token.text[1:] for token in tokens(text) if token.kind == "variable"}
    for parameter in parameters:
        if parameter.name not in variables:
            raise _Wrong(f"parameter {parameter.name} is declared and ?{parameter.name} never used")


def _mapping(value: Any, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _Wrong(f"{what}: expected lines of the form `key: value`, indented")
    return value


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else ""


_KEY = re.compile(r"([A-Za-z_][\w-]*):(?:\s+(.*))?\Z")


def _block(lines: list[tuple[int, str]]) -> Any:
    """The small part of YAML that decorators need: mappings, lists, and texts over several lines."""
    lines = [(n, line.rstrip()) for n, line in lines if line.strip()]
    if not lines:
        return {}
    indent = _indent(lines[0][1])
    if lines[0][1].lstrip().startswith("- "):
        return [_scalar(line.strip()[2:]) for _, line in lines]
    mapping: dict[str, Any] = {}
    at = 0
    while at < len(lines):
        number, line = lines[at]
        match = _KEY.match(line.strip())
        if match is None or _indent(line) != indent:
            raise _Wrong("expected `key: value` with the indentation of the lines before", number)
        end = at + 1
        while end < len(lines) and _indent(lines[end][1]) > indent:
            end += 1
        below = lines[at + 1 : end]
        value = (match[2] or "").strip()
        if value and value not in (">", "|", ">-", "|-"):
            mapping[match[1]] = _scalar(" ".join([value, *(line.strip() for _, line in below)]))
        elif value:
            mapping[match[1]] = " ".join(line.strip() for _, line in below)
        else:
            mapping[match[1]] = _block(below) if below else ""
        at = end
    return mapping


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _scalar(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
