"""``kg serve``: the graph as a SPARQL endpoint."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.common import (
    StoreOption,
    address,
    check_address,
    check_folders,
    say,
    store_of,
    token_of,
    warn_if_open,
)
from kg.cli.options import (
    LONGEST,
    MOST_MEGABYTES,
    HostNamesOption,
    HostOption,
    QueriesOption,
    TokenOption,
)


def command(
    store: StoreOption = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port.")] = 7878,
    host: HostOption = "127.0.0.1",
    name: HostNamesOption = None,
    cors: Annotated[
        list[str] | None,
        typer.Option(help="An origin whose pages may read answers (`*`: all); may be given again."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="Processes for long queries [default: one a core, at least 2]."),
    ] = None,
    timeout: Annotated[
        float, typer.Option(min=0.1, max=LONGEST, help="Seconds after which a query is ended.")
    ] = 10.0,
    memory: Annotated[
        int, typer.Option(min=256, max=MOST_MEGABYTES, help="Megabytes that a query may use.")
    ] = 2000,
    size: Annotated[
        int, typer.Option(min=1, max=MOST_MEGABYTES, help="Megabytes that an answer may have.")
    ] = 64,
    folder: QueriesOption = None,
    token_file: TokenOption = None,
) -> None:
    """Answer SPARQL at /sparql, saved queries at /api/query/NAME and /find, read only, until Ctrl-C.

    Only this machine can ask, unless --host says otherwise. No web page can read answers, unless --cors
    names its origin. A build may go on meanwhile: what it publishes is served from then on.

    Examples: kg serve --store graphs/mine · kg serve --port 8000 --cors https://yasgui.org ·
    kg serve --host 0.0.0.0 --name kg.example.org --token-file token
    """
    from kg.server.run import serve
    from kg.server.settings import Settings
    from kg.store.layout import locate

    chosen = Settings(
        timeout=timeout,
        workers=workers or Settings().workers,
        max_memory=memory * 1_000_000,
        max_bytes=size * 1_000_000,
        cors=tuple(cors or ()),
        names=tuple(name or ()),
        token=token_of(token_file),
    )
    check_folders(folder or ())
    directory = store_of(store)
    locate(directory)  # nothing is announced that can not be served
    warn_if_open(host, chosen.token)
    check_address(host, port)
    say(f"kg: SPARQL over {directory} at {address(host, port)}/sparql")
    serve(directory, host=host, port=port, settings=chosen, queries=folder or ())
