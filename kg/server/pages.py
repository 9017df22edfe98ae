"""Pages in a browser: asked of the workers like any query, with what they load served from here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from kg.data import data_path
from kg.pages import POLICY, assets, refused, render, vocabulary_page
from kg.query import SavedQuery
from kg.server import negotiate
from kg.server.asked import Refused, fields
from kg.server.description import WRITTEN
from kg.server.negotiate import HTML, wanted
from kg.server.sparql import Endpoint
from kg.vocab import PREFIXES

_VOCABULARY = (*WRITTEN, HTML)
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_FIELDS = {"relation", "direction", "page", "q", "query", "at", "ids", "empty"}


class Pages:
    """The start page, the search page, and the pages of things."""

    def __init__(self, endpoint: Endpoint, queries: tuple[SavedQuery, ...]) -> None:
        self._endpoint = endpoint
        self._queries = [
            {"name": query.name, "title": query.title, "description": query.description} for query in queries
        ]
        self._files = {asset.url: asset for asset in assets().values()}

    async def start(self, request: Request) -> Response:
        """``/``: a page; for machines the description of the graph."""
        if negotiate.choose(negotiate.accepted(request), (HTML, *negotiate.TRIPLES)) != HTML:
            return Response(status_code=303, headers={"Location": "/void", "Vary": "Accept"})
        return await self._endpoint.page(request, "", "", {"queries": self._queries})

    async def search(self, request: Request) -> Response:
        """``/search?q=TEXT``: what a text may name, without any script."""
        return await self._endpoint.page(request, "search", "", values(request))

    async def query(self, _: Request) -> Response:
        """``/query``: the editor; what it needs it asks for itself."""
        html = render("query.html", queries=self._queries)
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}
        return Response(html, headers=headers, media_type=HTML)

    async def ontology(self, request: Request) -> Response:
        """``/ontology``: what each term means, as a page or as triples."""
        media = negotiate.choose(wanted(request), (*_VOCABULARY, HTML)) or negotiate.TURTLE
        headers = {"Vary": "Accept", "Cache-Control": "no-cache"}
        if media == HTML:
            headers["Content-Security-Policy"] = POLICY
            return Response(vocabulary_page(), headers=headers, media_type=HTML)
        triples = ox.parse(path=str(data_path("ontology") / "papertriples.ttl"))
        body = ox.serialize(triples, format=WRITTEN[media], prefixes=PREFIXES)
        return Response(body, headers={**headers, "Content-Type": media})

    async def saved(self, request: Request) -> Response | None:
        """``/query/NAME`` in a browser: the query in the editor; None for what is not saved here."""
        name = request.path_params["local"]
        if all(query["name"] != name for query in self._queries):
            return None
        return Response(status_code=303, headers={"Location": f"/query?saved={name}", "Vary": "Accept"})

    async def complete(self, request: Request) -> Response:
        """``/complete?query=TEXT&at=OFFSET``: what may be written there."""
        return await self._endpoint.page(request, "complete", "", values(request))

    async def check(self, request: Request) -> Response:
        """``/check?query=TEXT&empty=1``: terms and names of a query that there are not."""
        return await self._endpoint.page(request, "check", "", values(request))

    async def labels(self, request: Request) -> Response:
        """``/labels?ids=name/a paper/b``."""
        return await self._endpoint.page(request, "labels", "", values(request))

    async def thing(self, request: Request, kind: str, local: str, given: Mapping[str, Any]) -> Response:
        """The page of one thing."""
        return await self._endpoint.page(request, kind, local, given)

    async def asset(self, request: Request) -> Response:
        """``/assets/FILE``: its address changes with its content, so it is kept for ever."""
        asset = self._files.get(request.url.path)
        if asset is None:
            raise Refused(404, "there is no such file")
        return Response(asset.body, headers={**_FOREVER, "Content-Type": asset.media})


def values(request: Request) -> dict[str, str]:
    """The fields of a page's address that pages know; others are passed over."""
    return {name: value for name, value in fields(request.scope["query_string"]) if name in _FIELDS}


def wants_page(request: Request) -> bool:
    """Whether a refusal is better shown as a page: a browser asked for one."""
    path = request.url.path
    if path.startswith(("/sparql", "/api", "/find", "/complete", "/check", "/labels")):
        return False
    return negotiate.choose(negotiate.accepted(request), ("text/plain", HTML)) == HTML


def refusal_page(status: int, reason: str, headers: Mapping[str, str] | None = None) -> Response:
    """A refusal as a page."""
    given = {**(headers or {}), "Content-Security-Policy": POLICY, "Vary": "Accept"}
    return Response(refused(status, reason), status, given, "text/html; charset=utf-8")
