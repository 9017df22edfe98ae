"""``kg reject``: claims that count for nothing."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.common import StoreOption
from kg.cli.deciding import AuthorOption, LaterOption, ReasonOption, decide


def command(
    claim: Annotated[list[str], typer.Argument(help="Its IRI, or SUBJECT PREDICATE OBJECT as in `kg why`.")],
    paper: Annotated[
        list[str] | None, typer.Option(help="Of a link: reject it in this paper only; may be given again.")
    ] = None,
    reason: ReasonOption = None,
    author: AuthorOption = None,
    later: LaterOption = False,
    store: StoreOption = None,
) -> None:
    """Let a claim count for nothing: its plain triple goes, the paper's own graph keeps the claim.

    Examples: kg reject 2309.12696 proposes "Q-learning" --reason "it only uses it" ·
    kg reject CQL usedFor vision --paper 2309.12696 -r "misread"
    """
    from kg.build.claims import reject

    chosen = paper or ()
    decide(store, lambda s: reject(s, claim, chosen), reason=reason, author=author, later=later)
