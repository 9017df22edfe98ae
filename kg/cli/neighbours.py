"""``kg neighbours``: what a thing is linked to, from the index alone."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.common import JsonOption, StoreOption
from kg.cli.completing import names
from kg.cli.options import RelationsOption, SureOption


def command(
    name: Annotated[
        str,
        typer.Argument(help="A name, an alias, a paper's identifier or title, an IRI.", autocompletion=names),
    ],
    store: StoreOption = None,
    relation: RelationsOption = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--type", "-t", help="Only neighbours of this type (Method, …, Paper); may be given again."
        ),
    ] = None,
    direction: Annotated[str, typer.Option(help="out, in or both.")] = "both",
    depth: Annotated[int, typer.Option(min=1, max=3, help="Steps away.")] = 1,
    min_confidence: SureOption = 0.0,
    limit: Annotated[
        int, typer.Option(min=1, max=100_000, help="Most entities and most papers to show.")
    ] = 20,
    exact: Annotated[bool, typer.Option("--exact", help="Do not take a misspelling.")] = False,
    as_json: JsonOption = False,
) -> None:
    """What a name is linked to, in both directions, with the papers that say so.

    Examples: kg neighbours "offline reinforcement learning" · kg neighbours CQL -t Dataset ·
    kg neighbours 2309.12696 --relation proposes · kg neighbours LoRA --depth 2 --json
    """
    from kg.cli.looking import look_up

    look_up(
        name,
        store=store,
        relations=relation or (),
        types=kind or (),
        direction=direction,
        depth=depth,
        min_confidence=min_confidence,
        limit=limit,
        exact=exact,
        as_json=as_json,
    )
