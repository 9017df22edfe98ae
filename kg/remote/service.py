"""What is asked of a server: graphs in, out and away, and how many triples each holds.

https://www.w3.org/TR/sparql11-http-rdf-update/ (with the graph named in the query of the address),
https://www.w3.org/TR/sparql11-protocol/
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import IO
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from kg.errors import RemoteError
from kg.remote.credentials import Credentials
from kg.remote.graphs import pieces
from kg.remote.http import Patience, Server

NTRIPLES = "application/n-triples"
_DONE = frozenset({200, 201, 202, 204})
_GONE = frozenset({404, 410})
_QUERY_BESIDE = (
    ("/sparql-graph-crud-auth", "/sparql"),  # Virtuoso
    ("/sparql-graph-crud", "/sparql"),
    ("/rdf-graphs/service", ""),  # RDF4J, GraphDB
    ("/data", "/sparql"),  # Fuseki
    ("/store", "/query"),  # Oxigraph
)
"""Endings of the addresses at which servers take graphs, each with that at which they take questions."""


def query_address(address: str) -> str | None:
    """Where the server of a graph store usually answers queries; None where we know no such place."""
    parts = urlsplit(address)
    for ending, instead in _QUERY_BESIDE:
        if parts.path.endswith(ending):
            path = parts.path.removesuffix(ending) + instead
            return urlunsplit((parts.scheme, parts.netloc, path, "", ""))
    return None


class Service:
    """The graph store and the endpoint for queries of one server; a context manager."""

    def __init__(
        self, address: str, queries: str | None, credentials: Credentials | None, patience: Patience
    ) -> None:
        self.address = address
        self._store = Server(address, credentials, patience)
        self._queries = None
        if queries is not None:
            same = _origin(queries) == _origin(address)  # nobody else is shown who we are
            self._queries = Server(queries, credentials if same else None, patience)

    def __enter__(self) -> Service:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.__exit__()
        if self._queries is not None:
            self._queries.__exit__()

    @property
    def counts_triples(self) -> bool:
        """Whether there is an endpoint to ask for numbers."""
        return self._queries is not None

    def put(self, graph: str, lines: Iterable[bytes]) -> None:
        """Let a graph hold exactly these triples. A large one goes in pieces, the first replaces it."""
        method = "PUT"
        for piece in pieces(lines):
            headers = {"Content-Type": NTRIPLES}
            self._store.ask(method, self._at(graph), body=piece, headers=headers, fine=_DONE)
            method = "POST"

    def delete(self, graph: str) -> None:
        """Let a graph be gone."""
        self._store.ask("DELETE", self._at(graph), fine=_DONE | _GONE)

    def fetch(self, graph: str, out: IO[bytes], *, most: int) -> bool:
        """A graph as N-Triples into ``out``; False where there is none. At most so many bytes."""
        fine = frozenset({200, 204}) | _GONE
        answer = self._store.ask(
            "GET", self._at(graph), headers={"Accept": NTRIPLES}, fine=fine, most=most, into=out
        )
        return answer.status == 200

    def counts(self, graphs: Sequence[str]) -> dict[str, int]:
        """How many triples a query finds in each of these graphs; those without any are left out."""
        assert self._queries is not None
        text = (
            f"SELECT ?g (COUNT(*) AS ?n) WHERE {{ VALUES ?g {{ {' '.join(f'<{iri}>' for iri in graphs)} }} "
            "GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
        )
        headers = {
            "Accept": "application/sparql-results+json",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        answer = self._queries.ask(
            "POST", self._queries.target, body=urlencode({"query": text}).encode(), headers=headers
        )
        try:
            rows = json.loads(answer.body)["results"]["bindings"]
            return {str(row["g"]["value"]): int(row["n"]["value"]) for row in rows if "g" in row}
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise RemoteError(f"{self._queries.address}: the answer is no SPARQL results JSON") from error

    def _at(self, graph: str) -> str:
        target = self._store.target
        return f"{target}{'&' if '?' in target else '?'}graph={quote(graph, safe='')}"


def _origin(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc
