"""``kg restore-backup``: a backup becomes a store again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.common import JsonOption, print_json
from kg.cli.progress import progress_shown
from kg.store.layout import new_store_path


def command(
    folder: Annotated[Path, typer.Argument(help="The backup.")],
    store: Annotated[
        str | None,
        typer.Option("--store", help="A new folder, or the store to replace [default: as for kg build]."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Bring a backup back into a new folder, or over a store, whose later decisions stay.

    Examples: kg restore-backup backups/monday --store graphs/again · kg restore-backup backups/monday
    """
    from kg.archive import restore

    target = new_store_path(store)
    with progress_shown() as progress:
        done = restore(folder, target, on_progress=progress)
    if as_json:
        print_json(
            {
                "store": str(target),
                "snapshot": done.manifest.snapshot,
                "made": done.manifest.made,
                "kept_decisions": done.kept_decisions,
            }
        )
        return
    print(f"{target}: as backed up {done.manifest.made}")
    if done.kept_decisions:
        print(f"{done.kept_decisions} later decisions stay; `kg build --store {target}` applies them")
