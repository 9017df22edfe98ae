"""A report as one HTML page without any script; nothing of a paper reaches it but as escaped text."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from kg.page import environment, policy, write_page
from kg.report.records import Report
from kg.words import SAID

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
            policy=policy(style=style, scripts=[], images="data:"),
            anchors=_anchors(report),
            dates=_dates(report),
            said=SAID,
        )
    )
    return page


def write_report(report: Report, out: Path) -> None:
    """Write the page of ``report`` to ``out``, whole or not at all.

    Raises `kg.errors.ForeignPath` where ``out`` is something that we did not write, `kg.errors.UsageError`
    where it can not be.
    """
    write_page(out, render(report), marker=MARKER, command="kg report")


def _anchors(report: Report) -> dict[str, str]:
    """A place in the page for each paper, by number: its identifier may hold anything."""
    cards = [card.id for theme in report.themes for card in theme.cards]
    return {paper: f"p{number}" for number, paper in enumerate(cards, 1)}


def _dates(report: Report) -> dict[str, str | None]:
    return {card.id: card.date for theme in report.themes for card in theme.cards}


@cache
def _environment() -> Any:
    return environment(TEMPLATES)
