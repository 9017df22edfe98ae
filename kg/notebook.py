"""Tables for notebooks, in which nothing of a paper's text can run, link or hide."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from kg.terminal import one_line

LONGEST = 300
"""Characters of a cell."""


def html_table(
    title: str, head: Iterable[str], rows: Iterable[Iterable[str]], *, about: str = "", left_out: int = 0
) -> str:
    """A title, a line about it, a table, and how many rows were left out; all text is escaped."""
    body = "".join(f"<tr>{_cells(row, 'td')}</tr>" for row in rows)
    above = f"<h4>{_text(title)}</h4>" + (f"<p>{_text(about)}</p>" if about else "")
    below = f"<p>{left_out:,} more</p>" if left_out else ""
    return f"{above}<table><thead><tr>{_cells(head, 'th')}</tr></thead><tbody>{body}</tbody></table>{below}"


def _cells(values: Iterable[str], tag: str) -> str:
    return "".join(f"<{tag}>{_text(value)}</{tag}>" for value in values)


def _text(value: str) -> str:
    return escape(one_line(value, LONGEST))
