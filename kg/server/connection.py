"""One connection: who is slow to send a request, or to take an answer, is let go.

The server's own protocol has a timeout between requests only; a head that never ends would stay for ever.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from kg.server.settings import Settings


def protocol(settings: Settings) -> type[H11Protocol]:
    """The protocol with the deadlines of ``settings``."""

    class Patient(H11Protocol):
        """HTTP/1.1 with deadlines for the head of a request and for taking an answer."""

        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **named)
            self._head = Deadline(settings.read_timeout, self._abort)
            self._taking = Deadline(settings.write_timeout, self._abort)

        def _abort(self) -> None:
            self.transport.abort()

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._head.start()

        def data_received(self, data: bytes) -> None:
            idle = self.cycle is None or self.cycle.response_complete
            super().data_received(data)
            if idle and (self.cycle is None or self.cycle.response_complete):
                self._head.start()  # still no whole head
            else:
                self._head.stop()

        def on_response_complete(self) -> None:
            self._taking.stop()
            super().on_response_complete()

        def connection_lost(self, exc: Exception | None) -> None:
            self._head.stop()
            self._taking.stop()
            super().connection_lost(exc)

        def pause_writing(self) -> None:
            self._taking.start()
            super().pause_writing()

        def resume_writing(self) -> None:
            self._taking.stop()
            super().resume_writing()

    return Patient


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
