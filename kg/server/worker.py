"""The process that answers queries one after another until it is told to stop, or killed.

Standard input is a socket: a question comes as a length and JSON, its answer goes back as two lengths, JSON
and bytes (a large one lies in the file that was named at the start). The parent ends it when a query passes
its time; here only memory is bounded.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import gzip
import json
import os
import resource
import signal
import socket
import struct
import sys
from pathlib import Path
from typing import Any

from kg.errors import KGError, QuerySyntaxError, QueryTooLarge, StoreDamaged

QUESTION = struct.Struct("!I")
"""Before a question: its length."""
ANSWER = struct.Struct("!II")
"""Before an answer: the lengths of what is said about it, and of its bytes."""
PIECE = 65_536
COMPRESSED, LEVEL = 1_024, 3
"""Bytes from which an answer is compressed for a client that asks for it, and how hard."""
_DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of prctl(2)."""
LONGEST = 2_000
"""Characters of a message; the parent reads it as one line."""


def main(file: str, parent: int, max_memory: int, max_bytes: int, graph: str | None = None) -> None:
    """Serve until the socket is closed; the store at ``graph`` is opened before the first question."""
    _guard(parent, max_memory)
    import pyoxigraph  # noqa: F401  # loaded before the first question, which should not pay for it

    import kg.server.answering  # noqa: F401

    stores, spool = Stores(), Path(file)
    if graph is not None:
        with contextlib.suppress(StoreDamaged):  # who asks is told
            stores.get(graph)
    gc.freeze()
    with socket.socket(fileno=0) as line:
        _say(line, {}, b"")
        while message := _question(line):
            reply, body = _reply(stores, json.loads(message), spool, max_bytes)
            _say(line, reply, body)


def _say(line: socket.socket, reply: dict[str, Any], body: bytes) -> None:
    reply["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    head = json.dumps(reply).encode()
    start = ANSWER.pack(len(head), len(body)) + head
    sent = line.sendmsg([start, body])
    if sent < len(start) + len(body):
        line.sendall(memoryview(start + body)[sent:])


def _question(line: socket.socket) -> bytes:
    """The next question; nothing where there is none any more."""
    data = bytearray(line.recv(PIECE))
    while data and len(data) < _whole(data):
        if not (piece := line.recv(PIECE)):
            return b""
        data += piece
    return bytes(data[QUESTION.size :])


def _whole(data: bytearray) -> int:
    """The length of a question that begins so, as far as it is known."""
    return QUESTION.size + (QUESTION.unpack_from(data)[0] if len(data) >= QUESTION.size else 0)


def _guard(parent: int, max_memory: int) -> None:
    """Bound the memory; end with the parent even in the middle of a query; leave Ctrl-C to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(1)
    for what, most in ((resource.RLIMIT_AS, max_memory), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


class Stores:
    """The store of the newest snapshot that was asked for, and its index."""

    def __init__(self) -> None:
        self._path: str | None = None
        self._store: Any = None
        self._source: tuple[str, Any] | None = None

    def source(self, graph: str, index: str) -> Any:
        """Store and index as pages are made from them."""
        from kg.index import Index
        from kg.pages import Source

        if self._source is None or self._source[0] != index:
            if self._source is not None:
                self._source[1].index.close()
            self._source = None  # the old snapshot is let go before the next one is opened
            self._source = index, Source(self.get(graph), Index(index))
        return self._source[1]

    def get(self, path: str) -> Any:
        """The store at ``path``, opened once."""
        import pyoxigraph as ox

        if path != self._path:
            self._store = self._path = self._source = None
            try:
                self._store = ox.Store.read_only(path)
            except OSError as error:
                raise StoreDamaged(f"the store can not be opened: {error}") from error
            self._path = path
        return self._store


def _reply(
    stores: Stores, request: dict[str, Any], spool: Path, max_bytes: int
) -> tuple[dict[str, Any], bytes]:
    from kg.server.answering import answer, page_answer

    try:
        if "page" in request:
            found = page_answer(stores.source(request["graph"], request["index"]), request, spool, max_bytes)
        else:
            found = answer(stores.get(request["graph"]), request, spool, max_bytes)
    except KGError as error:
        return {"error": _kind(error), "message": str(error)[:LONGEST]}, b""
    except MemoryError:
        return {"error": "memory", "message": ""}, b""
    head = {"type": found.type, "size": found.size, "spooled": found.body is None}
    head |= {"status": found.status, "location": found.location}
    body = found.body or b""
    if request.get("compressed") and len(body) >= COMPRESSED:
        return {**head, "compressed": True}, gzip.compress(body, LEVEL, mtime=0)
    return head, body


def _kind(error: KGError) -> str:
    from kg.server.answering import NotAcceptable

    kinds = {
        NotAcceptable: "form",
        QuerySyntaxError: "syntax",
        QueryTooLarge: "large",
        StoreDamaged: "damaged",
    }
    return kinds.get(type(error), "query")


if __name__ == "__main__":
    parent, memory, size = map(int, sys.argv[2:5])
    main(sys.argv[1], parent, memory, size, *sys.argv[5:6])
