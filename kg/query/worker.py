"""The process in which one query runs: it reads a request on standard input and prints the answer.

It can be killed at any moment, may end by a signal when the query is too deep for the engine, and has a
memory limit of its own; `kg.query.running` tells its callers what happened.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Any

from kg.errors import KGError, QuerySyntaxError, StoreDamaged


def main() -> None:
    """Answer the one request on standard input."""
    request = json.loads(sys.stdin.buffer.read())
    _limit(request["limits"])
    try:
        reply = {"result": _answer(request)}
    except KGError as error:
        reply = {"error": _plain(error)}
    except MemoryError:
        reply = {"error": {"kind": "QueryTooLarge", "message": "memory"}}
    sys.stdout.buffer.write(json.dumps(reply).encode())
    sys.stdout.buffer.flush()


def _limit(limits: dict[str, Any]) -> None:
    """Memory, and CPU time for the case that nobody is left to kill this process."""
    seconds = int(limits["timeout"]) + 2
    for what, most in ((resource.RLIMIT_AS, limits["max_memory"]), (resource.RLIMIT_CPU, 4 * seconds)):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    import pyoxigraph as ox

    from kg.query.engine import answer
    from kg.query.limits import Limits
    from kg.query.result import to_plain
    from kg.query.terms import term_in

    try:
        store = ox.Store.read_only(request["graph"])
    except OSError as error:
        raise StoreDamaged(f"the store can not be opened: {error}") from error
    terms = {name: term_in(data) for name, data in request["substitutions"].items()}
    limits = Limits(**request["limits"])
    return to_plain(
        answer(store, request["text"], substitutions=terms, limit=request["limit"], limits=limits)
    )


def _plain(error: KGError) -> dict[str, Any]:
    plain: dict[str, Any] = {"kind": type(error).__name__, "message": str(error)}
    if isinstance(error, QuerySyntaxError):
        plain |= {"line": error.line, "column": error.column}
    return plain


if __name__ == "__main__":
    main()
