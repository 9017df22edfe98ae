"""The application: its routes, and what lies around them."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from kg.query import list_queries
from kg.server.answers import refusal
from kg.server.asked import Refused
from kg.server.current import Current
from kg.server.express import Express
from kg.server.guards import Door, Guards
from kg.server.lookups import NOTE, Lookups
from kg.server.machines import Machines
from kg.server.pages import Pages, refusal_page, wants_page
from kg.server.pool import Pool
from kg.server.settings import Settings
from kg.server.sparql import Endpoint, Gone
from kg.server.statistics import Counting
from kg.server.things import Things
from kg.server.warming import Warming
from kg.server.worker import COMPRESSED, LEVEL
from kg.store.layout import GRAPH


def application(store: Path, settings: Settings, queries: Sequence[str] = ()) -> Starlette:
    """The server of the store in ``store``, with saved queries from the folders ``queries`` too.

    Raises `kg.errors.StoreError` where there is no store to read.
    """
    warming = Warming()
    current = Current(store, warming.begin)
    folder = tempfile.TemporaryDirectory(prefix="kg-serve-")
    pool = Pool(settings, Path(folder.name), lambda: current.path / GRAPH)
    endpoint = Endpoint(current, pool, settings)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        with folder, contextlib.closing(current), contextlib.closing(warming):
            try:
                await pool.open()
                warming.begin(current.path)
                yield
            finally:
                await counting.close()
                await pool.close()

    door = Door(settings)
    around = [Middleware(Guards, door=door)]
    if settings.cors:
        around.append(_cors(settings.cors))
    around.append(Middleware(GZipMiddleware, minimum_size=COMPRESSED, compresslevel=LEVEL))
    saved = list_queries(queries)
    counting = Counting(current, pool)
    machines = Machines(counting, saved, settings.timeout)
    lookups, pages = Lookups(current, endpoint, saved), Pages(endpoint, saved)
    app = Starlette(
        routes=_routes(endpoint, lookups, pages, machines, Things(endpoint, pages)),
        middleware=around,
        lifespan=lifespan,
        exception_handlers={
            Refused: _refuse,
            Gone: _refuse,
            ClientDisconnect: _refuse,
            HTTPException: _unknown,
        },
    )
    app.state.express = Express(door, current, pool, endpoint)
    app.router.redirect_slashes = False  # what is not there is 404, not somewhere else
    return app


def _routes(
    endpoint: Endpoint, lookups: Lookups, pages: Pages, machines: Machines, things: Things
) -> list[Route]:
    return [
        Route("/", pages.start),
        Route("/search", pages.search),
        Route("/void", machines.void),
        Route("/.well-known/void", machines.well_known),
        Route("/robots.txt", machines.robots),
        Route("/query", pages.query),
        Route("/ontology", pages.ontology),
        Route("/complete", pages.complete),
        Route("/check", pages.check),
        Route("/labels", pages.labels),
        Route("/assets/{file}", pages.asset),
        Route("/sparql", endpoint),
        Route("/sparql/", endpoint),
        Route("/find", lookups.find),
        Route("/api/query", lookups.queries),
        Route("/api/query/{name}", lookups.query),
        Route("/api/openapi.json", lookups.openapi),
        Route("/{kind}/{local:path}", things.document),
    ]


async def _refuse(request: Request, error: Exception) -> Response:
    if isinstance(error, Refused):
        if wants_page(request):
            return refusal_page(error.status, error.reason, error.headers)
        return refusal(error.status, error.reason, error.headers)
    return refusal(499, "the client has gone")


async def _unknown(request: Request, error: Exception) -> Response:
    """What no route takes, or not with this method."""
    assert isinstance(error, HTTPException)
    if wants_page(request):
        return refusal_page(error.status_code, error.detail, error.headers)
    return refusal(error.status_code, error.detail, error.headers)


def _cors(origins: tuple[str, ...]) -> Middleware:
    return Middleware(
        CORSMiddleware,
        allow_origins=list(origins),
        allow_methods=["GET", "HEAD", "POST", "OPTIONS"],
        allow_headers=["Accept", "Authorization", "Content-Type", "If-None-Match"],
        expose_headers=["ETag", "Retry-After", NOTE],
    )
