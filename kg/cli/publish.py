"""``kg publish``: the graph on a server of somebody else's, kept up to date."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.common import JsonOption, StoreOption, print_json, say, store_of
from kg.cli.options import LONGEST
from kg.cli.progress import progress_shown


def command(
    address: Annotated[str, typer.Argument(metavar="URL", help="Where the server takes graphs.")],
    store: StoreOption = None,
    queries: Annotated[
        str | None,
        typer.Option("--query-endpoint", help="Where it answers queries [default: the usual place]."),
    ] = None,
    credentials: Annotated[
        Path | None,
        typer.Option(
            help="A file with one line: basic USER:PASSWORD, digest USER:PASSWORD or bearer TOKEN "
            "[or KG_CREDENTIALS]."
        ),
    ] = None,
    check: Annotated[
        str, typer.Option(help="How what was sent is verified: digests, counts or none.")
    ] = "digests",
    recheck: Annotated[
        bool, typer.Option("--recheck", help="Verify all that the server has, and mend what differs.")
    ] = False,
    timeout: Annotated[
        float, typer.Option(min=0.1, max=LONGEST, help="Seconds that the server is waited for.")
    ] = 60.0,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be sent; send nothing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Bring the graphs of a SPARQL 1.1 Graph Store up to this store: send what changed, remove what is gone.

    Nothing else there is touched. What was sent is counted and fetched back afterwards. Stopped at any
    moment, the same command goes on where it was. Ask there with kg query --endpoint.

    Examples: kg publish http://localhost:7878/store · kg publish --dry-run http://localhost:7878/store ·
    kg publish http://localhost:8890/sparql-graph-crud-auth --credentials virtuoso.txt
    """
    from kg.remote import Patience, publish, read_credentials

    try:
        with progress_shown("graphs") as progress:
            done = publish(
                store_of(store),
                address,
                queries=queries,
                credentials=read_credentials(credentials),
                patience=Patience(timeout=timeout),
                check=check,
                recheck=recheck,
                dry_run=dry_run,
                on_progress=progress,
            )
    except KeyboardInterrupt:
        say("kg: stopped; what was sent is remembered, and the same command goes on with it")
        raise typer.Exit(130) from None
    if as_json:
        print_json(asdict(done))
        return
    verb, gone = ("to send", "to remove") if dry_run else ("sent", "removed")
    print(f"{verb:11}{done.sent:,} graphs, {done.triples:,} triples; {done.unchanged:,} unchanged")
    print(f"{gone:11}{done.withdrawn:,} graphs")
    if not dry_run:
        print(f"verified   {done.counted:,} counts, {done.compared:,} digests at {done.address}")
