"""One connection: plain queries take a short way, and who is slow to ask or to take an answer is let go.

The library's own protocol has a timeout between requests only; a head that never ends would stay for ever.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any, ClassVar

import h11
from starlette.types import Message
from uvicorn.protocols.http.h11_impl import H11Protocol

from kg.server.express import Due, Express, Plan
from kg.server.lanes import Busy, Outcome
from kg.server.process import Reply
from kg.server.settings import Settings

_END = b"\r\n\r\n"


def protocol(settings: Settings, express: Express) -> type[H11Protocol]:
    """The protocol with the deadlines of ``settings``."""
    return type("Connection", (Connection,), {"settings": settings, "express": express})


class Connection(H11Protocol):
    """HTTP/1.1 with deadlines for the head of a request and for taking an answer, and with the short way."""

    settings: ClassVar[Settings]
    express: ClassVar[Express]

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._head = Deadline(self.settings.read_timeout, self._abort)
        self._taking = Deadline(self.settings.write_timeout, self._abort)
        self._later = b""
        """What came while a plain query was being answered."""
        self._is_busy = self._is_last = False
        self._give_up: Callable[[], None] | None = None
        self._rested = 0.0

    def _abort(self) -> None:
        self.transport.abort()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._head.start()

    def data_received(self, data: bytes) -> None:
        between = self._is_between()
        if self._is_busy or (between and self.flow.write_paused):
            self._later += data
            self.flow.pause_reading()
        elif between and (plan := self._plan(data)) is not None:
            self._ask(plan)
        else:
            self._long_way(data)

    def _is_between(self) -> bool:
        """Whether a request may begin here, and none has begun."""
        conn = self.conn
        states = conn.our_state, conn.their_state
        return self._is_idle() and states == (h11.IDLE, h11.IDLE) and not conn.trailing_data[0]

    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _long_way(self, data: bytes) -> None:
        idle = self._is_idle()
        super().data_received(data)
        if idle and self._is_idle():
            self._head.start()  # still no whole head
        else:
            self._head.stop()

    def _plan(self, data: bytes) -> Plan | None:
        """The plan for one whole request, if it is a plain query and the server is not too busy for it."""
        whole = data.startswith(b"GET /sparql?") and data.find(_END) == len(data) - len(_END)
        if not whole or len(self.connections) >= self.settings.max_connections:
            return None
        return self.express.plan(data, self.scheme or "http")

    def _ask(self, plan: Plan) -> None:
        self._head.stop()
        self._is_busy = True
        due = self.express.take(plan)
        try:
            self._give_up = self.express.ask(due, partial(self._answered, due))
        except Busy as busy:
            self._answered(due, busy)

    def _answered(self, due: Due, outcome: Outcome) -> None:
        self._give_up = None
        head = self.express.head(due, outcome)
        if head is not None and isinstance(outcome, Reply):
            self.transport.writelines([b"".join([*self._start(200), head, b"\r\n"]), outcome.body])
            self._next()
            return
        task = self.loop.create_task(self._respond(due, outcome))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def _start(self, status: int) -> list[bytes]:
        """The first lines of a response."""
        lines = [b"HTTP/1.1 %d %b\r\n" % (status, HTTPStatus(status).phrase.encode())]
        lines += [b"%b: %b\r\n" % pair for pair in self.server_state.default_headers]
        if self._is_last:
            lines.append(b"connection: close\r\n")
        return lines

    async def _respond(self, due: Due, outcome: Outcome) -> None:
        """Send what is no plain answer."""
        chunked = False

        async def send(message: Message) -> None:
            nonlocal chunked
            await self.flow.drain()
            if self.transport.is_closing():
                raise ConnectionResetError
            if message["type"] == "http.response.start":
                fields = list(message["headers"])
                if chunked := all(name != b"content-length" for name, _ in fields):
                    fields.append((b"transfer-encoding", b"chunked"))
                lines = [b"%b: %b\r\n" % pair for pair in fields]
                self.transport.write(b"".join([*self._start(message["status"]), *lines, b"\r\n"]))
                return
            piece = message.get("body", b"")
            if chunked and piece:
                piece = b"%x\r\n%b\r\n" % (len(piece), piece)
            if chunked and not message.get("more_body"):
                piece += b"0\r\n\r\n"
            self.transport.write(piece)

        response = self.express.response(due, outcome)
        with contextlib.suppress(ConnectionResetError):
            await response(due.request.scope, _nothing, send)
            self._next()

    def _next(self) -> None:
        """A plain query is answered: what has come meanwhile is next."""
        self.server_state.total_requests += 1
        self._is_busy = False
        if self._is_last:
            self.transport.close()
            return
        self._rested = self.loop.time()
        if self.timeout_keep_alive_task is None:
            self._rest(self.timeout_keep_alive)
        self._go_on()

    def _go_on(self) -> None:
        if self._later and not self._is_busy and not self.flow.write_paused:
            data, self._later = self._later, b""
            self.flow.resume_reading()
            self.data_received(data)

    def _rest(self, seconds: float) -> None:
        handler = self.timeout_keep_alive_handler
        self.timeout_keep_alive_task = self.loop.call_later(seconds, handler)

    def timeout_keep_alive_handler(self) -> None:
        left = self._rested + self.timeout_keep_alive - self.loop.time()
        if self._is_busy or left > 0:
            self._rest(max(left, 1.0))
        else:
            self.timeout_keep_alive_task = None
            super().timeout_keep_alive_handler()

    def on_response_complete(self) -> None:
        self._taking.stop()
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head.stop()
        self._taking.stop()
        if self._give_up is not None:
            self._give_up()
        self._give_up, self._is_busy, self._later = None, False, b""
        super().connection_lost(exc)

    def shutdown(self) -> None:
        if self._is_busy:
            self._is_last = True
        else:
            super().shutdown()

    def pause_writing(self) -> None:
        self._taking.start()
        super().pause_writing()

    def resume_writing(self) -> None:
        self._taking.stop()
        super().resume_writing()
        self._go_on()


async def _nothing() -> Message:
    """A client that takes an answer has nothing more to say."""
    return {"type": "http.disconnect"}


class Deadline:
    """Calls ``late`` unless it is stopped in time; starting it again while it runs changes nothing."""

    def __init__(self, seconds: float, late: Callable[[], None]) -> None:
        self._seconds, self._late = seconds, late
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to count."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._seconds, self._late)

    def stop(self) -> None:
        """In time."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
