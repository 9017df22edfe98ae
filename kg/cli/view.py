"""``kg view``: a picture of the graph as one HTML file."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.common import StoreOption, beside, fail, say, store_of
from kg.cli.completing import names
from kg.cli.options import NoTextOption, RelationsOption, SureOption, TypesOption
from kg.cli.query import TAKES_PARAMETERS as EXTRA
from kg.cli.query import parameters

if TYPE_CHECKING:
    from kg.views import Only, Picture

__all__ = ["EXTRA", "command"]


def command(
    context: typer.Context,
    store: StoreOption = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="The file to write [default: beside the store, its name.html]."),
    ] = None,
    around: Annotated[
        str | None, typer.Option(help="The neighbourhood of a name or a paper.", autocompletion=names)
    ] = None,
    paper: Annotated[
        str | None, typer.Option(help="One paper and all that it names.", autocompletion=names)
    ] = None,
    query: Annotated[
        str | None, typer.Option(help="What a query finds; parameters of a saved query are further options.")
    ] = None,
    path: Annotated[
        tuple[str, str] | None, typer.Option(metavar="A B", help="The way between two names or papers.")
    ] = None,
    compare: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="A B", help="Two names, papers, days or spans (2025-10-01..2025-10-07)."),
    ] = None,
    listing: Annotated[Path | None, typer.Option(help="Only the papers of this listing.")] = None,
    type_: TypesOption = None,
    relation: RelationsOption = None,
    depth: Annotated[int, typer.Option(min=1, max=3, help="Steps from --around.")] = 2,
    limit: Annotated[int | None, typer.Option(min=1, max=50_000, help="Most nodes to draw.")] = None,
    min_confidence: SureOption = 0.0,
    no_text: NoTextOption = False,
    open_: Annotated[bool, typer.Option("--open", help="Open the file in the browser.")] = False,
) -> None:
    """Draw the graph into one HTML file that opens with no network: search, filters, evidence on click.

    Examples: kg view --open · kg view --around CFCQL --out cfcql.html · kg view --paper 2309.12696 ·
    kg view --query methods-for-task --task "object detection" · kg view --path CFCQL "distribution shift" ·
    kg view --compare 2025-10-01 2025-10-02 · kg view --listing today.txt
    """
    from kg.handle.picture import picture_of

    values = _parameters(context, query)
    if sum(choice is not None for choice in (around, paper, query, path, compare, listing)) > 1:
        fail("choose one of --around, --paper, --query, --path, --compare and --listing")
    where = store_of(store)
    picture = picture_of(
        where,
        around=around,
        paper=paper,
        query=query,
        values=values,
        path=path,
        compare=compare,
        listing=listing,
        depth=depth,
        limit=limit,
        only=_only(type_ or [], relation or [], min_confidence),
        texts=not no_text,
    )
    _write(picture, out or beside(where, ".html"), show=open_, limited=limit is not None)


def _parameters(context: typer.Context, query: str | None) -> dict[str, str]:
    values = parameters(context.args)
    if values and query is None:
        fail(f"kg view has no option --{next(iter(values))}; parameters belong to a --query")
    return values


def _write(picture: Picture, target: Path, *, show: bool, limited: bool) -> None:
    from kg.views import write_view

    write_view(picture, target)
    say(f"kg: wrote {target} ({len(picture.nodes):,} nodes, {len(picture.edges):,} edges)")
    if not picture.nodes and limited and picture.notes:
        say("kg: nothing is drawn: raise --limit")
    elif not picture.nodes:
        say("kg: nothing is drawn: lower --min-confidence, or ask for other --type and --relation")
    if show:
        webbrowser.open(target.resolve().as_uri())


def _only(types: list[str], relations: list[str], min_confidence: float) -> Only:
    from kg.views import Only
    from kg.views.picture import ALL_RELATIONS, KINDS

    for given, known, what in ((types, KINDS, "type"), (relations, ALL_RELATIONS, "relation")):
        for name in given:
            if name not in known:
                fail(f"no {what} is called {name!r}; there are: {', '.join(known)}")
    kinds = frozenset(kind for kind in KINDS if kind in {*types, "Paper"}) if types else None
    return Only(kinds, frozenset(relations) if relations else None, min_confidence)
