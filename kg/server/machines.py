"""What machines read first: the description of the graph, and what robots may fetch."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from kg.errors import KGError
from kg.pages import POLICY, contents_page, seal
from kg.query import SavedQuery
from kg.query.guard import check
from kg.server import negotiate
from kg.server.asked import Refused
from kg.server.description import WRITTEN
from kg.server.negotiate import HTML
from kg.server.statistics import Counting
from kg.server.void import void, written

_OFFERS = (*WRITTEN, HTML)
ROBOTS = """User-agent: *
Disallow: /sparql
Disallow: /query
Disallow: /search
Disallow: /api/
Disallow: /find
Disallow: /complete
Disallow: /check
Disallow: /labels
"""


class Machines:
    """Descriptions of the graph."""

    def __init__(self, counting: Counting, queries: tuple[SavedQuery, ...], patience: float) -> None:
        self._counting, self._patience = counting, patience
        self._queries = tuple(query for query in queries if _is_query(query))

    async def void(self, request: Request) -> Response:
        """``/void``: VoID with partitions, the saved queries and the prefixes; for people, the numbers."""
        media = negotiate.choose(negotiate.wanted(request), _OFFERS) or negotiate.TURTLE
        try:
            found = await self._counting.statistics(self._patience)
        except TimeoutError:
            wait = {"Retry-After": "10"}
            raise Refused(503, "the graph is still being counted; try again", wait) from None
        except RuntimeError as error:
            raise Refused(503, str(error), {"Retry-After": "60"}) from error
        headers = {"Vary": "Accept", "Cache-Control": "no-cache", "ETag": f'W/"{found.digest}-void-{seal()}"'}
        if media == HTML:  # a browser takes the policy of a 304, too
            headers["Content-Security-Policy"] = POLICY
        if headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if media == HTML:
            html = contents_page(found.classes, found.properties, found.entities)
            return Response(html, headers=headers, media_type=HTML)
        site = str(request.base_url).rstrip("/")
        body = written(void(site, found, self._queries), media)
        return Response(body, headers={**headers, "Content-Type": media})

    async def well_known(self, _: Request) -> Response:
        """``/.well-known/void`` leads to the description: https://www.w3.org/TR/void/#well-known"""
        return Response(status_code=303, headers={"Location": "/void"})

    async def robots(self, _: Request) -> Response:
        """``/robots.txt``: pages may be read, questions are for people and their programs."""
        return Response(ROBOTS, media_type="text/plain")


def _is_query(query: SavedQuery) -> bool:
    try:
        check(query.text)
    except KGError:
        return False
    return True
