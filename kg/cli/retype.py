"""``kg retype``: another type."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.common import StoreOption
from kg.cli.deciding import AuthorOption, LaterOption, ReasonOption, decide


def command(
    name: Annotated[str, typer.Argument(help="A name.")],
    kind: Annotated[str, typer.Argument(metavar="TYPE", help="Method, Task, Dataset, Metric or Concept.")],
    reason: ReasonOption = None,
    author: AuthorOption = None,
    later: LaterOption = False,
    store: StoreOption = None,
) -> None:
    """Give the entity of a name one type; what the papers say of it stays in their own graphs.

    Examples: kg retype "D4RL" Dataset --reason "it is a benchmark"
    """
    from kg.build.drafts import retype

    decide(store, lambda s: [retype(s, name, kind)], reason=reason, author=author, later=later)
