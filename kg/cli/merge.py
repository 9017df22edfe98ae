"""``kg merge``: names that are one thing."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.common import StoreOption
from kg.cli.deciding import AuthorOption, LaterOption, ReasonOption, decide


def command(
    names: Annotated[list[str], typer.Argument(help="Two names or more.")],
    reason: ReasonOption = None,
    author: AuthorOption = None,
    later: LaterOption = False,
    store: StoreOption = None,
) -> None:
    """Make the entities of some names one; the names' IRIs stay, and answer with the one they stand for.

    Examples: kg merge SAM "segment anything model" --reason "its abbreviation" ·
    kg merge LLaMA-2 "Llama 2" -r "spelling" --author "Ada Lovelace"
    """
    from kg.build.drafts import of_names

    decide(store, lambda s: [of_names(s, "merge", names)], reason=reason, author=author, later=later)
