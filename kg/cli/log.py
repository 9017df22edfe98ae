"""``kg log``: what was decided."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.common import JsonOption, StoreOption, fail, print_json, say, store_of, width
from kg.days import check_date


def command(
    store: StoreOption = None,
    action: Annotated[list[str] | None, typer.Option(help="Only this kind: merge, split, …")] = None,
    author: Annotated[str | None, typer.Option(help="Only what this person decided.")] = None,
    name: Annotated[str | None, typer.Option(help="Only what concerns this name.")] = None,
    paper: Annotated[str | None, typer.Option(help="Only what concerns this paper.")] = None,
    since: Annotated[str | None, typer.Option(help="Only from this day on: 2026-01-31.")] = None,
    in_force: Annotated[bool, typer.Option("--in-force", help="Only what holds now.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List the decisions of the ledger: number, time, author, what and why, and whether it holds.

    Examples: kg log · kg log --action merge --since 2026-01-01 · kg log --name SAM --json
    """
    from kg.build.curate import names_of
    from kg.ledger import ACTIONS
    from kg.ledger.listing import listed
    from kg.terminal import columns

    for kind in action or ():
        if kind not in ACTIONS:
            fail(f"no decision is called {kind!r}; there are: {', '.join(ACTIONS)}")
    check_date(since)
    where = store_of(store)
    papers = names_of(where, paper) if paper is not None else ()
    found = listed(where, actions=action or (), author=author, name=name, papers=papers, since=since)
    found = [row for row in found if row.state == "in force" or not in_force]
    if as_json:
        return print_json([row.to_plain() for row in found])
    if not found:
        asked = in_force or any((action, author, name, paper, since))
        return say("kg: no such decision" if asked else "kg: no decisions yet")
    rows = [
        (
            str(r.entry.number),
            r.entry.time,
            r.entry.author,
            r.state,
            f"{r.entry}: {r.entry.reason}".rstrip(": "),
        )
        for r in found
    ]
    print(columns(rows, head=("entry", "time", "author", "state", "decision"), width=width()))
    return None
