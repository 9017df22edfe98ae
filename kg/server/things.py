"""What the graph says of one of its IRIs, at the path that the IRI has below the base."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response

from kg.errors import InputError
from kg.pages import KINDS
from kg.query.terms import iri
from kg.server import negotiate
from kg.server.asked import Asked, Refused
from kg.server.pages import Pages, values
from kg.server.sparql import Endpoint
from kg.vocab import BASE, paper_graph, resolved_graph

_LOCAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9.~/-]*\Z")
_STATEMENTS = "CONSTRUCT { ?thing ?p ?o } WHERE { ?thing ?p ?o }"
_GRAPH = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_KNOWN = "ASK { ?thing ?p ?o }"
_OFFERS = (*negotiate.TRIPLES, negotiate.HTML)


class Things:
    """Documents about papers (all that the paper says), names, claims and the rest (their own statements)."""

    def __init__(self, endpoint: Endpoint, pages: Pages) -> None:
        self._endpoint, self._pages = endpoint, pages

    async def document(self, request: Request) -> Response:
        """``/KIND/LOCAL``: a page, or triples about one thing, in the form that the client likes best."""
        kind, local = request.path_params["kind"], request.path_params["local"]
        address = f"{BASE}{kind}/{local}"
        if kind not in KINDS or not _LOCAL.match(local):
            raise Refused(404, "there is nothing here")
        accept = negotiate.wanted(request)
        if negotiate.choose(accept, _OFFERS) == negotiate.HTML:
            if kind == "query" and (editor := await self._pages.saved(request)) is not None:
                return editor
            return await self._pages.thing(request, kind, local, values(request))
        terms = {"thing": iri(address)}
        if not await self._endpoint.holds(request, Asked(_KNOWN), terms):
            raise Refused(404, f"the graph says nothing of {address[:200]}")
        if kind != "paper":
            return await self._endpoint.answer(request, Asked(_STATEMENTS), terms, accept)
        try:
            graphs = paper_graph(local), resolved_graph(local)
        except InputError as error:
            raise Refused(404, str(error)) from error
        return await self._endpoint.answer(request, Asked(_GRAPH, graphs, ()), {}, accept)
