"""``kg split``: some uses of a name as a thing of their own."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.common import StoreOption, fail
from kg.cli.deciding import AuthorOption, LaterOption, ReasonOption, decide


def command(
    name: Annotated[str, typer.Argument(help="A name.")],
    papers: Annotated[
        list[str],
        typer.Option("--papers", "-p", help="Identifiers with commas between; may be given again."),
    ],
    long_form: Annotated[
        str, typer.Option("--as", help="What the name is short for there, or what tells it from the others.")
    ] = "",
    reason: ReasonOption = None,
    author: AuthorOption = None,
    later: LaterOption = False,
    store: StoreOption = None,
) -> None:
    """Let a name stand for something else in some papers: these uses become an entity of their own.

    Examples: kg split MIDAS --papers 2401.00001,2401.00007 --as "mixed data sampling" -r "econometrics" ·
    kg split Panda -p 2402.00003 --reason "the animal"
    """
    from kg.build.drafts import split

    chosen = [paper.strip() for given in papers for paper in given.split(",") if paper.strip()]
    if not chosen:
        fail("name the papers: --papers ID,ID")
    decide(store, lambda s: [split(s, name, chosen, long_form)], reason=reason, author=author, later=later)
