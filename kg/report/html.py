"""A report as one HTML page without any script; nothing of a paper reaches it but as escaped text."""

from __future__ import annotations

import base64
import hashlib
import os
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from kg.errors import ForeignPath, UsageError
from kg.report.records import Report
from kg.terminal import visible

MARKER = '<meta name="generator" content="papertriples report'
"""What a file must hold near its start for us to overwrite it."""
TEMPLATES = Path(__file__).parent / "templates"


def render(report: Report) -> str:
    """The page of ``report``; the same report gives the same bytes."""
    from markupsafe import Markup

    style = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    page: str = (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            style=Markup(style),
            policy=_policy(style),
            anchors=_anchors(report),
            dates=_dates(report),
        )
    )
    return page


def write_report(report: Report, out: Path) -> None:
    """Write the page of ``report`` to ``out``, whole or not at all.

    Raises `ForeignPath` where ``out`` is something that we did not write, `UsageError` where it can not be.
    """
    if out.is_dir() or (out.exists() and not _is_ours(out)):
        raise ForeignPath(f"{out}: not a page written by kg report; choose another --out or remove it first")
    page = render(report).encode("utf-8", "replace")
    partial = out.with_name(f".{out.name}.{os.getpid()}.partial")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(page)
        partial.replace(out)
    except OSError as error:  # its own name is that of the partial file, which nobody has asked for
        raise UsageError(
            f"{out} can not be written ({error.strerror or error}); choose another --out"
        ) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def _anchors(report: Report) -> dict[str, str]:
    """A place in the page for each paper, by number: its identifier may hold anything."""
    cards = [card.id for theme in report.themes for card in theme.cards]
    return {paper: f"p{number}" for number, paper in enumerate(cards, 1)}


def _dates(report: Report) -> dict[str, str | None]:
    return {card.id: card.date for theme in report.themes for card in theme.cards}


def _policy(style: str) -> str:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )


@cache
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: visible(value) if type(value) is str else value,
    )
    environment.filters["short"] = _short
    return environment


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _is_ours(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return MARKER.encode() in file.read(4096)
