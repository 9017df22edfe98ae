"""The short way of a plain query: a GET whose head came in one piece is understood once, then known.

What a request asks for, whether it may, and what the head of its answer says depends on its own bytes, on
the settings and on the snapshot; so that is kept. Answers are not: each request runs its query. Whatever is
not plain (another method, a condition, an Origin, half a head) takes the way of all other requests, and so
does what is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.types import ASGIApp

from kg.server.answers import refusal
from kg.server.asked import Asked, Refused, from_url
from kg.server.current import Current, Held
from kg.server.guards import HEADERS, Door
from kg.server.lanes import Outcome, Question
from kg.server.negotiate import accepted
from kg.server.pool import Pool, question
from kg.server.process import Reply
from kg.server.sparql import Endpoint, media, state, wanted
from kg.server.worker import COMPRESSED, LEVEL

LONGEST = 16_384
"""Bytes of a head that takes the short way."""
REMEMBERED = 1_024
"""Heads that are kept."""
_LINE = re.compile(rb"GET (/sparql\?[\x21-\x7e]+) HTTP/1\.1")
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(rb"[\x20-\x7e\t]*")
_LONG_WAY = frozenset(
    [
        *(b"content-length", b"transfer-encoding", b"expect", b"upgrade", b"te", b"trailer"),
        *(b"if-none-match", b"origin", b"access-control-request-method"),
    ]
)
"""Headers that make more of a request than a plain query."""


@dataclass(frozen=True, slots=True, eq=False)
class Due:
    """What a request over one snapshot asks of a worker, and what its answer says of itself.

    Other connections may have the same plan followed over a newer snapshot before the answer is there, so
    this is never changed.
    """

    request: Request
    held: Held
    question: Question
    headers: dict[str, str]
    fields: bytes
    """The headers that stay the same, as they are sent."""


@dataclass(slots=True)
class Plan:
    """A request that is understood, and what it came to over the snapshot that was asked last."""

    request: Request
    asked: Asked
    due: Due | None = None


class Express:
    """The plans of requests that came before, and their way to the workers."""

    def __init__(self, door: Door, current: Current, pool: Pool, endpoint: Endpoint) -> None:
        self._door, self._current, self._pool, self._endpoint = door, current, pool, endpoint
        self._plans: dict[bytes, Plan] = {}

    def plan(self, head: bytes, scheme: str) -> Plan | None:
        """The plan for a head, or None where the request has to go the long way."""
        plan = self._plans.get(head)
        if plan is None and (plan := self._understood(head, scheme)) is not None:
            if len(self._plans) >= REMEMBERED:
                del self._plans[next(iter(self._plans))]
            self._plans[head] = plan
        return plan

    def _understood(self, head: bytes, scheme: str) -> Plan | None:
        scope = _scope(head, scheme)
        if scope is None or self._door.refusal(scope) is not None:
            return None
        try:
            asked = from_url(scope["query_string"])
        except Refused:
            return None
        return None if asked is None else Plan(Request(scope), asked)

    def take(self, plan: Plan) -> Due:
        """What a plan comes to over the snapshot of now, which is held until `ask` has it answered."""
        held = self._current.take()
        due = plan.due
        if due is None or due.held is not held:
            try:
                due = plan.due = _due(plan, held)
            except BaseException:
                self._current.give_back(held)
                raise
        return due

    def ask(self, due: Due, done: Callable[[Outcome], None]) -> Callable[[], None]:
        """Have a query answered, as `Pool.submit` does; what it returns gives the query up.

        Raises `Busy`. Either way the snapshot is given back at the end.
        """

        def answered(outcome: Outcome) -> None:
            self._current.give_back(due.held)
            done(outcome)

        def given_up() -> None:
            self._pool.drop(job)
            self._current.give_back(due.held)

        try:
            job = self._pool.submit(due.question, answered)
        except BaseException:
            self._current.give_back(due.held)
            raise
        return given_up

    def head(self, due: Due, outcome: Outcome) -> bytes | None:
        """The headers of an answer that is sent as it is; None for refusals, and for answers in a file."""
        if not isinstance(outcome, Reply) or outcome.file is not None or "error" in outcome.head:
            return None
        size, coded = outcome.head["size"], outcome.head.get("compressed")
        vary = b"Accept, Accept-Encoding" if coded or size >= COMPRESSED else b"Accept"
        coding = b"content-encoding: gzip\r\n" if coded else b""
        kind = media(outcome.head["type"]).encode()
        start = b"content-length: %d\r\ncontent-type: %b\r\nvary: %b\r\n" % (len(outcome.body), kind, vary)
        return start + coding + due.fields

    def response(self, due: Due, outcome: Outcome) -> ASGIApp:
        """The response to anything else."""
        try:
            if not isinstance(outcome, Reply):
                raise self._endpoint.refused(outcome)
            found = self._endpoint.written(outcome, due.headers)
        except Refused as refused:
            found = refusal(refused.status, refused.reason, refused.headers)
        for name, value in HEADERS.items():
            found.headers.setdefault(name, value)
        return GZipMiddleware(found, minimum_size=COMPRESSED, compresslevel=LEVEL)


def _due(plan: Plan, held: Held) -> Due:
    request = plan.request
    headers = state(request, plan.asked, held)
    asked = wanted(request, plan.asked, {}, held, accepted(request))
    takes = "gzip" in request.headers.get("accept-encoding", "")  # as the long way reads it
    said = {name: value for name, value in {**headers, **HEADERS}.items() if name != "Vary"}
    fields = "".join(f"{name.lower()}: {value}\r\n" for name, value in said.items()).encode()
    return Due(request, held, question({**asked, "compressed": takes}), headers, fields)


def _scope(head: bytes, scheme: str) -> dict[str, Any] | None:
    """The head of a plain query by GET as ASGI has it, or None for any other."""
    line, *fields = head[:-4].split(b"\r\n")
    first = _LINE.fullmatch(line)
    if first is None or len(head) > LONGEST:
        return None
    headers = []
    for entry in fields:
        name, colon, value = entry.partition(b":")
        name, value = name.lower(), value.strip(b" \t")
        if not (colon and _NAME.fullmatch(name) and _VALUE.fullmatch(value)) or name in _LONG_WAY:
            return None
        if name == b"connection" and value.lower() != b"keep-alive":
            return None
        headers.append((name, value))
    path, _, query_string = first[1].partition(b"?")
    return {
        "type": "http",
        "method": "GET",
        "http_version": "1.1",
        "scheme": scheme,
        "path": path.decode(),
        "raw_path": path,
        "root_path": "",
        "query_string": query_string,
        "headers": headers,
    }
