"""``kg why-same``: why two names are, or are not, one entity."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.common import JsonOption, StoreOption, print_json, store_of
from kg.cli.completing import names

SHOWN = 5
"""Papers that are named."""


def command(
    one: Annotated[str, typer.Argument(metavar="A", help="A name.", autocompletion=names)],
    other: Annotated[str, typer.Argument(metavar="B", help="Another name.", autocompletion=names)],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print what was decided of two names: the rule or the entry of the ledger, and the score of each signal.

    Examples: kg why-same RLHF "reinforcement learning from human feedback" · kg why-same SAM SAM-2 --json
    """
    import kg
    from kg.terminal import one_line

    with kg.open(store_of(store)) as graph:
        answer = graph.why_same(one, other)
    if as_json:
        from dataclasses import asdict

        return print_json(asdict(answer))
    relation = "is the same as" if answer.same else "is not the same as"
    print(f"{one_line(answer.one.label)} {relation} {one_line(answer.other.label)}")
    for side in (answer.one, answer.other):
        print(f"  {side.name} stands for {side.entity}")
    if answer.rule is None:
        print("  never compared: they share neither a spelling nor an abbreviation")
    else:
        print(f"  rule: {one_line(answer.rule)}")
    if answer.decision is not None:
        entry = answer.decision
        print(f"  entry {entry.number}, {entry.time[:10]}: {one_line(f'{entry.author}: {entry.reason}')}")
    for signal in answer.signals:
        print(f"  {one_line(signal)}")
    if answer.told:
        shown = ", ".join(answer.told[:SHOWN]) + (" …" if len(answer.told) > SHOWN else "")
        papers = "1 paper" if len(answer.told) == 1 else f"{len(answer.told)} papers"
        print(f"  one thing in {papers}, by the names beside it or by a decision: {shown}")
    return None
