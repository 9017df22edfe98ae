"""A query asked of any SPARQL endpoint over HTTP, within limits of time and size.

https://www.w3.org/TR/sparql11-protocol/#query-via-post-urlencoded
"""

from __future__ import annotations

import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode, urlsplit

from kg import __version__
from kg.errors import QueryError, QueryTimeout, QueryTooLarge, RemoteError, UsageError
from kg.query.binding import bind
from kg.query.guard import check
from kg.query.inlining import inline
from kg.query.limits import Limits
from kg.query.named_there import NamedThere
from kg.query.result import Result
from kg.query.saved import SavedQuery
from kg.query.terms import Term
from kg.vocab import PREFIXES

_ACCEPT = {
    "SELECT": "application/sparql-results+json",
    "ASK": "application/sparql-results+json",
}
_PIECE = 65_536


def run_at(
    endpoint: str,
    query: SavedQuery,
    values: Mapping[str, str],
    *,
    limit: int | None = None,
    limits: Limits | None = None,
) -> Result:
    """Ask ``endpoint`` the query with its parameters; what a name stands for is asked there first.

    Raises `NotFound` for a name that it does not hold, `UsageError` for what is no http address,
    `RemoteError` for a server that can not be reached or breaks off, `QueryError` and its kinds for the rest.
    """
    if not _is_address(endpoint):
        raise UsageError(f"{endpoint[:100]!r} is no address of an endpoint; write http://HOST:PORT/sparql")
    bounds = limits or Limits()
    check(query.text)
    bound = bind(query, values, NamedThere(lambda text, terms: _asked(endpoint, text, terms, None, bounds)))
    return _asked(endpoint, query.text, bound.terms, limit, bounds)


def _asked(endpoint: str, query: str, terms: Mapping[str, Term], limit: int | None, bounds: Limits) -> Result:
    """The answer to a query with terms in the place of its parameters."""
    from kg.query.engine import from_engine, written

    checked = check(query)
    text = inline(checked.text, {name: written(term) for name, term in terms.items()})
    accept = _ACCEPT.get(checked.form, "application/n-triples")
    body = _fetch(endpoint, _with_prefixes(text), accept, bounds)
    if checked.form in _ACCEPT:
        return _rows(endpoint, body, limit, bounds)
    import pyoxigraph as ox

    try:
        quads = list(ox.parse(body, format=ox.RdfFormat.N_TRIPLES))
    except (SyntaxError, ValueError) as error:
        raise QueryError(f"{endpoint}: the answer is no N-Triples: {error}") from error
    found = sorted({tuple(map(from_engine, (q.subject, q.predicate, q.object))) for q in quads}, key=repr)
    triples = tuple((s, p, o) for s, p, o in found[:limit])
    return Result(triples=triples, truncated=len(triples) < len(found))


def _is_address(endpoint: str) -> bool:
    try:
        parts = urlsplit(endpoint)
        fine = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return False
    return bool(fine) and not re.search(r"[\x00-\x20\x7f]", endpoint)


def _with_prefixes(text: str) -> str:
    """Our prefixes on the first line, where those that the query declares itself count after them."""
    used = (f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items() if f"{name}:" in text)
    return f"{' '.join(used)} {text}"


def _fetch(endpoint: str, text: str, accept: str, limits: Limits) -> bytes:
    request = urllib.request.Request(
        endpoint,
        data=urlencode({"query": text}).encode(),
        headers={
            "Accept": accept,
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": f"papertriples/{__version__}",
        },
    )
    ends = time.monotonic() + limits.timeout
    try:
        with _OPENER.open(request, timeout=limits.timeout) as response:
            pieces, size = [], 0
            while piece := response.read1(_PIECE):
                pieces.append(piece)
                size += len(piece)
                if size > limits.max_bytes:
                    raise QueryTooLarge(f"{endpoint}: more than {limits.max_bytes:,} bytes; add LIMIT")
                if time.monotonic() > ends:
                    raise TimeoutError
            if response.length:  # `read1` says nothing of a connection that was cut
                raise OSError("the answer ended early")
            return b"".join(pieces)
    except urllib.error.HTTPError as error:
        raise QueryError(f"{endpoint}: {error.code} {error.reason}: {_told(error)}") from error
    except TimeoutError as error:
        raise QueryTimeout(f"{endpoint}: no answer within {limits.timeout:g} seconds (--timeout)") from error
    except (OSError, ValueError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        if isinstance(reason, TimeoutError):
            raise QueryTimeout(f"{endpoint}: no answer within {limits.timeout:g} seconds") from error
        raise RemoteError(f"{endpoint}: {reason}") from error


def _told(error: urllib.error.HTTPError) -> str:
    """The beginning of what a refusal says."""
    try:
        return " ".join(error.read(2_000).decode("utf-8", "replace").split())[:300]
    except (OSError, HTTPException):
        return ""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A query is sent where the user said, and nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


def _rows(endpoint: str, body: bytes, limit: int | None, limits: Limits) -> Result:
    try:
        data = json.loads(body)
        if "boolean" in data:
            return Result(boolean=bool(data["boolean"]))
        names = tuple(str(name) for name in data["head"]["vars"])
        bindings = data["results"]["bindings"]
        if len(bindings) > limits.max_rows and limit is None:
            raise QueryTooLarge(f"{endpoint}: more than {limits.max_rows:,} rows; add LIMIT")
        rows = tuple(
            tuple(_term(row[name]) if name in row else None for name in names) for row in bindings[:limit]
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise QueryError(f"{endpoint}: the answer is no SPARQL results JSON") from error
    return Result(names, rows, truncated=len(rows) < len(bindings))


def _term(data: dict[str, Any]) -> Term:
    kind, value = data["type"], data["value"]
    if kind == "triple":
        return Term("triple", "", parts=tuple(_term(value[p]) for p in ("subject", "predicate", "object")))
    if kind in ("uri", "bnode"):
        return Term("iri" if kind == "uri" else "blank", str(value))
    return Term("literal", str(value), data.get("datatype"), data.get("xml:lang"))
