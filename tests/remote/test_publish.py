"""Publishing to a server of a few lines: what is sent, what is remembered, what a kill leaves."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import IO

import pyoxigraph as ox
import pytest

from kg.errors import RemoteError, StoreBusy, StoreError, UsageError
from kg.remote import Patience, Published, publish, sending
from kg.remote.graphs import write_graph
from kg.remote.record import Record
from kg.store.snapshot import Snapshot
from tests.conftest import ROOT
from tests.fixture import fixture_pairs
from tests.remote.fake import Fake
from tests.stores import republish, sizes

QUICK = Patience(timeout=20, attempts=2, pause=0.0)
NAMES = "https://w3id.org/papertriples/g/names"


def send(store: Path, fake: Fake, **options: object) -> Published:
    return publish(store, fake.graphs, patience=QUICK, **options)  # type: ignore[arg-type]


def lines(store: Path) -> list[bytes]:
    with Snapshot.open(store) as snapshot:
        return list(snapshot.sorted_nquads())


def there(fake: Fake) -> list[bytes]:
    return sorted(f"{quad} .\n".encode() for quad in fake.store)


def test_everything_once_then_nothing(store: Path, fake: Fake) -> None:
    first, (graphs, triples) = send(store, fake), sizes(store)
    assert (first.graphs, first.sent, first.triples) == (graphs, graphs, triples)
    assert (first.counted, first.compared, first.withdrawn) == (graphs, graphs, 0)
    assert there(fake) == lines(store)
    asked = dict(fake.asked)
    again = send(store, fake)
    assert (again.sent, again.unchanged, again.counted) == (0, graphs, 0)
    assert dict(fake.asked) == asked


def test_what_changed_and_what_went(store: Path, fake: Fake) -> None:
    send(store, fake)
    gone = fixture_pairs()[0][0].id
    republish(store, without=gone)
    asked = fake.asked["PUT"]
    report = send(store, fake)
    assert report.withdrawn == 2
    assert 0 < report.sent < 10
    assert fake.asked["PUT"] - asked == report.sent
    assert report.sent + report.unchanged == report.graphs
    assert there(fake) == lines(store)
    assert report.compared == report.sent + 2


def test_only_graphs_that_the_journal_names_are_read(
    store: Path, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def noted(snapshot: ox.Store, graph: str, out: IO[bytes]) -> None:
        read.append(graph)
        write_graph(snapshot, graph, out)

    monkeypatch.setattr(sending, "write_graph", noted)
    graphs, _ = sizes(store)
    send(store, fake)
    assert len(read) == graphs
    read.clear()
    assert send(store, fake).unchanged == graphs
    assert send(store, fake, dry_run=True).unchanged == graphs
    assert read == []
    republish(store, without=fixture_pairs()[0][0].id)
    expected = send(store, fake, dry_run=True)
    report = send(store, fake)
    assert 0 < len(read) < 20 < graphs
    assert (report.sent, report.withdrawn, report.graphs) == (expected.sent, 2, sizes(store)[0])
    assert there(fake) == lines(store)
    read.clear()
    assert send(store, fake, recheck=True).unchanged == graphs - 2
    assert len(read) == graphs - 2


def test_nothing_else_is_touched(store: Path, fake: Fake) -> None:
    foreign = [
        ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal("o"), graph)
        for graph in (ox.DefaultGraph(), ox.NamedNode("urn:other"), ox.NamedNode(f"{NAMES}/of-another-store"))
    ]
    fake.store.extend(foreign)
    send(store, fake)
    republish(store, without=fixture_pairs()[0][0].id)
    send(store, fake)
    assert all(quad in fake.store for quad in foreign)
    assert len(fake.store) == len(lines(store)) + len(foreign)


def test_a_server_that_lost_something_is_mended(store: Path, fake: Fake) -> None:
    send(store, fake)
    paper = "https://w3id.org/papertriples/g/paper/2301.99001"
    fake.store.remove_graph(ox.NamedNode(NAMES))
    other = ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal("o"), ox.NamedNode(paper))
    fake.store.remove(next(iter(fake.store.quads_for_pattern(None, None, None, ox.NamedNode(paper)))))
    fake.store.add(other)  # as many triples as before
    assert send(store, fake).sent == 0
    report = send(store, fake, recheck=True)
    assert (report.sent, report.counted, report.compared) == (2, 2, 2)
    assert there(fake) == lines(store)


def test_what_is_not_there_as_sent_is_said_and_sent_again(store: Path, fake: Fake) -> None:
    fake.next.append("204")  # the first graph is taken and thrown away
    with pytest.raises(
        RemoteError, match=r"1 graphs are not there as they were sent, https://.*/g/background"
    ):
        send(store, fake)
    assert send(store, fake).sent == 1
    assert there(fake) == lines(store)


def test_a_server_that_fails_in_the_middle(store: Path, fake: Fake) -> None:
    fake.next += ["pass"] * 5 + ["503"] * 2
    with pytest.raises(RemoteError, match="no success in 2 attempts"):
        send(store, fake)
    assert send(store, fake).compared == sizes(store)[0]
    assert there(fake) == lines(store)


def test_killed_in_the_middle(store: Path, fake: Fake) -> None:
    """Ten graphs are remembered as sent, five as perhaps; the next run sends all but the ten."""
    fake.stop_at = 13
    code = "import sys, kg.remote.sending as p\np.AT_ONCE = 5\np.publish(*sys.argv[1:])\n"
    with subprocess.Popen([sys.executable, "-c", code, str(store), fake.graphs], cwd=ROOT) as process:
        assert fake.stopped.wait(120)
        process.kill()
    fake.go.set()
    with Record.open(store, fake.graphs) as record:
        known = [record.held(graph) for graph in record.graphs()]
    assert [held is not None and held.digest is not None for held in known] == [True] * 10 + [False] * 5
    report = send(store, fake)
    graphs, _ = sizes(store)
    assert (report.sent, report.unchanged) == (graphs - 10, 10)
    assert (report.counted, report.compared) == (graphs, graphs)  # the killed run had verified nothing
    assert there(fake) == lines(store)


def test_large_graphs_go_in_pieces(store: Path, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.remote.service.pieces", lambda found: _small(found))
    assert send(store, fake).compared == sizes(store)[0]
    graphs, _ = sizes(store)
    assert fake.asked["PUT"] == graphs
    assert fake.asked["POST"] > 3 * graphs
    assert there(fake) == lines(store)


def _small(found: object) -> object:
    from kg.remote.graphs import pieces

    return pieces(found, 2000)  # type: ignore[arg-type]


def test_checks(store: Path, fake: Fake) -> None:
    (graphs, _), report = sizes(store), send(store, fake, check="none")
    assert (report.counted, report.compared) == (0, 0)
    report = send(store, fake, check="counts")
    assert (report.sent, report.counted, report.compared) == (0, graphs, 0)
    with pytest.raises(UsageError, match="no check is called 'all'"):
        send(store, fake, check="all")
    with pytest.raises(UsageError, match="say where it is"):
        publish(store, f"http://127.0.0.1:{fake.port}/else", check="counts")


def test_a_dry_run_sends_nothing(store: Path, fake: Fake) -> None:
    report = send(store, fake, dry_run=True)
    assert (report.sent, report.triples) == sizes(store)
    assert not fake.asked
    assert send(store, fake).sent == report.sent


def test_one_at_a_time(store: Path, fake: Fake) -> None:
    with Record.open(store, fake.graphs), pytest.raises(StoreBusy, match="another process publishes"):
        send(store, fake)


def test_a_store_that_can_not_be_written_says_so(store: Path, fake: Fake) -> None:
    (store / "published").write_text("in the way")
    with pytest.raises(StoreError):
        send(store, fake)
    assert not fake.asked
