"""What the graph says of one of its IRIs, at the path that the IRI has below the base."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.errors import InputError
from kg.pages import KINDS
from kg.pages.source import path_of
from kg.query.terms import iri
from kg.server import negotiate
from kg.server.asked import Asked, Refused, fields
from kg.server.pages import Pages, values
from kg.server.sparql import Endpoint
from kg.vocab import BASE, GRAPH_META, paper_graph, paper_iri, resolved_graph

_LOCAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9.~/-]*\Z")
_STATEMENTS = "CONSTRUCT { ?thing ?p ?o } WHERE { ?thing ?p ?o }"
_GRAPH = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_HOLDS = "ASK { ?s ?p ?o }"
_KNOWN = "SELECT ?other { ?thing ?p ?o OPTIONAL { ?thing dcterms:isReplacedBy ?other } } LIMIT 1"
_FATE = """SELECT ?other { ?thing ?p ?o OPTIONAL { ?thing dcterms:isReplacedBy ?other }
  FILTER (BOUND(?other) || ?o = kg:RetractedPaper) } LIMIT 1"""
_UNTIL = {"Vary": "Accept", "Cache-Control": "no-cache"}
"""Of what the next snapshot may take back."""
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
        if kind == "paper":
            return await self._paper(request, local, accept)
        terms = {"thing": iri(address)}
        found = await self._endpoint.first(request, Asked(_KNOWN), terms)
        if found is None:
            raise _unknown(address)
        if "other" in found:
            return _elsewhere(request, found["other"])
        return await self._endpoint.answer(request, Asked(_STATEMENTS), terms, accept)

    async def _paper(self, request: Request, local: str, accept: str | None) -> Response:
        """What a paper says; where it says nothing, what became of it, as its page tells it."""
        try:
            address, graphs = paper_iri(local), (paper_graph(local), resolved_graph(local))
        except InputError as error:
            raise Refused(404, str(error)) from error
        if await self._endpoint.holds(request, Asked(_HOLDS, graphs[:1], ()), {}):
            return await self._endpoint.answer(request, Asked(_GRAPH, graphs, ()), {}, accept)
        found = await self._endpoint.first(request, Asked(_FATE, (GRAPH_META,), ()), {"thing": iri(address)})
        if found is None:
            raise _unknown(address)
        if "other" in found:
            return _elsewhere(request, found["other"])
        raise Refused(410, f"{address} was taken out of the graph (kg retract)", _UNTIL)


def _unknown(address: str) -> Refused:
    return Refused(404, f"the graph says nothing of {address[:200]}")


def _elsewhere(request: Request, other: str) -> Response:
    """The way to what stands for a thing now, in the form that was asked for."""
    given = dict(fields(request.scope["query_string"])).get("format")
    path = path_of(other) if given is None else f"{path_of(other)}?format={given}"
    return RedirectResponse(path, 303, _UNTIL)
