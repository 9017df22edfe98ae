"""A store on another server: ``python -m benchmarks.publishing STORE URL [--credentials FILE]``.

Publishes the store to a SPARQL 1.1 Graph Store, publishes it again unchanged, and asks every saved query
there and here, each with the names that most papers of the store name, its own papers, authors and days.
Prints seconds of this process's processor and of the clock, and each query whose rows, their order or terms
differ; ends with exit code 1 where any does.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from kg.query import SavedQuery, bind, list_queries
from kg.query.endpoint import run_at
from kg.query.engine import answer
from kg.query.limits import Limits
from kg.query.result import Result
from kg.remote import Credentials, Published, publish, read_credentials
from kg.remote.service import query_address
from kg.store.snapshot import Snapshot

TRIES = 3
_KINDS = {"task": "Task", "method": "Method", "dataset": "Dataset", "metric": "Metric", "concept": "Concept"}
_NAMED = "SELECT ?label {{ ?e a kg:{}; skos:prefLabel ?label; kg:paperCount ?n }} ORDER BY DESC(?n) STR(?e)"
_AUTHORS = "SELECT ?label { ?e a foaf:Person; foaf:name ?label; kg:paperCount ?n } ORDER BY DESC(?n) STR(?e)"
_DAYS = ("2025-01", "2025-06-15", "2025-12")
_OTHERS = {"relation": ("usedFor", "evaluatedOn", "isA"), "decimal": ("0.6", "0.4"), "integer": ("1", "3")}


class Values:
    """What there is to ask a store of."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def of(self, kind: str) -> tuple[str, ...]:
        """Values for a parameter of this type, the most usual first."""
        if kind in _OTHERS:
            return _OTHERS[kind]
        if kind == "date":
            return _DAYS
        if kind == "paper":
            return tuple(islice(self._snapshot.papers(), TRIES))
        return self._labels(_AUTHORS if kind == "string" else _NAMED.format(_KINDS.get(kind, "Entity")))

    def _labels(self, query: str) -> tuple[str, ...]:
        rows = answer(self._snapshot.store, query, limit=TRIES + 1).rows or ()
        return tuple(row[0].value for row in rows if row[0] is not None)

    def sets(self, query: SavedQuery) -> Iterator[dict[str, str]]:
        """Values for all parameters of a query, `TRIES` times where it has any."""
        found = {p.name: self.of(p.type) for p in query.parameters}
        for n in range(TRIES if found else 1):
            yield {name: given[(n + at) % len(given)] for at, (name, given) in enumerate(found.items())}


def differing(store: Path, endpoint: str) -> tuple[int, int, list[str]]:
    """How many saved queries were asked, how often, and those that are answered otherwise at ``endpoint``."""
    queries, asked, wrong = list_queries(), 0, []
    limits = Limits(timeout=300)
    with Snapshot.open(store) as snapshot:
        values = Values(snapshot)
        for query in queries:
            for given in values.sets(query):
                asked += 1
                here = answer(
                    snapshot.store, query.text, substitutions=bind(query, given, snapshot.index).terms
                )
                there = run_at(endpoint, query, given, limits=limits)
                if _said(here) != _said(there):
                    wrong.append(
                        f"{query.name} {given}: {len(here.rows or ())} rows, {len(there.rows or ())} there"
                    )
    return len(queries), asked, wrong


def _said(result: Result) -> object:
    return result.variables, result.rows, result.triples, result.boolean


def timed(store: Path, url: str, credentials: Credentials | None) -> tuple[float, float, Published]:
    """Seconds of this processor and of the clock that publishing takes, and what was done."""
    processor, clock = time.process_time(), time.perf_counter()
    done = publish(store, url, credentials=credentials)
    return time.process_time() - processor, time.perf_counter() - clock, done


def main() -> None:
    """Print a line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("url")
    parser.add_argument("--credentials", type=Path)
    options = parser.parse_args()
    credentials = read_credentials(options.credentials)
    for name in ("publish", "unchanged"):
        processor, clock, done = timed(options.store, options.url, credentials)
        print(
            f"{name:10} {processor:.1f} s of the processor, {clock:.1f} s; {done.sent:,} graphs sent "
            f"({done.triples:,} triples), {done.unchanged:,} unchanged, {done.counted:,} counts and "
            f"{done.compared:,} digests verified",
            flush=True,
        )
    endpoint = query_address(options.url)
    assert endpoint is not None
    queries, asked, wrong = differing(options.store, endpoint)
    print(f"queries    {queries} saved ones asked {asked} times: {len(wrong)} answers differ")
    for line in wrong:
        print(f"  {line}")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
