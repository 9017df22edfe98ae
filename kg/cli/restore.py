"""``kg restore``: bring retracted papers back."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.common import StoreOption
from kg.cli.deciding import AuthorOption
from kg.cli.retract import decide


def command(
    papers: Annotated[list[str], typer.Argument(help="Identifiers or titles.")],
    store: StoreOption = None,
    reason: Annotated[str, typer.Option("--reason", "-r", help="Why; kept in the ledger.")] = "",
    author: AuthorOption = None,
) -> None:
    """Bring back papers that were retracted.

    Examples: kg restore 2309.12696 · kg restore 2309.12696 --reason "withdrawal was a mistake"
    """
    decide("restore", papers, store, reason, author)
