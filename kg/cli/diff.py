"""``kg diff``: what two graphs say differently."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.common import JsonOption, print_json, say
from kg.cli.progress import progress_shown
from kg.terminal import one_line, safe

if TYPE_CHECKING:
    from kg.diff import Difference


def command(
    old: Annotated[
        str, typer.Argument(help="A store, a backup, or a file: .nq, .trig, .ttl, .jsonld (.gz).")
    ],
    new: Annotated[
        str | None,
        typer.Argument(
            help="The other one [default: OLD now; it is compared with what it published before]."
        ),
    ] = None,
    triples: Annotated[bool, typer.Option(help="Print each triple that differs, with + or -.")] = False,
    limit: Annotated[
        int | None,
        typer.Option(
            min=1, help="Most changes of each kind to list [default: 20], or most triples [default: all]."
        ),
    ] = None,
    background: Annotated[bool, typer.Option(help="Compare the shipped taxonomies, too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Say what changed: papers, claims, confidences, names, statements, decisions; or triple by triple.

    Ends with exit code 1 where the two differ.

    Examples: kg diff graphs/mine · kg diff backups/monday graphs/mine · kg diff a.nq b.nq.gz --triples
    """
    from kg.diff import NO_DIFFERENCE, diff, diff_lines, open_side
    from kg.diff.sides import before, same_files

    most = limit or 20
    if new is not None and same_files(old, new):
        if not triples:
            _tell(NO_DIFFERENCE, most, as_json)
        return
    with ExitStack() as stack:
        progress = stack.enter_context(progress_shown())
        open_old = before if new is None else open_side
        sides = (
            stack.enter_context(open_old(old, background=background)),
            stack.enter_context(open_side(new or old, background=background)),
        )
        if triples:
            differ = _print_triples(diff_lines(*sides), limit)
        else:
            progress("comparing", 0, 0)
            found = diff(*sides, limit=most)
            differ = not found.equal
    if not triples:
        _tell(found, most, as_json)
    if differ:
        raise typer.Exit(1)


def _print_triples(lines: Iterable[tuple[str, bytes]], limit: int | None) -> bool:
    """Whether there are any."""
    number = 0
    for number, (sign, line) in enumerate(lines, 1):
        if limit is None or number <= limit:
            sys.stdout.write(f"{sign} {safe(line.decode())}")
    if limit is not None and number > limit:
        say(f"kg: … and {number - limit:,} more (--limit)")
    return number > 0


def _tell(found: Difference, limit: int, as_json: bool) -> None:
    if as_json:
        print_json(_plain(found))
    else:
        _print(found, limit)


def _plain(found: Difference) -> dict[str, Any]:
    return {
        "added": found.added,
        "removed": found.removed,
        "graphs": {kind: {"added": added, "removed": removed} for kind, added, removed in found.graphs},
        "counts": dict(found.counts),
        "changes": [change.to_dict() for change in found.changes],
    }


def _print(found: Difference, limit: int) -> None:
    if found.equal:
        print("no difference")
        return
    print(f"{found.added:,} triples added, {found.removed:,} removed")
    for kind, added, removed in found.graphs:
        print(f"  {kind}: +{added:,} -{removed:,}")
    for kind, number in found.counts:
        print(f"{kind}: {number:,}")
        for change in found.changes:
            if change.kind == kind:
                print(f"  {one_line(change.text, 200)}")
        if number > limit:
            print(f"  … and {number - limit:,} more (--limit)")
