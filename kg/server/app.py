"""The application: its routes, and what lies around them."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route

from kg.server.current import Current
from kg.server.guards import Guards
from kg.server.pool import Pool
from kg.server.settings import Settings
from kg.server.sparql import Endpoint

COMPRESSED = 1_024
"""Bytes from which an answer is compressed for a client that asks for it."""


def application(store: Path, settings: Settings) -> Starlette:
    """The server of the store in ``store``; raises `kg.errors.StoreError` where there is none to read."""
    current = Current(store)
    folder = tempfile.TemporaryDirectory(prefix="kg-serve-")
    pool = Pool(settings, Path(folder.name))
    endpoint = Endpoint(current, pool, settings)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        with folder, contextlib.closing(current):
            try:
                await pool.open()
                yield
            finally:
                await pool.close()

    around = [Middleware(Guards, settings=settings)]
    if settings.cors:
        around.append(_cors(settings.cors))
    around.append(Middleware(GZipMiddleware, minimum_size=COMPRESSED, compresslevel=3))
    routes = [Route("/sparql", endpoint), Route("/sparql/", endpoint)]
    return Starlette(routes=routes, middleware=around, lifespan=lifespan)


def _cors(origins: tuple[str, ...]) -> Middleware:
    return Middleware(
        CORSMiddleware,
        allow_origins=list(origins),
        allow_methods=["GET", "HEAD", "POST", "OPTIONS"],
        allow_headers=["Accept", "Authorization", "Content-Type", "If-None-Match"],
        expose_headers=["ETag", "Retry-After"],
    )
