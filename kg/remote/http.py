"""Requests to one server over one connection, within limits of time and size, tried again safely.

Only requests that may be repeated go through here: PUT and DELETE of a whole graph, POST of triples into one
(a set: adding them twice changes nothing), and questions. Redirects are not followed: what is sent goes
where the user said, and nowhere else.
"""

from __future__ import annotations

import ipaddress
import re
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import IO
from urllib.parse import SplitResult, urlsplit

from kg import __version__
from kg.errors import RemoteError, UsageError
from kg.remote.credentials import Credentials, Signer

_PIECE = 65_536
_SLOWEST = 100_000
"""Bytes a second that an answer must at least come at, on average, beyond the time limit."""
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_LONGEST_PAUSE = 30.0
_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a server is waited for, and how often it is asked again."""

    timeout: float = 60.0
    """Seconds in which something must come, or an answer be complete (large ones may take longer)."""
    attempts: int = 6
    pause: float = 0.5
    """Seconds before the second attempt; twice as long before each further one."""
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body; the body is empty where it went into a file."""

    status: int
    body: bytes


class Server:
    """The machine behind an address; a context manager."""

    def __init__(self, address: str, credentials: Credentials | None, patience: Patience) -> None:
        parts = split_address(address)
        if credentials is not None and credentials.in_clear and not _private(parts):
            raise UsageError(
                f"{credentials.kind} credentials would go to {parts.hostname} in clear text; "
                "use an https address, or digest"
            )
        self._parts = parts
        self._patience = patience
        self._signer = Signer(credentials)
        self._connection: HTTPConnection | None = None
        self._wait = 0.0
        self.address = address
        self.target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        """Path and query, as a request names them."""

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def ask(
        self,
        method: str,
        target: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        fine: frozenset[int] = frozenset({200}),
        most: int = 1_000_000,
        into: IO[bytes] | None = None,
    ) -> Answer:
        """One request, repeated where the server was not reached or says that it may work later.

        ``most`` bytes of an answer are read, into ``into`` where it is given. Raises `RemoteError` for any
        status but those that are ``fine``.
        """
        last = ""
        for attempt in range(self._patience.attempts):
            if attempt:
                self._patience.sleep(self._wait)
            self._wait = min(self._patience.pause * 2**attempt, _LONGEST_PAUSE)
            try:
                answer = self._once(method, target, body, headers or {}, fine, most, into)
            except (OSError, HTTPException) as error:
                self._close()
                if isinstance(error, ssl.SSLCertVerificationError):
                    raise RemoteError(f"{self.address}: {error.verify_message}") from error
                last = str(error) or type(error).__name__
                continue
            if answer.status in fine:
                return answer
            last = f"{answer.status} {_text(answer.body)}".strip()
            if answer.status not in _AGAIN:
                raise RemoteError(f"{self.address}: {method} was answered {last}{_hint(answer.status)}")
        raise RemoteError(f"{self.address}: no success in {self._patience.attempts} attempts: {last}")

    def _once(
        self,
        method: str,
        target: str,
        body: bytes | None,
        headers: Mapping[str, str],
        fine: frozenset[int],
        most: int,
        into: IO[bytes] | None,
    ) -> Answer:
        response = self._send(method, target, body, headers)
        if response.status == 401 and self._signer.learn(response.headers.get("WWW-Authenticate")):
            with suppress(TooMuch):  # a page to log in is nothing to us; the connection went with it
                self._read(response, _SHOWN * 10, None)
            response = self._send(method, target, body, headers)
        if response.status in fine:
            return Answer(response.status, self._read(response, most, into))
        told = self._beginning(response)
        again = response.headers.get("Retry-After", "")
        if again.isascii() and again.isdigit():
            self._wait = min(float(again), _LONGEST_PAUSE)
        return Answer(response.status, told)

    def _send(self, method: str, target: str, body: bytes | None, headers: Mapping[str, str]) -> HTTPResponse:
        if self._connection is None:
            kind = HTTPSConnection if self._parts.scheme == "https" else HTTPConnection
            assert self._parts.hostname is not None  # `split_address` looked
            self._connection = kind(self._parts.hostname, self._parts.port, timeout=self._patience.timeout)
        said = {"User-Agent": f"papertriples/{__version__}", **headers, **self._signer.sign(method, target)}
        self._connection.request(method, target, body=body, headers=said)
        return self._connection.getresponse()

    def _read(self, response: HTTPResponse, most: int, into: IO[bytes] | None) -> bytes:
        if into is not None:
            into.seek(0)
            into.truncate()
        pieces, size = [], 0
        allowed = self._patience.timeout + most / _SLOWEST
        ends = time.monotonic() + allowed
        while piece := response.read1(_PIECE):
            size += len(piece)
            if size > most:
                self._close()
                raise TooMuch(f"{self.address}: an answer of more than {most:,} bytes")
            if time.monotonic() > ends:
                raise TimeoutError(f"an answer that was not complete after {allowed:.0f} seconds")
            if into is None:
                pieces.append(piece)
            else:
                into.write(piece)
        if response.length:  # `read1` says nothing of a connection that was cut
            raise ConnectionError("the answer ended early")
        response.close()  # else the connection waits for more of it
        if response.will_close:
            self._close()
        return b"".join(pieces)

    def _beginning(self, response: HTTPResponse) -> bytes:
        """The start of what a refusal says; the rest is not read, so the connection goes."""
        told = response.read(_SHOWN * 4)
        self._close()
        return told

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class TooMuch(RemoteError):
    """An answer is larger than any that was meant."""


def split_address(address: str) -> SplitResult:
    """An http address in its parts. Raises `UsageError` for anything else."""
    try:
        parts = urlsplit(address)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fine = False
    if not fine or re.search(r"[^\x21-\x7e]", address) or parts.fragment:
        raise UsageError(f"{address[:100]!r} is no address of a server; write http://HOST:PORT/store")
    if parts.username is not None or parts.password is not None:
        raise UsageError("a password in an address is seen by others; put it in a file (--credentials)")
    return parts


def _private(parts: SplitResult) -> bool:
    """Whether nobody on the way can read along: encrypted, or on this machine."""
    if parts.scheme == "https" or parts.hostname == "localhost":
        return True
    try:
        return ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False


def _text(body: bytes) -> str:
    return " ".join(body.decode("utf-8", "replace").split())[:_SHOWN]


def _hint(status: int) -> str:
    if status in (401, 403):
        return "; give credentials that may write there (--credentials)"
    if 300 <= status < 400:
        return "; redirects are not followed, give the address that it leads to"
    if status in (404, 405, 501):
        return "; is this the address of a Graph Store Protocol service?"
    return ""
