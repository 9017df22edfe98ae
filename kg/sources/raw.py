"""What every reader yields: one record as its source has it, not cleaned yet, or what is wrong with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kg.errors import InputError
from kg.model import Author


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """One record before cleaning; `kg.sources.record` makes a `Record` of it."""

    number: int
    """1-based number of the record in its file."""
    content: bytes
    """The record's own bytes or canonical JSON: what its digest is made of."""
    line: int | None = None
    title: str = ""
    abstract: str = ""
    authors: tuple[Author, ...] = ()
    author_count: int | None = None
    organisation: str = ""
    date: str = ""
    """ISO 8601, or empty."""
    unread_date: str = ""
    """What the source gives as a date, where that is none or only in part one."""
    arxiv: str = ""
    """Any text with an arXiv identifier in it: bare, with version, an address."""
    must_have_arxiv: bool = False
    """Whether a missing identifier is worth a word, as in arXiv's own formats."""
    arxiv_version: int | None = None
    doi: str = ""
    urls: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    venue: str = ""
    comments: int | None = None
    upvotes: int | None = None
    language: str = ""
    """ISO 639 code where the source states one."""
    computer_science: bool | None = None
    """What the source says of the field; None where it says nothing."""
    notes: tuple[InputError, ...] = field(default=())
    """What is worth a word though the record is kept."""


Item = Raw | InputError
"""What readers yield. An error that concerns one record does not end the reading."""


def canonical(data: Any) -> bytes:
    """JSON of ``data`` with sorted keys: equal records give equal bytes, however their file was laid out."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), default=str).encode()


def digest(content: bytes) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def text_of(value: Any) -> str:
    """A text field: strings as they are, numbers in digits, a list of strings joined, anything else empty."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None or value != value:
        return ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return " ".join(value)
    return ""


def whole_number(value: Any) -> int | None:
    """A count; None for anything that is no small natural number."""
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        value = int(value.strip()[:12])
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12 else None


def mapping_of(value: Any) -> Mapping[str, Any]:
    """``value`` if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def list_of(value: Any) -> list[Any]:
    """``value`` if it is an array, else an empty one."""
    return value if isinstance(value, list) else []
