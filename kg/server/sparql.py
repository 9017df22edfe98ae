"""The SPARQL endpoint: https://www.w3.org/TR/sparql11-protocol/"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Coroutine, Mapping
from hashlib import sha256
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from kg.pages import POLICY, seal
from kg.query.terms import Term, term_out
from kg.server.answers import FileAnswer
from kg.server.asked import Asked, Refused, content_type, from_body, from_url
from kg.server.current import Current, Held
from kg.server.description import describe
from kg.server.negotiate import JSON, TRIPLES, accepted, choose
from kg.server.pool import Busy, Failed, Overran, Pool
from kg.server.process import Reply
from kg.server.settings import Settings
from kg.store.layout import INDEX

METHODS = "GET, HEAD, POST, OPTIONS"
_STATUS = {"syntax": 400, "query": 400, "form": 406, "large": 422, "memory": 422, "damaged": 500}
_PAGE = {"Vary": "Accept", "Cache-Control": "no-cache", "Content-Security-Policy": POLICY}
_CHANGING = re.compile(r"(?i)\b(?:RAND|NOW|UUID|STRUUID|BNODE)\s*\(")


class Gone(Exception):
    """The client has left; there is nobody to answer."""


class Endpoint:
    """Answers queries over the current snapshot."""

    def __init__(self, current: Current, pool: Pool, settings: Settings) -> None:
        self._current, self._pool, self._settings = current, pool, settings
        self._spools = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request of the protocol, of any method."""
        response = await self._respond(Request(scope, receive))
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": METHODS})
        if request.method not in METHODS.split(", "):
            raise Refused(405, f"{request.method} is not answered here", {"Allow": METHODS})
        asked = await self._asked(request)
        if asked is None and _is_read(request):
            return Response(status_code=303, headers={"Location": "/query", "Vary": "Accept"})
        if asked is None:
            body, media = describe(str(request.url.replace(query="")), accepted(request))
            return Response(body, headers={"Vary": "Accept", "Content-Type": media})
        return await self.answer(request, asked, {})

    async def _asked(self, request: Request) -> Asked | None:
        query_string = request.scope["query_string"]
        if request.method != "POST":
            return from_url(query_string)
        headers = request.headers
        media = content_type(headers.get("content-type"), headers.get("content-encoding"))
        body = await read(request, self._settings)
        return from_body(media, body, query_string)

    async def answer(
        self, request: Request, asked: Asked, terms: dict[str, Term], accept: str | None = None
    ) -> Response:
        """The answer to a query with terms for some of its variables; raises `Refused` and `Gone`.

        ``accept`` stands for the header where the address says what is wanted.
        """
        accept = accept or accepted(request)
        with self._current.reading() as held:
            headers = state(request, asked, held)
            if headers.get("ETag") in _known(request):
                return Response(status_code=304, headers=headers)
            reply = await self._run(request, wanted(request, asked, terms, held, accept))
        return self.written(reply, headers)

    async def holds(self, request: Request, asked: Asked, terms: dict[str, Term]) -> bool:
        """The answer to an ASK of our own; raises as `answer`."""
        return bool((await self._own(request, asked, terms))["boolean"])

    async def first(self, request: Request, asked: Asked, terms: dict[str, Term]) -> dict[str, str] | None:
        """The first row of a SELECT of our own, without what is unbound; raises as `answer`."""
        rows = (await self._own(request, asked, terms))["results"]["bindings"]
        return {name: term["value"] for name, term in rows[0].items()} if rows else None

    async def _own(self, request: Request, asked: Asked, terms: dict[str, Term]) -> dict[str, Any]:
        with self._current.reading() as held:
            reply = await self._run(request, wanted(request, asked, terms, held, JSON))
        found: dict[str, Any] = json.loads(bytes(self.written(reply, {}).body))
        return found

    async def page(self, request: Request, kind: str, local: str, values: Mapping[str, Any]) -> Response:
        """A page of `kg.pages`, made by a worker under the limits of a query; raises as `answer`."""
        with self._current.reading() as held:
            headers = {**_PAGE, "ETag": f'W/"{held.digest}-{seal()}"'}
            if headers["ETag"] in _known(request):
                return Response(status_code=304, headers=headers)
            asked = {
                "graph": held.graph,
                "index": str(held.path / INDEX),
                "text": f"page {kind} {local}",
                "page": [kind, local, dict(values)],
            }
            reply = await self._run(request, asked)
        return self.written(reply, headers)

    async def _run(self, request: Request, asked: dict[str, Any]) -> Reply:
        try:
            return await _while_connected(request, self._pool.run(asked))
        except (Busy, Overran, Failed) as reason:
            raise self.refused(reason) from None

    def refused(self, reason: Busy | Overran | Failed) -> Refused:
        """What a client hears whose query was not answered."""
        seconds = self._settings.timeout
        if isinstance(reason, Busy):
            wait = str(max(1, round(seconds / 2)))
            return Refused(503, "all workers are busy; try again", {"Retry-After": wait})
        if isinstance(reason, Overran):
            return Refused(503, f"stopped after {seconds:g} seconds; narrow the query or add LIMIT")
        return Refused(422 if "memory" in reason.reason else 400, reason.reason)

    def written(self, reply: Reply, headers: dict[str, str]) -> Response:
        """The response to a reply; raises `Refused`."""
        head = reply.head
        if "error" in head:
            reason = head["message"] or "the query needs more memory than it may have; narrow it or add LIMIT"
            raise Refused(_STATUS[head["error"]], reason, {"Vary": "Accept"})
        status, kind = head.get("status", 200), media(head["type"])
        if head.get("location"):
            headers = {**headers, "Location": head["location"]}
        if status != 200:
            headers = {name: value for name, value in headers.items() if name != "ETag"}
        if reply.file is None:
            return Response(reply.body, status, {**headers, "Content-Type": kind})
        if self._spools >= self._settings.max_spools:
            reply.close()
            raise Refused(503, "too many large answers wait for their readers", {"Retry-After": "5"})
        self._spools += 1
        return FileAnswer(reply.file, head["size"], kind, headers, self._sent)

    def _sent(self) -> None:
        self._spools -= 1


def _is_read(request: Request) -> bool:
    """Whether a browser is at the endpoint's address: people have a page of their own."""
    return choose(accepted(request), (*TRIPLES, "text/html")) == "text/html"


def media(kind: str) -> str:
    """A media type with its charset."""
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def wanted(
    request: Request, asked: Asked, terms: dict[str, Term], held: Held, accept: str | None
) -> dict[str, Any]:
    """What a worker is asked."""
    return {
        "graph": held.graph,
        "text": asked.text,
        "base": str(request.url.replace(query="")),
        "default": asked.default,
        "named": asked.named,
        "accept": accept,
        "terms": {name: term_out(term) for name, term in terms.items()},
    }


def state(request: Request, asked: Asked, held: Held) -> dict[str, str]:
    """Vary, and for a GET the state of the store as a weak tag: each form of an answer says the same."""
    headers = {"Vary": "Accept", "Cache-Control": "no-cache"}
    if request.method != "POST" and not _CHANGING.search(asked.text):
        text = sha256(asked.text.encode("utf-8", "replace")).hexdigest()[:10]  # a saved query may be edited
        headers["ETag"] = f'W/"{held.digest}-{text}"'
    return headers


def _known(request: Request) -> list[str]:
    """The tags that the client holds, as weak ones."""
    tags = (tag.strip() for tag in request.headers.get("if-none-match", "").split(","))
    return [tag if tag.startswith("W/") else f"W/{tag}" for tag in tags if tag]


async def read(request: Request, settings: Settings) -> bytes:
    """The body, within its bounds of size and time; raises `Refused`."""
    most = settings.max_body
    too_large = Refused(413, f"at most {most:,} bytes are read", {"Connection": "close"})
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length[:20]) > most:
        raise too_large
    body = bytearray()
    try:
        async with asyncio.timeout(settings.read_timeout):
            async for piece in request.stream():
                body += piece
                if len(body) > most:
                    raise too_large
    except TimeoutError:
        raise Refused(408, "the request took too long to arrive", {"Connection": "close"}) from None
    return bytes(body)


async def _while_connected(request: Request, work: Coroutine[Any, Any, Reply]) -> Reply:
    """The result of ``work``, which is cancelled when the client leaves (`Gone`)."""
    task = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait((task, leaving), return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        raise Gone
    finally:
        for waiting in (task, leaving):
            waiting.cancel()
        await asyncio.gather(task, leaving, return_exceptions=True)


async def _left(request: Request) -> None:
    """Return when the client has closed its connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
