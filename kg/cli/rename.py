"""``kg rename``: another label."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.common import StoreOption
from kg.cli.deciding import AuthorOption, LaterOption, ReasonOption, decide


def command(
    name: Annotated[str, typer.Argument(help="A name.")],
    label: Annotated[str, typer.Argument(help="The label that its entity is to have.")],
    reason: ReasonOption = None,
    author: AuthorOption = None,
    later: LaterOption = False,
    store: StoreOption = None,
) -> None:
    """Give the entity of a name another label; its IRI stays, and the old label becomes an alias.

    Examples: kg rename "Graph neural network" "graph neural network" --reason "lower case"
    """
    from kg.build.drafts import rename

    decide(store, lambda s: [rename(s, name, label)], reason=reason, author=author, later=later)
