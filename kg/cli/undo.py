"""``kg undo``: take a decision back."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.common import StoreOption
from kg.cli.deciding import AuthorOption, LaterOption, ReasonOption, decide


def command(
    number: Annotated[int, typer.Argument(metavar="N", help="The number of the decision in `kg log`.")],
    reason: ReasonOption = None,
    author: AuthorOption = None,
    later: LaterOption = False,
    store: StoreOption = None,
) -> None:
    """Take a decision back: every graph but that of curation is as if it had never been taken.

    An undo can be undone, too.

    Examples: kg undo 7 --reason "two things after all" · kg undo 8 -r "one thing it is"
    """
    from kg.build.drafts import draft

    decide(store, lambda _: [draft("undo", undoes=number)], reason=reason, author=author, later=later)
