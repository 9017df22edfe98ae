"""What the graph says of one of its IRIs, at the path that the IRI has below the base."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response

from kg.errors import InputError
from kg.query.result import iri
from kg.server.asked import Asked, Refused
from kg.server.sparql import Endpoint
from kg.vocab import BASE, paper_graph, resolved_graph

KINDS = ("name", "paper", "claim", "author", "venue", "link")
"""The kinds of IRIs that have a path of their own."""
_LOCAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9.~/-]*\Z")
_STATEMENTS = "CONSTRUCT { ?thing ?p ?o } WHERE { ?thing ?p ?o }"
_GRAPH = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_KNOWN = "ASK { ?thing ?p ?o }"


class Things:
    """Documents about papers (all that the paper says), names, claims and the rest (their own statements)."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    async def document(self, request: Request) -> Response:
        """``/KIND/LOCAL``: triples about one thing, in the form that the client likes best."""
        kind, local = request.path_params["kind"], request.path_params["local"]
        address = f"{BASE}{kind}/{local}"
        if kind not in KINDS or not _LOCAL.match(local):
            raise Refused(404, "there is nothing here")
        terms = {"thing": iri(address)}
        if not await self._endpoint.holds(request, Asked(_KNOWN), terms):
            raise Refused(404, f"the graph says nothing of {address[:200]}")
        if kind != "paper":
            return await self._endpoint.answer(request, Asked(_STATEMENTS), terms)
        try:
            graphs = paper_graph(local), resolved_graph(local)
        except InputError as error:
            raise Refused(404, str(error)) from error
        return await self._endpoint.answer(request, Asked(_GRAPH, graphs, ()), {})
