"""``kg similar``: papers like a paper, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.analysis import LimitOption, print_records, whole
from kg.cli.common import JsonOption, StoreOption, width

REASONS = 5


def command(
    paper: Annotated[str, typer.Argument(help="A paper's identifier or title.")],
    store: StoreOption = None,
    limit: LimitOption = 10,
    as_json: JsonOption = False,
) -> None:
    """Papers that share rare names with a paper, the most alike first, and what they share.

    Examples: kg similar 2309.12696 · kg similar "Attention Is All You Need" --limit 3 --json
    """
    from kg.analytics import similar
    from kg.terminal import one_line

    with whole(store) as opened:
        asked = opened.names.resolve_paper(paper)
        found = similar(opened.corpus, asked.id, limit=limit)
    if as_json:
        return print_records(found)
    wide = width()
    print(one_line(f"like {asked.title} [{asked.id}]:", wide))
    for row in found:
        names = [f"{shared.label} ({shared.papers})" for shared in row.shared if shared.kind == "name"]
        others = [shared.label for shared in row.shared if shared.kind == "word"]
        why = ", ".join(names[:REASONS]) or "words in names: " + ", ".join(others[:REASONS])
        print(one_line(f"{row.score:.2f}  {row.title} [{row.id}]", wide))
        print("      " + one_line(why, wide - 6))
    if not found:
        print("nothing: no other paper shares a name with it")
    return None
