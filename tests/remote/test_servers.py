"""Two real servers: published to, changed, resumed, verified, and asked every saved query.

Servers take seconds to start, so each is started once and its tests are few and long.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from kg.errors import NotFound, RemoteError
from kg.query import SavedQuery, bind, find_query, list_queries, parse
from kg.query.endpoint import run_at
from kg.query.engine import answer
from kg.query.result import Result
from kg.remote import Credentials, Patience, Published, publish
from kg.remote.service import query_address
from kg.store.snapshot import Snapshot
from tests.fixture import fixture_pairs
from tests.remote.servers import Running, oxigraph, virtuoso
from tests.stores import republish, sizes

QUICK = Patience(timeout=60, attempts=4, pause=0.2)
ALL = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } FILTER (STRSTARTS(STR(?g), '%s')) }"


@pytest.fixture(scope="module", params=[oxigraph, virtuoso], ids=["oxigraph", "virtuoso"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    start: Callable[[Path], AbstractContextManager[Running]] = request.param
    with start(tmp_path_factory.mktemp("server")) as running:
        yield running


def send(store: Path, server: Running, **options: object) -> Published:
    return publish(store, server.graphs, credentials=server.credentials, patience=QUICK, **options)  # type: ignore[arg-type]


def count(server: Running, graphs: str) -> int:
    row = run_at(server.queries, parse(ALL % graphs), {}).rows
    assert row is not None
    assert row[0][0] is not None
    return int(row[0][0].value)


def values(query: SavedQuery) -> dict[str, str]:
    return {p.name: p.example for p in query.parameters if p.required and p.example is not None}


def test_every_saved_query_answers_as_it_does_locally(store: Path, server: Running) -> None:
    """Rows in their order, with names that stand for others, and terms to the letter."""
    assert query_address(server.graphs) == server.queries
    report, (graphs, triples) = send(store, server), sizes(store)
    assert (report.sent, report.triples, report.counted, report.compared) == (graphs, triples, graphs, graphs)
    with Snapshot.open(store) as snapshot:
        for query in list_queries():
            bound = bind(query, values(query), snapshot.index)
            local = answer(snapshot.store, query.text, substitutions=bound.terms)
            assert _rows(run_at(server.queries, query, values(query))) == _rows(local), query.name
    with pytest.raises(NotFound, match="nothing in the graph at that endpoint is called 'no such name'"):
        run_at(server.queries, find_query("names-of"), {"name": "no such name"})


def _rows(result: Result) -> object:
    return result.variables, result.rows, result.triples, result.boolean


def test_changes_and_damage(store: Path, server: Running, tmp_path: Path) -> None:
    send(store, server)
    assert send(store, server).sent == 0
    gone = fixture_pairs()[0][0].id
    republish(store, without=gone)
    report = send(store, server)
    assert (report.withdrawn, report.counted, report.compared) == (2, report.sent + 2, report.sent + 2)
    assert count(server, f"https://w3id.org/papertriples/g/paper/{gone}") == 0
    with Snapshot.open(store) as snapshot:
        assert count(server, "https://w3id.org/papertriples/g/") == len(snapshot.store)
    other = Path(shutil.copytree(store, tmp_path / "other"))
    shutil.rmtree(other / "published")
    republish(other, without=fixture_pairs()[1][0].id)
    send(other, server)  # somebody else changes graphs there behind our back
    report = send(store, server, recheck=True)
    assert report.sent >= 2
    with Snapshot.open(store) as snapshot:
        assert count(server, "https://w3id.org/papertriples/g/") == len(snapshot.store)


def test_who_may_not_write_is_told(store: Path, server: Running) -> None:
    if server.credentials is None:  # everybody may
        anybody = Credentials("digest", "a", "b")
        assert publish(store, server.graphs, credentials=anybody).compared == sizes(store)[0]
        return
    for wrong in (None, Credentials("digest", "dba", "wrong")):
        with pytest.raises(RemoteError, match=r"401.*give credentials that may write there"):
            publish(store, server.graphs, credentials=wrong, patience=QUICK)
