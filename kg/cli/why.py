"""``kg why``: the evidence for a triple."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.common import JsonOption, StoreOption, print_json, store_of
from kg.cli.completing import names


def command(
    subject: Annotated[
        str, typer.Argument(help="A paper (for its relations) or a name (for a link).", autocompletion=names)
    ],
    predicate: Annotated[str, typer.Argument(help="proposes, uses, …, usedFor, isA, …")],
    object_: Annotated[str, typer.Argument(metavar="OBJECT", help="A name.", autocompletion=names)],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print the sentences behind a triple, with their offsets, extractor and confidence.

    Examples: kg why 2309.12696 proposes CFCQL · kg why CQL usedFor "offline reinforcement learning" --json
    """
    import kg
    from kg.terminal import one_line

    with kg.open(store_of(store)) as graph:
        found = graph.why(subject, predicate, object_)
    if as_json:
        from dataclasses import asdict

        return print_json([asdict(statement) for statement in found])
    for statement in found:
        print(f"{one_line(statement.subject)} — {statement.predicate} → {one_line(statement.object)}")
        print(f"  “{one_line(statement.sentence)}”")
        context = f", {statement.context}" if statement.context else ""
        print(
            f"  {statement.paper}, characters {statement.start}–{statement.end}; "
            f"{one_line(statement.extractor)}, confidence {statement.confidence:.2f}{context}"
        )
        print(f"  {one_line(statement.title)}")
    return None
