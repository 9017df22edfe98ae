"""``kg replay``: decisions of another store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.common import Problems, StoreOption, say, store_of
from kg.cli.deciding import RECORDED, AuthorOption, LaterOption, decider


def command(
    table: Annotated[Path, typer.Argument(help="An SSSOM table, as `kg export -f sssom` writes it.")],
    author: AuthorOption = None,
    later: LaterOption = False,
    store: StoreOption = None,
) -> None:
    """Take over the decisions of an SSSOM table, with their authors, times and reasons.

    Those that hold here already are passed over; those that contradict a decision of this store are
    reported and left out. Of tables from elsewhere, exact, broad and narrow matches are read, and their
    negations.

    Examples: kg replay theirs.sssom.tsv · kg export -f sssom --store a | kg replay /dev/stdin --store b
    """
    from kg.build.replay import replay

    done = replay(store_of(store), table, author=decider(author), later=later)
    problems = Problems()
    for problem in done.problems:
        problems(problem)
    problems.close()
    new = len(done.entries)
    say(f"kg: {new} decisions written, {done.repeated} held already, {len(done.problems)} left out")
    if new and not done.applied:
        say(RECORDED)
    if not new and not done.repeated:
        if not done.problems:
            say(f"kg: {table} holds no decision")
        raise typer.Exit(2)
