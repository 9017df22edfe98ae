"""A graph store of a few lines on loopback, which misbehaves as it is told."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox


class Fake:
    """What a server holds, what it was asked, and what it does next instead of answering."""

    def __init__(self) -> None:
        self.store = ox.Store()
        self.asked: Counter[str] = Counter()
        self.next: deque[str] = deque()
        self.headers: list[dict[str, str]] = []
        self.stop_at: int | None = None
        """At this PUT, wait until somebody sets `go`."""
        self.stopped, self.go = threading.Event(), threading.Event()
        self.login = b"who?"
        """What a challenge says to people."""
        self.port = 0

    @property
    def graphs(self) -> str:
        return f"http://127.0.0.1:{self.port}/store"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    fake: Fake

    def do_PUT(self) -> None:
        body = self._body()
        if self._begin():
            return
        if self.fake.asked["PUT"] == self.fake.stop_at:
            self.fake.stopped.set()
            self.fake.go.wait(60)
        self.fake.store.remove_graph(self._graph())
        self._add(body)

    def do_POST(self) -> None:
        body = self._body()
        if self._begin():
            return
        if urlsplit(self.path).path == "/query":
            text = parse_qs(body.decode())["query"][0]
            found = self.fake.store.query(text, use_default_graph_as_union=True)
            assert isinstance(found, ox.QuerySolutions)
            self._send(200, found.serialize(format=ox.QueryResultsFormat.JSON) or b"")
        else:
            self._add(body)

    def do_GET(self) -> None:
        if not self._begin():
            there = self.fake.store.contains_named_graph(self._graph())
            body = self.fake.store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=self._graph()) or b""
            self._send(200 if there else 404, body)

    def do_DELETE(self) -> None:
        if not self._begin():
            self.fake.store.remove_graph(self._graph())
            self._send(204, b"")

    def _begin(self) -> bool:
        """Count the request; True where it is done with already."""
        self.fake.asked[self.command] += 1
        self.fake.headers.append({name.lower(): value for name, value in self.headers.items()})
        told = self.fake.next.popleft() if self.fake.next else ""
        if not told:
            return False
        if told == "cut":
            self.close_connection = True
        elif told == "half":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"<urn:a> <urn:b> <urn:c> .\n")
            self.close_connection = True
        elif told == "hang":
            self.fake.go.wait(60)
            self.close_connection = True
        elif told == "drip":
            self._drip()
        elif told.startswith("redirect "):
            self._send(307, b"", Location=told.partition(" ")[2])
        elif told.startswith("challenge "):
            self._send(401, self.fake.login, WWW_Authenticate=told.partition(" ")[2])
        elif told.startswith("body "):
            self._send(200, told.removeprefix("body ").encode())
        elif told != "pass":
            self._send(int(told), b"not\nnow", Retry_After="0")
        return told != "pass"

    def _drip(self) -> None:
        """An answer that comes, but never ends."""
        self._send(200, b"", Transfer_Encoding="chunked")
        with suppress(OSError):
            while not self.fake.go.wait(0.05):
                self.wfile.write(b"1\r\nx\r\n")
        self.close_connection = True

    def _add(self, body: bytes) -> None:
        self.fake.store.bulk_load(body, format=ox.RdfFormat.N_TRIPLES, to_graph=self._graph())
        self._send(204, b"")

    def _graph(self) -> ox.NamedNode:
        return ox.NamedNode(parse_qs(urlsplit(self.path).query)["graph"][0])

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers["Content-Length"]))

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if status != 204 and "Transfer_Encoding" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Quiet(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that is killed or goes is what tests are about."""


@contextmanager
def fake_server() -> Iterator[Fake]:
    """The server, running."""
    fake = Fake()

    class Own(Handler):
        pass

    Own.fake = fake
    with Quiet(("127.0.0.1", 0), Own) as server:
        fake.port = server.server_port
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield fake
        finally:
            fake.go.set()
            server.shutdown()
            thread.join()
