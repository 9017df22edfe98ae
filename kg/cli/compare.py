"""``kg compare``: two names or two papers side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.analysis import LimitOption, print_records, whole
from kg.cli.common import JsonOption, StoreOption, fail, width
from kg.cli.completing import names

if TYPE_CHECKING:
    from kg.analytics import Tie


def command(
    first: Annotated[str, typer.Argument(help="A name or a paper.", autocompletion=names)],
    second: Annotated[str, typer.Argument(help="Another one.", autocompletion=names)],
    store: StoreOption = None,
    limit: LimitOption = 20,
    as_json: JsonOption = False,
) -> None:
    """What two names or two papers share, and what only one of them has.

    Examples: kg compare CQL IQL · kg compare 2309.12696 2006.04779 --json
    """
    from kg.analytics import compare
    from kg.terminal import one_line

    with whole(store) as opened:
        ends = opened.node(first), opened.node(second)
        if ends[0] == ends[1]:
            fail("both are the same; compare two different ones")
        found = compare(opened.corpus, *ends)
    if as_json:
        return print_records(found)
    wide = width()
    if found.direct:
        print(one_line(f"{found.first} {_said(found.direct)} {found.second}", wide))
    parts = (("both", found.shared), (f"only {found.first}", found.only_first))
    for title, ties in (*parts, (f"only {found.second}", found.only_second)):
        print(one_line(f"{title} ({len(ties)})", wide))
        for tie in ties[:limit]:
            print("  " + one_line(_line(tie), wide - 2))
        if len(ties) > limit:
            print(f"  … and {len(ties) - limit} more; raise --limit")
    return None


def _line(tie: Tie) -> str:
    second = f" / {_said(tie.other_relations)}" if tie.other_relations else ""
    return f"{tie.label}  ({_said(tie.relations)}{second})"


def _said(relations: Sequence[str]) -> str:
    """Relations as pictures and pages say them, with the arrows that they have."""
    from kg.words import SAID

    bare = ((relation, relation.removeprefix("← ")) for relation in relations)
    return ", ".join(relation.replace(name, SAID.get(name, name)) for relation, name in bare)
