"""Saved queries and names as plain URLs, for those who do not speak SPARQL."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from kg.errors import InputError, NotFound
from kg.index import Index, to_plain
from kg.query import Bound, SavedQuery, bind
from kg.query.binding import without_dashes
from kg.server.asked import Asked, Refused, fields
from kg.server.current import Current, Held
from kg.server.openapi import document
from kg.server.sparql import Endpoint
from kg.store.layout import INDEX
from kg.vocab import name_iri, paper_iri

NOTE = "Kg-Note"
"""A header for what had to be decided about a parameter: UTF-8, percent-encoded, one a note."""
LONGEST = 300
"""Characters of what is looked for."""
MOST = 100
"""Names that one look-up gives at most."""
_STATE = {"Cache-Control": "no-cache"}
_EITHER = {"Vary": "Accept"}

T = TypeVar("T")


class Lookups:
    """Answers from the index, and from the queries that were saved when the server started."""

    def __init__(self, current: Current, endpoint: Endpoint, queries: tuple[SavedQuery, ...]) -> None:
        self._current, self._endpoint = current, endpoint
        self._queries = {query.name: query for query in queries}

    async def find(self, request: Request) -> Response:
        """``/find?q=TEXT&limit=10``: names that the text is, begins or misspells, best first.

        A browser that somebody typed it into is sent to the page of the search.
        """
        values = _values(request)
        text, limit = values.pop("q", ""), values.pop("limit", "10")
        if "text/html" in request.headers.get("accept", "") and not values:
            return RedirectResponse(f"/search?{urlencode({'q': text})}", 303, headers=_EITHER)
        if values:
            raise Refused(400, f"unknown parameter {min(values)[:80]!r}; there are q and limit")
        if not text.strip() or len(text) > LONGEST:
            raise Refused(400, f"q is a text of at most {LONGEST} characters")
        if not (limit.isascii() and limit.isdecimal() and len(limit) < 4 and 1 <= int(limit) <= MOST):
            raise Refused(400, f"limit is a number from 1 to {MOST}")
        with self._current.reading() as held:
            found = await _looking(held, lambda index: index.find(text, limit=int(limit)))
        iris = (name_iri(match.id) if match.kind == "entity" else paper_iri(match.id) for match in found)
        plain = zip(iris, to_plain(tuple(found)), strict=True)
        return JSONResponse([{"iri": iri, **match} for iri, match in plain], headers=_STATE | _EITHER)

    async def queries(self, _: Request) -> Response:
        """``/api/query``: the saved queries."""
        listed = [
            {
                "name": query.name,
                "title": query.title,
                "description": query.description,
                "parameters": [parameter.name for parameter in query.parameters],
                "fields": [
                    {**asdict(parameter), "required": parameter.required} for parameter in query.parameters
                ],
                "text": query.bare,
            }
            for query in self._queries.values()
        ]
        return JSONResponse(listed, headers=_STATE)

    async def openapi(self, _: Request) -> Response:
        """``/api/openapi.json``: what there is, for machines."""
        return JSONResponse(document(tuple(self._queries.values())), headers=_STATE)

    async def query(self, request: Request) -> Response:
        """``/api/query/NAME?PARAMETER=VALUE``: the answer to a saved query."""
        name = request.path_params["name"]
        query = self._queries.get(name)
        if query is None:
            raise Refused(404, f"no saved query {name[:80]!r}; /api/query lists them")
        values = _values(request)
        with self._current.reading() as held:
            bound = await _looking(held, lambda index: _bound(query, values, index))
        response = await self._endpoint.answer(request, Asked(query.text), bound.terms)
        for note in bound.notes:
            response.headers.append(NOTE, quote(note, safe=" ;:'()"))
        return response


def _values(request: Request) -> dict[str, str]:
    """The fields of the URL, each given once."""
    values: dict[str, str] = {}
    for name, value in fields(request.scope["query_string"]):
        if name in values:
            raise Refused(400, f"{name[:80]!r} is given twice")
        values[name] = value
    return values


def _bound(query: SavedQuery, values: dict[str, str], index: Index) -> Bound:
    try:
        return bind(query, values, index)
    except NotFound as error:
        raise Refused(404, without_dashes(str(error))) from error
    except InputError as error:
        raise Refused(400, without_dashes(str(error))) from error


async def _looking(held: Held, work: Callable[[Index], T]) -> T:
    """What ``work`` finds in the index, in a thread, so that nobody else has to wait for it."""
    return await asyncio.to_thread(_look, held.path / INDEX, work)


def _look(path: Path, work: Callable[[Index], T]) -> T:
    with Index(path) as index:
        return work(index)
