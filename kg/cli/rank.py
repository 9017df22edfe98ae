"""``kg rank``: the names that matter most."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.analysis import LimitOption, TypesOption, bar, print_records, watched, whole
from kg.cli.common import JsonOption, StoreOption, reading, width


def command(
    store: StoreOption = None,
    by: Annotated[
        str, typer.Option(help="degree (papers and links), pagerank, or betweenness (what bridges).")
    ] = "degree",
    kind: TypesOption = None,
    limit: LimitOption = 20,
    seed: Annotated[int, typer.Option(help="For betweenness on graphs of more than 500 nodes.")] = 7,
    as_json: JsonOption = False,
) -> None:
    """Rank names by how central they are.

    Examples: kg rank · kg rank --by pagerank -t Method · kg rank --by betweenness --limit 5 --json
    """
    from kg.analytics import degree_rank, rank
    from kg.terminal import columns

    if by == "degree":
        with reading(store) as index:
            found = degree_rank(index, types=kind or (), limit=limit)
    else:
        with watched() as watch, whole(store, watch) as opened:
            found = rank(opened.corpus, by=by, types=kind or (), limit=limit, seed=seed, watch=watch)  # type: ignore[arg-type]
    if as_json:
        return print_records(found)
    highest = found[0].score if found else 0.0
    rows = [
        (f"{row.score:g}", bar(row.score, highest), f"{row.papers}", row.type, row.label) for row in found
    ]
    print(columns(rows, head=(by, "", "papers", "type", "name"), width=width()))
    return None
