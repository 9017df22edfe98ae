"""The short way of plain queries: what it answers is what the long way answers, in order and whole."""

from __future__ import annotations

import gzip
import json
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import cast
from urllib.parse import quote

import pytest

from kg.server import current
from kg.server.current import Current, Held
from kg.server.express import Express, _scope
from kg.server.guards import Door
from kg.server.lanes import SHORT, Busy, Job, Outcome, Question
from kg.server.pool import Pool
from kg.server.process import Reply
from kg.server.settings import Settings
from kg.server.sparql import Endpoint
from tests.server.conftest import JSON, Client, serving
from tests.server.stores import publish_quads
from tests.server.test_server import RUNAWAY

LONG_WAY = {"TE": "trailers"}
PAPERS = "SELECT ?p { ?p a kg:Paper } ORDER BY ?p"


def head(query: str, **headers: str) -> bytes:
    """A request."""
    fields = {"Host": "localhost", **headers}
    lines = [
        f"GET /sparql?query={quote(query)} HTTP/1.1",
        *(f"{name}: {value}" for name, value in fields.items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@contextmanager
def connected(client: Client) -> Iterator[Line]:
    """A connection of one's own."""
    with socket.create_connection(("127.0.0.1", client.port), 20) as sock:
        line = Line(sock)
        try:
            yield line
        finally:
            line.close()


class Line:
    """Bytes out, responses in."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock, self._in = sock, sock.makefile("rb")

    def close(self) -> None:
        """Read no more."""
        self._in.close()

    def send(self, data: bytes) -> None:
        """Send as it is."""
        self._sock.sendall(data)

    def response(self) -> tuple[int, Mapping[str, str], bytes]:
        """The next response: status, headers and body."""
        status = int(self._in.readline().split()[1])
        headers = {}
        while line := self._in.readline().strip():
            name, _, value = line.decode().partition(": ")
            headers[name.lower()] = value
        if headers.get("transfer-encoding") != "chunked":
            return status, headers, self._in.read(int(headers["content-length"]))
        body = b""
        while size := int(self._in.readline(), 16):
            body += self._in.read(size)
            self._in.readline()
        self._in.readline()
        return status, headers, body


@pytest.mark.parametrize(
    ("query", "headers", "status"),
    [
        (PAPERS, {}, 200),
        (PAPERS, {"Accept": "text/csv"}, 200),
        (PAPERS, {"Accept-Encoding": "gzip", "Connection": "keep-alive"}, 200),
        ("ASK {}", {"Accept": "application/sparql-results+xml", "Accept-Encoding": "gzip"}, 200),
        ("DESCRIBE ?p { ?p a kg:Paper }", {"Accept": "text/turtle"}, 200),
        ("SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 3000", {}, 200),
        ("SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 3000", {"Accept-Encoding": "gzip"}, 200),
        ("SELECT (RAND() AS ?r) {}", {"Accept": "application/json"}, 200),
        ("SELECT * {", {}, 400),
        ("CLEAR ALL", {}, 400),
        ("ASK {}", {"Accept": "text/turtle"}, 406),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f }", {}, 422),
        (RUNAWAY, {}, 503),
        ("ASK {}", {"Host": "evil.example"}, 421),
    ],
)
def test_both_ways_say_the_same(client: Client, query: str, headers: dict[str, str], status: int) -> None:
    with connected(client) as line:
        line.send(head(query, **headers))
        short = line.response()
        line.send(head(query, **headers, **LONG_WAY))
        long = line.response()
    assert short[0] == long[0] == status
    bodies = [gzip.decompress(b) if "content-encoding" in h else b for _, h, b in (short, long)]
    if "RAND" not in query:
        assert bodies[0] == bodies[1]
    # what is written in one piece has a length, what is compressed on the way has none
    passing = ("date", "content-length", "transfer-encoding")
    seen = [{name: value for name, value in h.items() if name not in passing} for _, h, _ in (short, long)]
    assert seen[0] == seen[1]


def test_requests_in_one_line_are_answered_in_order(client: Client) -> None:
    texts = [f"SELECT ({number} AS ?n) {{}}" for number in range(6)]
    with connected(client) as line:
        for text in texts:
            line.send(head(text, Accept="text/csv"))
        assert [line.response()[2] for _ in texts] == [f"n\r\n{number}\r\n".encode() for number in range(6)]
        line.send(b"".join(head(text, Accept="text/csv") for text in texts))
        assert [line.response()[2] for _ in texts] == [f"n\r\n{number}\r\n".encode() for number in range(6)]


def test_a_request_in_pieces_between_whole_ones(client: Client) -> None:
    with connected(client) as line:
        for piece in (1, 20, len(head("ASK {}")) - 1):
            line.send(head("ASK {}"))
            assert line.response()[2] == b'{"head":{},"boolean":true}'
            line.send(head("ASK {}")[:piece])
            line.send(head("ASK {}")[piece:])
            assert line.response()[2] == b'{"head":{},"boolean":true}'
        line.send(b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n")
        line.send(b"Content-Length: 6\r\n\r\nASK {}" + head("ASK { 'a' }"))
        assert [line.response()[0] for _ in range(2)] == [200, 400]


def test_who_takes_no_answers_is_not_written_to_for_ever(client: Client) -> None:
    """Answers wait in bounded memory: the next request is read when there is room for its answer."""
    asked = head("SELECT * { ?s ?p ?o } LIMIT 1000")
    with connected(client) as line:
        line.send(asked)
        size = len(line.response()[2])
        line._sock.setblocking(False)
        sent = 0
        try:
            while (
                sent < 50_000_000 // size
            ):  # requests of 50 MB of answers would fit into the buffers of none
                line._sock.sendall(asked)
                sent += 1
        except BlockingIOError:
            pytest.skip("the requests themselves fill the buffers")
        line._sock.settimeout(20)
        assert len([line.response() for _ in range(sent)]) == sent
    assert client.ask("ASK {}").status == 200


def test_a_token_is_asked_for(fixture_store: Path) -> None:
    with serving(fixture_store, KG_TOKEN="secret") as client, connected(client) as line:
        for token, status in (("secret", 200), ("secret", 200), ("wrong", 401), ("secret", 200)):
            line.send(head("ASK {}", Authorization=f"Bearer {token}", Accept=JSON))
            assert line.response()[0] == status


class Slow:
    """A pool that answers nothing until it is told to, and that can be full."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        self.full = False

    def submit(self, asked: Question, done: Callable[[Outcome], None]) -> Job:
        """As a pool does it."""
        if self.full:
            raise Busy
        self.jobs.append(Job(asked, SHORT, done))
        return self.jobs[-1]

    def drop(self, job: Job) -> None:
        """As a pool does it."""
        job.gone = True


def test_an_answer_says_of_which_snapshot_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same head comes again over a newer snapshot before the first is answered."""
    monkeypatch.setattr(current, "OFTEN", 0)
    settings, slow = Settings(), Slow()
    published, pool = Current(publish_quads(tmp_path, ())), cast("Pool", slow)
    express = Express(Door(settings), published, pool, Endpoint(published, pool, settings))
    heads: list[bytes | None] = []

    def ask() -> tuple[Held, Callable[[], None]]:
        plan = express.plan(PLAIN, "http")
        assert plan is not None
        due = express.take(plan)
        return due.held, express.ask(due, lambda outcome: heads.append(express.head(due, outcome)))

    (first, _), (_, give_up) = ask(), ask()
    publish_quads(tmp_path, ())
    second, _ = ask()
    assert first.digest != second.digest
    asked = [json.loads(job.question.message)["graph"] for job in slow.jobs]
    assert asked == [first.graph, first.graph, second.graph]
    give_up()
    assert (first.users, second.users) == (1, 1)
    for job in slow.jobs[::2]:
        job.done(Reply({"size": 2, "type": JSON}, b"{}"))
    for held, said in zip((first, second), heads, strict=True):
        assert f'etag: W/"{held.digest}-'.encode() in (said or b"")
    slow.full = True
    with pytest.raises(Busy):
        ask()
    assert (first.users, second.users) == (0, 0)
    published.close()


PLAIN = head("ASK {}")


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.replace(b"GET", b"HEAD"),
        PLAIN.replace(b"1.1", b"1.0"),
        PLAIN.replace(b"/sparql?", b"/sparql/?"),
        PLAIN.replace(b"ASK", b"ASK "),
        PLAIN.replace(b"ASK", "é".encode()),
        PLAIN.replace(b"Host:", b"Host :"),
        PLAIN.replace(b"Host:", b" Host:"),
        PLAIN.replace(b"localhost", b"local\x00host"),
        PLAIN.replace(b"localhost", b"local\nhost"),
        PLAIN.replace(b"localhost", b"localhost\r\nContent-Length: 0"),
        PLAIN.replace(b"localhost", b"localhost\r\nTransfer-Encoding: chunked"),
        PLAIN.replace(b"localhost", b"localhost\r\nConnection: close"),
        PLAIN.replace(b"localhost", b"localhost\r\nIf-None-Match: *"),
        PLAIN.replace(b"localhost", b"localhost\r\nOrigin: null"),
        PLAIN.replace(b"localhost", b"localhost\r\nX: " + b"x" * 20_000),
        PLAIN.replace(b"localhost", b"localhost\r\n folded"),
        PLAIN.replace(b"localhost", b"localhost\r\n"),
    ],
)
def test_what_is_not_plain(data: bytes) -> None:
    assert _scope(PLAIN, "http") is not None
    assert _scope(data, "http") is None
