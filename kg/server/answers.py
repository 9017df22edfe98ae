"""Responses: plain refusals, and answers that are sent whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

PIECE = 65_536


def refusal(status: int, reason: str, headers: Mapping[str, str] | None = None) -> Response:
    """A refusal as plain text, so that no browser runs anything in it."""
    return Response(f"{reason}\n", status, headers, "text/plain; charset=utf-8")


class FileAnswer(Response):
    """Sends an open file and closes it; ``done`` is called when it is sent or given up."""

    def __init__(
        self, file: int, size: int, media: str, headers: Mapping[str, str], done: Callable[[], None]
    ) -> None:
        self._descriptor = file
        self._done = done
        super().__init__(b"", 200, {**headers, "Content-Length": str(size)}, media)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            piece = b"" if scope["method"] == "HEAD" else os.read(self._descriptor, PIECE)
            while piece:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                piece = os.read(self._descriptor, PIECE)
            await send({"type": "http.response.body", "body": b""})
        finally:
            os.close(self._descriptor)
            self._done()
