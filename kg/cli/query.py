"""``kg query``: saved queries and your own SPARQL."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.common import StoreOption, check_folders, fail, print_json, say, store_of, width
from kg.cli.completing import saved_queries
from kg.cli.options import QueriesOption, TimeoutOption

if TYPE_CHECKING:
    from kg.query import Result, SavedQuery
    from kg.query.formats import Labels

FORMATS = "table, csv, tsv, json (srj), xml, ttl, jsonld, markdown, parquet; for papers bib, ris, csl-json"
_ROOMY = 80
"""Columns of a terminal that has room for the parameters of saved queries beside what they answer."""
REFERENCES = ("bib", "ris", "csl-json")
TAKES_PARAMETERS = {"allow_extra_args": True, "ignore_unknown_options": True}
EXTRA = {**TAKES_PARAMETERS, "help_option_names": []}


def command(
    context: typer.Context,
    query: Annotated[
        str | None,
        typer.Argument(
            help="Name of a saved query, a .rq file, SPARQL text, or - for standard input.",
            autocompletion=saved_queries,
        ),
    ] = None,
    store: StoreOption = None,
    format_: Annotated[str, typer.Option("--format", "-f", help=f"{FORMATS}.")] = "table",
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    full: Annotated[bool, typer.Option("--full", help="Whole IRIs in the table.")] = False,
    limit: Annotated[int | None, typer.Option(min=0, help="Most rows to print.")] = None,
    timeout: TimeoutOption = 30.0,
    folder: QueriesOption = None,
    list_: Annotated[bool, typer.Option("--list", help="List the saved queries.")] = False,
    show: Annotated[bool, typer.Option("--show", help="Print the query instead of running it.")] = False,
    endpoint: Annotated[
        str | None, typer.Option("--endpoint", help="Ask this SPARQL endpoint instead of a store.")
    ] = None,
    help_: Annotated[
        bool, typer.Option("--help", "-h", help="Show this, or behind a query's name its parameters.")
    ] = False,
) -> None:
    """Ask the graph: a saved query with its parameters, or SPARQL of your own.

    Parameters of a saved query are options of the same name: kg query NAME --help lists them. Updates are
    refused, and nothing asks another machine but --endpoint.

    Examples: kg query --list · kg query methods-for-task --task "object detection" ·
    kg query top-methods -f csv · kg query 'SELECT ?m { ?m a kg:Method } LIMIT 5' · kg query - < my.rq
    """
    from kg.query import list_queries, load_query

    check_folders(folder or ())
    if help_:
        return print(context.get_help() if query is None else parameter_help(load_query(query, folder or ())))
    if list_:
        return _list(list_queries(folder or ()), as_json)
    if query is None:
        fail("name a saved query (`kg query --list`), a .rq file, SPARQL text, or -")
    saved = load_query(query, folder or ())
    if show:
        return print(saved.text)
    values = parameters(context.args)
    form = "json" if as_json else format_
    if endpoint is not None:
        return _ask_endpoint(endpoint, saved, values, form, full, limit, timeout)
    _answer(saved, values, store, form, full, limit, timeout)
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
    from kg.query import Limits, run_saved
    from kg.store.snapshot import Snapshot

    _known_form(form)
    with Snapshot.open(store_of(store)) as snapshot:
        limits = Limits(timeout=timeout)
        result = run_saved(snapshot.path, saved, values, snapshot.index, limit=limit, limits=limits)
        if form in REFERENCES:
            from kg.export.references import papers_of, references

            papers = (snapshot.paper(local)[0] for local in papers_of(result))
            out: str | bytes = references(papers, form)
        else:
            out = _written(result, form, snapshot.index.label, full)
    _put(out)
    _remarks(result, form)


def _ask_endpoint(
    endpoint: str,
    saved: SavedQuery,
    values: dict[str, str],
    form: str,
    full: bool,
    limit: int | None,
    timeout: float,
) -> None:
    from kg.query import Limits
    from kg.query.endpoint import run_at

    _known_form(form)
    if form in REFERENCES:
        fail(f"{form} needs the papers themselves, which an endpoint does not give; use --store")
    result = run_at(endpoint, saved, values, limit=limit, limits=Limits(timeout=timeout))
    _put(_written(result, form, None, full))
    _remarks(result, form)


def _known_form(form: str) -> None:
    from kg.query import FORMATS as WRITTEN

    if form not in (*WRITTEN, *REFERENCES, "parquet"):
        fail(f"no format {form!r}; there are {', '.join((*WRITTEN, 'parquet', *REFERENCES))}")


def _written(result: Result, form: str, labels: Labels | None, full: bool) -> str | bytes:
    from kg.query import write

    if form == "parquet":
        from kg.query.documents import parquet

        return parquet(result)
    return write(result, form, labels=labels, full=full, width=width())


def _put(out: str | bytes) -> None:
    """To a pipe as it is; to a terminal without control sequences, through PAGER where it is long."""
    from kg.terminal import safe

    if isinstance(out, bytes):
        if sys.stdout.isatty():
            fail("parquet is no text for a terminal; send it to a file with >")
        sys.stdout.buffer.write(out)
    elif not sys.stdout.isatty():
        sys.stdout.write(out)
    elif os.environ.get("PAGER") and out.count("\n") > shutil.get_terminal_size((100, 24)).lines:
        import click

        click.echo_via_pager(safe(out))
    else:
        sys.stdout.write(safe(out))


def parameter_help(query: SavedQuery) -> str:
    """What a saved query answers and takes."""
    from kg.terminal import columns

    rows = [
        (
            f"--{p.name.replace('_', '-')}",
            p.type,
            "needed" if p.required else f"default {p.default}" if p.default else "optional",
            p.description + (f", for example {p.example}" if p.example else ""),
        )
        for p in query.parameters
    ]
    takes = (
        columns(rows, head=("parameter", "type", "", "what it is"), width=width())
        or "It takes no parameters."
    )
    asked = "".join(f"\n  kg ask {phrase!r}" for phrase in query.phrases[:3])
    told = textwrap.fill(query.description, min(width(), 100))
    return f"{query.title}\n{told}\n\n{takes}" + (f"\n\nIn English:{asked}" if asked else "")


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

    if (wide := width()) < _ROOMY:
        plain = [(query.name, query.title) for query in queries]
        print(columns(plain, head=("query", "what it answers"), width=wide))
        return say("kg: `kg query NAME --help` tells the parameters of one")
    rows = [
        (
            query.name,
            " ".join(f"--{p.name.replace('_', '-')}" + ("" if p.required else "?") for p in query.parameters),
            query.title,
        )
        for query in queries
    ]
    print(columns(rows, head=("query", "parameters", "what it answers"), width=wide))
    return None


def _plain(query: SavedQuery) -> dict[str, object]:
    from dataclasses import asdict

    path: Path | None = query.path
    return {**asdict(query), "path": None if path is None else path.name}
