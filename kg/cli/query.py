"""``kg query``: saved queries and your own SPARQL."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.common import StoreOption, fail, print_json, say, store_of, width

if TYPE_CHECKING:
    from kg.query import Result, SavedQuery

FORMATS = "table, csv, tsv, json, xml or ttl"
EXTRA = {"allow_extra_args": True, "ignore_unknown_options": True}


def command(
    context: typer.Context,
    query: Annotated[
        str | None,
        typer.Argument(help="Name of a saved query, a .rq file, SPARQL text, or - for standard input."),
    ] = None,
    store: StoreOption = None,
    format_: Annotated[str, typer.Option("--format", "-f", help=f"{FORMATS}.")] = "table",
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    full: Annotated[bool, typer.Option("--full", help="Whole IRIs in the table.")] = False,
    limit: Annotated[int | None, typer.Option(min=0, help="Most rows to print.")] = None,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds after which the query is ended.")] = 30.0,
    folder: Annotated[
        list[str] | None, typer.Option("--queries", help="A folder of your own queries.")
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the saved queries.")] = False,
    show: Annotated[bool, typer.Option("--show", help="Print the query instead of running it.")] = False,
) -> None:
    """Ask the graph: a saved query with its parameters, or SPARQL of your own.

    Parameters of a saved query are options of the same name. Updates are refused, and nothing asks
    another machine.

    Examples: kg query --list · kg query methods-for-task --task "object detection" ·
    kg query top-methods -f csv · kg query 'SELECT ?m { ?m a kg:Method } LIMIT 5' · kg query - < my.rq
    """
    from kg.query import list_queries, load_query

    if list_:
        return _list(list_queries(folder or ()), as_json)
    if query is None:
        fail("name a saved query (`kg query --list`), a .rq file, SPARQL text, or -")
    saved = load_query(query, folder or ())
    if show:
        return print(saved.text)
    values = parameters(context.args)
    _answer(saved, values, store, "json" if as_json else format_, full, limit, timeout)
    return None


def _answer(
    saved: SavedQuery,
    values: dict[str, str],
    store: str | None,
    form: str,
    full: bool,
    limit: int | None,
    timeout: float,
) -> None:
    from kg.query import Limits, run_saved, write
    from kg.store.snapshot import Snapshot
    from kg.terminal import safe

    with Snapshot.open(store_of(store)) as snapshot:
        limits = Limits(timeout=timeout)
        result = run_saved(snapshot.path, saved, values, snapshot.index, limit=limit, limits=limits)
        text = write(result, form, labels=snapshot.index.label, full=full, width=width())
    # A pipe gets the bytes as they are; a terminal would obey control sequences in them.
    sys.stdout.write(safe(text) if sys.stdout.isatty() else text)
    _remarks(result, form)


def _remarks(result: Result, form: str) -> None:
    for note in result.notes:
        say(f"kg: {note}")
    if result.truncated:
        say("kg: there are more rows; raise --limit")
    if result.is_empty and form == "table":
        say("kg: no rows")


def parameters(arguments: list[str]) -> dict[str, str]:
    """``--name value`` and ``--name=value`` pairs; raises `kg.errors.UsageError` for anything else."""
    values: dict[str, str] = {}
    waiting = iter(arguments)
    for argument in waiting:
        if not argument.startswith("--") or len(argument) < 3:
            fail(f"{argument!r} is no parameter; write --name VALUE")
        name, equals, value = argument[2:].partition("=")
        if not equals:
            given = next(waiting, None)
            if given is None:
                fail(f"--{name} needs a value")
            value = given
        values[name.replace("-", "_")] = value
    return values


def _list(queries: tuple[SavedQuery, ...], as_json: bool) -> None:
    if as_json:
        return print_json([_plain(query) for query in queries])
    from kg.terminal import columns

    rows = [
        (
            query.name,
            " ".join(f"--{p.name.replace('_', '-')}" + ("" if p.required else "?") for p in query.parameters),
            query.title,
        )
        for query in queries
    ]
    print(columns(rows, head=("query", "parameters", "what it answers"), width=width()))
    return None


def _plain(query: SavedQuery) -> dict[str, object]:
    from dataclasses import asdict

    path: Path | None = query.path
    return {**asdict(query), "path": None if path is None else path.name}
