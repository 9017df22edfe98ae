"""``kg communities``: the themes of a graph."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.analysis import LimitOption, print_records, watched
from kg.cli.common import JsonOption, StoreOption, reading, width


def command(
    store: StoreOption = None,
    limit: LimitOption = 20,
    titles: Annotated[int, typer.Option(min=0, max=1000, help="Titles to print of each theme.")] = 3,
    resolution: Annotated[
        float, typer.Option(min=0.1, max=10, help="Higher: more and smaller themes.")
    ] = 1.0,
    seed: Annotated[int, typer.Option(help="Another seed may group papers at the edges otherwise.")] = 7,
    as_json: JsonOption = False,
) -> None:
    """Group papers into themes (Louvain), each named by its most telling terms.

    Examples: kg communities · kg communities --titles 10 · kg communities --resolution 2 --json
    """
    from kg.analytics import communities, read_stated
    from kg.terminal import one_line

    with watched() as watch, reading(store) as index:
        stated = read_stated(index, watch)
        found = communities(stated, seed=seed, resolution=resolution, watch=watch)
    titles_of = dict(zip(stated.papers, stated.titles, strict=True))
    if as_json:
        return print_records(found)
    wide = width()
    for group in found[:limit]:
        print(f"{len(group.papers):>4}  " + one_line(group.name, wide - 6))
        for paper in group.papers[:titles]:
            print("      " + one_line(titles_of[paper], wide - 6))
    if len(found) > limit:
        print(f"… and {len(found) - limit} more; raise --limit")
    return None
