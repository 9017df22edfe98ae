"""``kg backup``: a copy that can be brought back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.common import JsonOption, StoreOption, print_json, store_of
from kg.cli.progress import progress_shown


def command(
    folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Copy what is published, all records and the ledger to a new folder; a build may run meanwhile.

    The backup can be read like a store: --store BACKUP.

    Examples: kg backup backups/monday · kg backup /media/disk/papers --store graphs/mine
    """
    from kg.archive import backup

    with progress_shown("MB") as progress:
        made = backup(store_of(store), folder, on_progress=progress)
    if as_json:
        print_json({"folder": str(folder), "snapshot": made.snapshot, "files": len(made.files)})
    else:
        print(f"{folder}: snapshot {made.snapshot}, {made.decisions} decisions, {len(made.files)} files")
