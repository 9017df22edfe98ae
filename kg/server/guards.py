"""What every request passes first: its Host, its token; and the headers that every response carries."""

from __future__ import annotations

import base64
import hmac
import ipaddress
import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.server.answers import refusal
from kg.server.settings import Settings

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guards:
    """An ASGI application around another one."""

    def __init__(self, app: ASGIApp, *, door: Door) -> None:
        self._app, self._door = app, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        app = self._door.refusal(scope) or self._app
        await app(scope, receive, guarded)


class Door:
    """Who may come in."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._names = {"localhost", *(name.lower() for name in settings.names)}

    def refusal(self, scope: Scope) -> Response | None:
        """What a request hears that may not; None for one that may."""
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._is_ours(hosts[0]):
            return refusal(421, "this server does not answer under that name; see `kg serve --name`")
        if not self._may_enter(headers, scope["method"]):
            return refusal(401, "a bearer token is needed", {"WWW-Authenticate": _challenge(headers)})
        return None

    def _is_ours(self, host: str) -> bool:
        """Whether a Host is an address or one of our names: only a name can be bound to us by a stranger."""
        if not re.fullmatch(r"[\w.:\[\]-]+", host, re.ASCII):
            return False
        try:
            name = urlsplit(f"//{host}").hostname or ""
            if name in self._names:
                return True
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True

    def _may_enter(self, headers: Headers, method: str) -> bool:
        token = self._settings.token
        if token is None:
            return True
        if method == "OPTIONS" and "access-control-request-method" in headers:
            return True  # browsers send no token with a preflight
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "basic":
            given = _password(given.strip())
        same = hmac.compare_digest(given.strip().encode(), token.encode())
        return scheme.lower() in ("bearer", "basic") and same


def _challenge(headers: Headers) -> str:
    """Programs bring a bearer token; a browser asks its user for a password, which is the token."""
    reads = "text/html" in headers.get("accept", "")
    return 'Basic realm="papertriples: the token is the password", charset="UTF-8"' if reads else "Bearer"


def _password(credentials: str) -> str:
    """The password of HTTP Basic credentials (RFC 7617); empty where they are none."""
    try:
        return base64.b64decode(credentials, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""
