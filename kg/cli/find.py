"""``kg find``: names that a text is, begins or misspells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.common import JsonOption, StoreOption, print_json, reading, width

if TYPE_CHECKING:
    from kg.index import Match


def command(
    text: Annotated[str, typer.Argument(help="What to look for: a name, the start of one, a misspelling.")],
    store: StoreOption = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Most lines to print.")] = 10,
    as_json: JsonOption = False,
) -> None:
    """Find names and titles, misspelt ones too.

    Examples: kg find "offline rl" · kg find transfromer --limit 3 · kg find --json diffusion
    """
    with reading(store) as index:
        matches = index.find(text, limit=limit)
    if as_json:
        from kg.index import to_plain

        print_json(to_plain(tuple(matches)))
    if not matches:
        typer.echo(f"kg: nothing in this graph is called like {text[:80]!r}", err=True)
        raise typer.Exit(1)
    if not as_json:
        _print(matches)


def _print(matches: Sequence[Match]) -> None:
    from kg.terminal import columns

    rows = [(_type(m), f"{m.papers}" if m.kind == "entity" else m.id, _name(m)) for m in matches]
    print(columns(rows, head=("type", "papers", "name"), width=width()))


def _type(match: Match) -> str:
    return "less sure" if match.unsure else ", ".join(match.types) or "Paper"


def _name(match: Match) -> str:
    label, text = match.label, match.text
    return label if text.casefold() == label.casefold() else f"{label}  ({text})"
