"""What a page comes to: its status and its HTML, or where else to look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.errors import UsageError
from kg.pages.html import render


@dataclass(frozen=True, slots=True)
class Page:
    """A page, or the address of another one."""

    status: int = 200
    html: str = ""
    location: str | None = None
    reason: str = ""
    """Why there is none, where the status says so and no HTML is given."""
    media: str = "text/html"


def shown(template: str, **values: object) -> Page:
    """The page that a template makes."""
    return Page(200, render(template, **values))


def start_of(values: Mapping[str, str], size: int) -> int:
    """The first row of the page that is asked for; raises `UsageError`."""
    number = values.get("page", "1")
    if not (number.isascii() and number.isdecimal() and len(number) < 6 and int(number)):
        raise UsageError(f"page is a number from 1 on, not {number[:20]!r}")
    return (int(number) - 1) * size
