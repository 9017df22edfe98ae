"""``kg suggest``: decisions that are worth a person's time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.common import JsonOption, StoreOption, fail, print_json, say, store_of, width

if TYPE_CHECKING:
    from kg.suggest import Material, Suggestion

KindOption = Annotated[
    str | None,
    typer.Option(
        help="Only these: merge (likely one thing), different (likely two), split (one name of two)."
    ),
]


def command(
    store: StoreOption = None,
    kind: KindOption = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many.")] = 20,
    as_json: JsonOption = False,
) -> None:
    """List likely merges, wrong merges and names of two things, the most useful first: doubt times papers.

    Examples: kg suggest · kg suggest --kind different -n 50 · kg suggest --json
    """
    from dataclasses import asdict

    from kg.store.snapshot import Snapshot
    from kg.suggest import Material
    from kg.terminal import columns

    path = store_of(store)
    with Snapshot.open(path) as snapshot:
        found = suggested(Material(snapshot), path, kind)
    shown = found[:limit]
    if as_json:
        return print_json([{**asdict(s), "usefulness": s.usefulness} for s in shown])
    if not shown:
        return say("kg: nothing to suggest")
    rows = [
        (f"{s.usefulness:.2f}", s.kind, str(s.papers), f"{s.one.label} · {s.other.label} ({s.why})")
        for s in shown
    ]
    print(columns(rows, head=("useful", "likely", "papers", "names"), width=width()))
    if len(found) > limit:
        print(f"… and {len(found) - limit:,} more; raise --limit")
    return None


def suggested(material: Material, store: Path, kind: str | None) -> list[Suggestion]:
    """What is to be decided, of one kind where it is asked for."""
    from kg import ledger
    from kg.suggest import suggest

    if kind not in (None, "merge", "different", "split"):
        fail(f"--kind is merge, different or split, not {kind!r}")
    return [found for found in suggest(material, ledger.read(store)) if kind in (None, found.kind)]
