"""``kg view``: a picture of the graph as one HTML file."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.common import StoreOption, say, store_of
from kg.cli.query import EXTRA, parameters

__all__ = ["EXTRA", "command"]


def command(
    context: typer.Context,
    store: StoreOption = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="The file to write [default: beside the store, its name.html]."),
    ] = None,
    around: Annotated[str | None, typer.Option(help="The neighbourhood of a name or a paper.")] = None,
    paper: Annotated[str | None, typer.Option(help="One paper and all that it names.")] = None,
    query: Annotated[
        str | None, typer.Option(help="What a query finds; parameters of a saved query are further options.")
    ] = None,
    depth: Annotated[int, typer.Option(min=1, max=3, help="Steps from --around.")] = 2,
    limit: Annotated[int | None, typer.Option(min=1, max=20_000, help="Most nodes to draw.")] = None,
    min_confidence: Annotated[
        float, typer.Option(min=0, max=1, help="Leave out what is less certain.")
    ] = 0.0,
    no_text: Annotated[
        bool, typer.Option("--no-text", help="Leave out abstracts and quoted sentences.")
    ] = False,
    open_: Annotated[bool, typer.Option("--open", help="Open the file in the browser.")] = False,
) -> None:
    """Draw the graph into one HTML file that opens with no network: search, filters, evidence on click.

    Examples: kg view --open · kg view --around CFCQL --out cfcql.html · kg view --paper 2309.12696 ·
    kg view --query methods-for-task --task "object detection"
    """
    from kg.handle.picture import picture_of
    from kg.views import write_view

    if sum(choice is not None for choice in (around, paper, query)) > 1:
        from kg.cli.common import fail

        fail("choose one of --around, --paper and --query")
    path = store_of(store)
    picture = picture_of(
        path,
        around=around,
        paper=paper,
        query=query,
        values=parameters(context.args),
        depth=depth,
        limit=limit,
        min_confidence=min_confidence,
        texts=not no_text,
    )
    target = out or path.parent / f"{path.name}.html"
    write_view(picture, target)
    say(f"kg: wrote {target} ({len(picture.nodes):,} nodes, {len(picture.edges):,} edges)")
    if open_:
        webbrowser.open(target.resolve().as_uri())
