"""``kg ask``: plain English."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.common import JsonOption, StoreOption, check_folders, print_json, say, store_of, width
from kg.cli.options import QueriesOption, TimeoutOption

if TYPE_CHECKING:
    from kg.handle.asking import Answered


def command(
    question: Annotated[list[str], typer.Argument(help="The question, in English.")],
    store: StoreOption = None,
    limit: Annotated[int | None, typer.Option(min=0, help="Most rows to print.")] = None,
    timeout: TimeoutOption = 30.0,
    full: Annotated[bool, typer.Option("--full", help="Whole IRIs in the table.")] = False,
    folder: QueriesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question in plain English by the saved query that it asks for, and say which it is.

    Nothing is guessed: where a word is not understood, or two queries fit alike, it says so and offers
    the nearest commands. The phrases that a query answers stand in its file: kg query NAME --show.

    Examples: kg ask "which methods are used for object detection?" · kg ask who proposed CQL ·
    kg ask --json "the 5 most used datasets"
    """
    import kg
    from kg.query import Limits, write

    check_folders(folder or ())
    with kg.open(store_of(store)) as graph:
        answered = graph.ask(
            " ".join(question), folders=folder or (), limit=limit, limits=Limits(timeout=timeout)
        )
        if as_json:
            return print_json(_plain(answered))
        say(f"kg: understood as: {answered.command}")
        text = write(answered.result, labels=graph.snapshot.index.label, full=full, width=width())
    from kg.terminal import safe

    print(safe(text), end="")
    for note in answered.result.notes:
        say(f"kg: {note}")
    if answered.result.truncated:
        say("kg: there are more rows; raise --limit")
    if answered.result.is_empty:
        say("kg: no rows")
    return None


def _plain(answered: Answered) -> dict[str, object]:
    from kg.query import write

    form = "json" if answered.result.triples is None else "ttl"
    text = write(answered.result, form)
    return {
        "question": answered.question,
        "query": answered.query,
        "title": answered.title,
        "parameters": answered.parameters,
        "command": answered.command,
        "notes": list(answered.result.notes),
        "result": json.loads(text) if form == "json" else text,
    }
