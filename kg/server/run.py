"""Starts the server and runs it until it is told to stop."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import uvicorn

from kg.server.app import application
from kg.server.connection import protocol
from kg.server.settings import Settings


def serve(store: Path, *, host: str, port: int, settings: Settings, queries: Sequence[str] = ()) -> None:
    """Serve ``store`` at ``host`` and ``port`` until a signal ends it.

    Raises `kg.errors.StoreError` where the store can not be read, before anything listens.
    """
    app = application(store, settings, queries)
    uvicorn.run(
        app,
        host=host,
        port=port,
        http=protocol(settings, app.state.express),
        ws="none",
        loop="uvloop" if find_spec("uvloop") else "asyncio",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=settings.max_head,
        limit_concurrency=settings.max_connections,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=5,
    )
