"""``kg trends``: what rises and falls."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.analysis import LimitOption, TypesOption, print_records, spark
from kg.cli.common import JsonOption, StoreOption, reading, say, width

NARROW = 90
"""Columns of a terminal below which there is no room for charts."""


def command(
    store: StoreOption = None,
    kind: TypesOption = None,
    recent: Annotated[
        int, typer.Option(min=1, max=1200, help="Last months that are held against all before.")
    ] = 3,
    limit: LimitOption = 20,
    as_json: JsonOption = False,
) -> None:
    """Papers a month of each name; what rises or falls more than chance would have it comes first.

    Examples: kg trends · kg trends -t Task --recent 6 · kg trends --limit 5 --json
    """
    from kg.analytics import index_trends
    from kg.terminal import columns

    with reading(store) as index:
        found = index_trends(index, types=kind or (), recent=recent, limit=limit)
    if as_json:
        return print_records(found)
    if not found.recent:
        say(f"kg: the papers' dates span {len(found.months)} months: too few to hold {recent} against others")
    rows: list[tuple[str, ...]] = [
        (t.direction, f"{t.recent}", f"{t.expected:.1f}", f"{t.rate:.2g}", spark(t.counts), t.type, t.label)
        for t in found.rows
    ]
    head: tuple[str, ...] = ("", "recent", "expected", "rate", "months", "type", "name")
    if width() < NARROW:  # the little charts have 24 columns that the names need
        rows, head = [(*row[:4], *row[5:]) for row in rows], (*head[:4], *head[5:])
    print(columns(rows, head=head, width=width()))
    return None
