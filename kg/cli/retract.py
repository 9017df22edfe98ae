"""``kg retract``: take papers out, and keep them out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.common import StoreOption, store_of
from kg.cli.deciding import AuthorOption, decider, tell

if TYPE_CHECKING:
    from kg.ledger import Action


def command(
    papers: Annotated[list[str], typer.Argument(help="Identifiers or titles.")],
    store: StoreOption = None,
    reason: Annotated[str, typer.Option("--reason", "-r", help="Why; kept in the ledger.")] = "",
    author: AuthorOption = None,
) -> None:
    """Remove papers with all their claims; a later build of the same file does not bring them back.

    Examples: kg retract 2309.12696 --reason "withdrawn" · kg restore 2309.12696
    """
    decide("retract", papers, store, reason, author)


def decide(action: Action, papers: list[str], store: str | None, reason: str, author: str | None) -> None:
    """Write the decision to the ledger and apply it, unless a build is running that will."""
    from kg.build.curate import curate

    path = store_of(store)
    tell(path, curate(path, action, papers, author=decider(author), reason=reason))
