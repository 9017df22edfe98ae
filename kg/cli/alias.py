"""``kg alias``: other ways of writing a name."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from kg.cli.common import StoreOption
from kg.cli.deciding import AuthorOption, LaterOption, ReasonOption, decide


class What(StrEnum):
    """What is to become of the alias."""

    add = "add"
    remove = "remove"


def command(
    what: Annotated[What, typer.Argument(help="add or remove.")],
    name: Annotated[str, typer.Argument(help="A name.")],
    alias: Annotated[str, typer.Argument(help="Another way of writing it.")],
    reason: ReasonOption = None,
    author: AuthorOption = None,
    later: LaterOption = False,
    store: StoreOption = None,
) -> None:
    """Add another way of writing to the entity of a name, or take one away.

    An alias that papers use, now or later, joins the entity; one that was taken away stays apart.

    Examples: kg alias add "Conservative Q-Learning" CQL --reason "its paper says so" ·
    kg alias remove BERT "Bert Simpson" -r "a person"
    """
    from kg.build.drafts import alias as draft

    there = what == What.add
    decide(store, lambda s: [draft(s, name, alias, there=there)], reason=reason, author=author, later=later)
