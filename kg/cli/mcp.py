"""``kg mcp``: the graph for language-model agents."""

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
from kg.cli.options import HostNamesOption, HostOption, QueriesOption, TokenOption


def command(
    store: StoreOption = None,
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Serve over HTTP at /mcp on this port instead of stdio."),
    ] = None,
    host: HostOption = "127.0.0.1",
    name: HostNamesOption = None,
    token_file: TokenOption = None,
    folder: QueriesOption = None,
) -> None:
    """Serve the graph to language-model agents over the Model Context Protocol, read only.

    Tools: find, neighbours, show, why, ask, queries, query, sparql. Without --port it talks over standard
    input and output, as desktop agents start it. Needs pip install 'papertriples[mcp]'.

    Examples: kg mcp --store graphs/mine · kg mcp --port 8765 ·
    kg mcp --port 8765 --host 0.0.0.0 --name kg.example.org --token-file token
    """
    from kg.agents.server import serve_http, serve_stdio
    from kg.store.snapshot import Snapshot

    path = store_of(store)
    Snapshot.open(path).close()  # a store that is not there is said at once
    folders = tuple(folder or ())
    check_folders(folders)
    if port is None:
        return serve_stdio(path, folders)
    token = token_of(token_file)
    warn_if_open(host, token)
    check_address(host, port)
    say(f"kg: {address(host, port)}/mcp (Ctrl-C ends it)")
    return serve_http(path, folders, host=host, port=port, names=tuple(name or ()), token=token)
