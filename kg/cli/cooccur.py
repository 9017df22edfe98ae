"""``kg cooccur``: what stands in the same papers."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.analysis import LimitOption, TypesOption, print_records
from kg.cli.common import JsonOption, StoreOption, reading, say, width
from kg.cli.options import MOST


def command(
    name: Annotated[str | None, typer.Argument(help="A name; without it, the surest pairs of all.")] = None,
    store: StoreOption = None,
    kind: TypesOption = None,
    min_papers: Annotated[int, typer.Option(min=1, max=MOST, help="Papers that a pair must share.")] = 2,
    limit: LimitOption = 20,
    as_json: JsonOption = False,
) -> None:
    """Names that share papers with a name, those that chance explains least first.

    Examples: kg cooccur CQL -t Dataset · kg cooccur --limit 10 · kg cooccur LoRA --min-papers 1 --json
    """
    from kg.analytics import index_cooccur
    from kg.analytics.counted import MOST_USED
    from kg.terminal import columns

    with reading(store) as index:
        slug = None if name is None else index.resolve_entity(name).sure().id
        if slug is None and index.stats()["entities"] > MOST_USED:
            say(f"kg: pairs are counted among the {MOST_USED:,} most used names; give a name for its own")
        found = index_cooccur(index, slug, types=kind or (), limit=limit, min_papers=min_papers)
    if as_json:
        return print_records(found)
    if not found:
        say(f"kg: no pair shares {min_papers} papers; lower --min-papers, or ask without --type")
        return None
    rows = [
        (f"{p.together}", f"{p.expected:.1f}", f"{p.rate:.2g}", f"{p.first_label} + {p.second_label}")
        for p in found
    ]
    print(columns(rows, head=("papers", "expected", "rate", "names"), width=width()))
    return None
