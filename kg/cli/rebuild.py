"""``kg rebuild --from-store``: everything in a store made again from what it keeps."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.common import JsonOption, StoreOption, fail, store_of
from kg.cli.options import JobsOption
from kg.cli.upgrade import run


def command(
    stray: Annotated[list[str] | None, typer.Argument(hidden=True, metavar="")] = None,
    store: StoreOption = None,
    from_store: Annotated[
        bool, typer.Option("--from-store", help="From the records and decisions that the store keeps.")
    ] = False,
    jobs: JobsOption = 1,
    as_json: JsonOption = False,
) -> None:
    """Read all papers of a store again and derive everything anew, from the records and decisions it keeps.

    Readers see the old state until the end; after a kill the same command goes on.

    Examples: kg rebuild --from-store · kg rebuild --from-store --store graphs/mine --jobs 2
    """
    if stray:
        fail(f"kg rebuild takes no files or folders, but got {stray[0]}; name the store with --store FOLDER")
    if not from_store:
        fail("kg rebuild needs --from-store; to read files again, use kg build FILE…")
    run(store_of(store), jobs=jobs, again=True, as_json=as_json)
