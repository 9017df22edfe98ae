"""``kg similar``: papers like a paper, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.analysis import LimitOption, print_records
from kg.cli.common import JsonOption, StoreOption, store_of, width
from kg.cli.completing import names

REASONS = 5


def command(
    paper: Annotated[str, typer.Argument(help="A paper's identifier or title.", autocompletion=names)],
    store: StoreOption = None,
    limit: LimitOption = 10,
    no_text: Annotated[bool, typer.Option("--no-text", help="By the graph alone, not the words.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Papers like a paper, by the rare names that they share and the words of their texts, and why.

    Examples: kg similar 2309.12696 · kg similar "Attention Is All You Need" --limit 3 --json ·
    kg similar 2309.12696 --no-text
    """
    from kg.handle.likeness import similar_papers
    from kg.terminal import one_line

    asked, found = similar_papers(store_of(store), paper, limit=limit, texts=not no_text)
    if as_json:
        return print_records(found)
    wide = width()
    print(one_line(f"like {asked.title} [{asked.id}]:", wide))
    for row in found:
        names = [f"{shared.label} ({shared.papers})" for shared in row.shared if shared.kind == "name"]
        said = dict.fromkeys(shared.label for shared in row.shared if shared.kind in ("word", "text"))
        around = [shared.label for shared in row.shared if shared.kind == "around"]
        parts = [", ".join(names[:REASONS])]
        parts += [
            f"{head}: {', '.join(list(labels)[:REASONS])}"
            for head, labels in (("words", said), ("usual around it", around))
            if labels
        ]
        why = "; ".join(part for part in parts if part)
        print(one_line(f"{row.score:.2f}  {row.title} [{row.id}]", wide))
        print("      " + one_line(why, wide - 6))
    if not found:
        print("nothing: no other paper shares a name with it")
    return None
