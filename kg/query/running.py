"""Runs a query in a process of its own, which is ended for real at its limits."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import KGError, QueryError, QuerySyntaxError, QueryTimeout, QueryTooLarge, StoreDamaged
from kg.query.binding import bind
from kg.query.guard import check
from kg.query.known import check_terms, unknown_names
from kg.query.limits import Limits
from kg.query.result import Result, from_plain
from kg.query.terms import Term, term_out
from kg.store.layout import GRAPH

if TYPE_CHECKING:
    from kg.index import Index
    from kg.query.saved import SavedQuery

_LIMITS = Limits()
_OUT_OF_MEMORY = (
    "memory allocation",  # the engine
    "bad_alloc",  # its storage
    "Cannot allocate memory",
    "Resource temporarily unavailable",  # no room for the stack of a thread
    "MemoryError",
)


def run_saved(
    snapshot: Path,
    query: SavedQuery,
    values: Mapping[str, str],
    index: Index,
    *,
    limit: int | None = None,
    limits: Limits = _LIMITS,
) -> Result:
    """Run ``query`` over the snapshot in directory ``snapshot`` with ``values`` for its parameters.

    Names are looked up in ``index``; what had to be decided about them is among the result's notes.
    """
    check_terms(check(query.text).text)  # that it is an update, say, is told before a typo in it
    bound = bind(query, values, index)
    result = run(snapshot, query.text, substitutions=bound.terms, limit=limit, limits=limits)
    return result.with_notes(*bound.notes, *unknown_names(query.text, index))


def run(
    snapshot: Path,
    text: str,
    *,
    substitutions: Mapping[str, Term] | None = None,
    limit: int | None = None,
    limits: Limits = _LIMITS,
) -> Result:
    """Run a query text over the snapshot in directory ``snapshot``; the caller holds it meanwhile.

    Raises `QuerySyntaxError`, `QueryTimeout`, `QueryTooLarge`, other `QueryError` and `StoreDamaged`.
    """
    checked = check(text)  # what is refused needs no process
    request = {
        "graph": str(snapshot / GRAPH),
        "text": checked.text,
        "substitutions": {name: term_out(term) for name, term in (substitutions or {}).items()},
        "limit": limit,
        "limits": asdict(limits),
    }
    output = _converse(json.dumps(request).encode(), limits)
    reply = json.loads(output)
    if "error" in reply:
        raise _error(reply["error"], limits)
    return from_plain(reply["result"])


def _converse(request: bytes, limits: Limits) -> bytes:
    """Give a new worker the request and return what it says; it is gone when this returns."""
    package = str(Path(__file__).resolve().parents[2])
    paths = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH"))))
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "kg.query.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": paths},
        start_new_session=True,  # Ctrl-C reaches the caller, who then kills the worker
    ) as worker:
        try:
            output, complaint = worker.communicate(request, timeout=limits.timeout)
        except subprocess.TimeoutExpired as error:
            worker.kill()
            worker.communicate()
            raise QueryTimeout(
                f"stopped after {limits.timeout:g} seconds; narrow the query, or allow more with --timeout"
            ) from error
        except BaseException:
            worker.kill()
            raise
    if worker.returncode != 0:
        raise ended(worker.returncode, complaint.decode("utf-8", "replace"), limits)
    return output


def ended(code: int, complaint: str, limits: Limits) -> KGError:
    """What the end of a worker without an answer means."""
    if code == -signal.SIGSEGV:
        return QueryError("the query is nested too deeply for the engine; write it flatter")
    if code == -signal.SIGKILL or any(sign in complaint for sign in _OUT_OF_MEMORY):
        return _too_large(limits)
    if code == -signal.SIGXCPU:
        return QueryTimeout(f"stopped after {limits.timeout:g} seconds")
    last = complaint.strip().splitlines()[-1:] or [f"exit code {code}"]
    return QueryError(f"the query process ended without an answer: {last[0][:300]}")


def _too_large(limits: Limits) -> QueryTooLarge:
    megabytes = limits.max_memory // 1_000_000
    return QueryTooLarge(f"the query needs more than {megabytes:,} MB of memory; narrow it or add LIMIT")


def _error(data: Mapping[str, Any], limits: Limits) -> KGError:
    kind, message = data["kind"], data["message"]
    if kind == "QuerySyntaxError":
        return QuerySyntaxError(message, line=data["line"], column=data["column"])
    if message == "memory":
        return _too_large(limits)
    raised = {"QueryTooLarge": QueryTooLarge, "StoreDamaged": StoreDamaged}.get(kind, QueryError)
    return raised(message)
