"""``kg path``: how two things hang together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.analysis import node_of, print_records
from kg.cli.common import JsonOption, StoreOption, reading, width
from kg.cli.completing import names

if TYPE_CHECKING:
    from kg.analytics import Step

SHOWN = 3


def command(
    start: Annotated[str, typer.Argument(help="A name or a paper.", autocompletion=names)],
    end: Annotated[str, typer.Argument(help="Another one.", autocompletion=names)],
    store: StoreOption = None,
    strongest: Annotated[
        bool, typer.Option("--strongest", help="The most certain way instead of the shortest.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """The way from one name or paper to another, with the papers that support each step.

    Examples: kg path CQL "distribution shift" · kg path LoRA ImageNet --strongest --json
    """
    from kg.analytics import path, read_corpus, short_path
    from kg.terminal import one_line

    with reading(store) as index:
        ends = node_of(index, start), node_of(index, end)
        label = index.label(*ends[0].split("/", 1)) or ends[0]
        steps = path(read_corpus(index), *ends, how="strongest") if strongest else short_path(index, *ends)
    if as_json:
        return print_records(steps)
    print(one_line(label, width()))
    for step in steps:
        print(one_line(_line(step), width()))
    return None


def _line(step: Step) -> str:
    from kg.words import SAID

    said = SAID.get(step.relation, step.relation)
    arrow = f"— {said} →" if step.forward else f"← {said} —"
    more = f" and {len(step.papers) - SHOWN} more" if len(step.papers) > SHOWN else ""
    papers = ", ".join(step.papers[:SHOWN])
    return f"{arrow} {step.target_label} ({step.confidence:.2f}; {papers}{more})"
