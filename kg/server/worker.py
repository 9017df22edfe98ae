"""The process that answers queries one after another until it is told to stop, or killed.

A request is a line of JSON on standard input; the answer is a line of JSON on standard output, followed by
as many bytes as it says. The parent ends it when a query passes its time; here only memory is bounded.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

from kg.errors import KGError, QuerySyntaxError, QueryTooLarge, StoreDamaged

_DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of prctl(2)."""
LONGEST = 2_000
"""Characters of a message; the parent reads it as one line."""


def main(parent: int, max_memory: int, max_bytes: int) -> None:
    """Serve until standard input ends."""
    _guard(parent, max_memory)
    import pyoxigraph  # noqa: F401  # loaded before the first request, which should not pay for it

    import kg.server.answering  # noqa: F401

    stores = Stores()
    out = sys.stdout.buffer
    out.write(b"ready\n")
    out.flush()
    for line in sys.stdin.buffer:
        reply, body = _reply(stores, json.loads(line), max_bytes)
        reply["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        out.write(json.dumps(reply).encode() + b"\n" + body)
        out.flush()


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


def _reply(stores: Stores, request: dict[str, Any], max_bytes: int) -> tuple[dict[str, Any], bytes]:
    from kg.server.answering import answer, page_answer

    spool = Path(request["spool"])
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
    return {**head, "status": found.status, "location": found.location}, found.body or b""


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
    main(*map(int, sys.argv[1:]))
