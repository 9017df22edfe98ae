"""``kg broader``: a name and a broader one."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.common import StoreOption
from kg.cli.deciding import AuthorOption, LaterOption, ReasonOption, decide


def command(
    name: Annotated[str, typer.Argument(help="A name.")],
    wider: Annotated[str, typer.Argument(metavar="BROADER", help="The name of something broader.")],
    reason: ReasonOption = None,
    author: AuthorOption = None,
    later: LaterOption = False,
    store: StoreOption = None,
) -> None:
    """Say that one name is broader than another (skos:broader), and so another thing.

    Examples: kg broader "offline RL" "reinforcement learning" --reason "a kind of it"
    """
    from kg.build.drafts import of_names

    decide(
        store, lambda s: [of_names(s, "broader", (name, wider))], reason=reason, author=author, later=later
    )
