"""``kg different``: two names that are never one thing."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.common import StoreOption
from kg.cli.deciding import AuthorOption, LaterOption, ReasonOption, decide


def command(
    one: Annotated[str, typer.Argument(metavar="A", help="A name.")],
    other: Annotated[str, typer.Argument(metavar="B", help="Another name.")],
    reason: ReasonOption = None,
    author: AuthorOption = None,
    later: LaterOption = False,
    store: StoreOption = None,
) -> None:
    """Hold two names apart, whatever the rules say.

    Examples: kg different "GAN model" GAIN --reason "an imputation method" · kg different RAG Rag -r cloth
    """
    from kg.build.drafts import of_names

    decide(
        store, lambda s: [of_names(s, "different", (one, other))], reason=reason, author=author, later=later
    )
