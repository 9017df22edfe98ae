"""The same queries asked of an endpoint, here one of a few lines on loopback."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest

from kg.errors import KGError, QueryError, QueryTimeout, QueryTooLarge, RemoteError, UsageError
from kg.query import Limits, find_query, parse
from kg.query.endpoint import run_at


class Handler(BaseHTTPRequestHandler):
    """Answers from the fixture; some queries misbehave on purpose."""

    store: ox.Store
    ended: threading.Event

    def do_POST(self) -> None:
        text = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())["query"][0]
        if "misbehave" in text:
            return self._misbehave(text)
        found = self.store.query(text, use_default_graph_as_union=True)
        if isinstance(found, ox.QueryTriples):
            body = ox.serialize(found, format=ox.RdfFormat.N_TRIPLES) or b""
        else:
            body = found.serialize(format=ox.QueryResultsFormat.JSON) or b""
        return self._send(200, body)

    def _misbehave(self, text: str) -> None:
        if "hang" in text:
            self.ended.wait(30)
        elif "half" in text:
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"<urn:a> <urn:b> <urn:c> .\n")
        elif "noise" in text:
            self.wfile.write(b"noise\r\n\r\n")
        elif "page" in text:
            self._send(200, b"<html>hello</html>")
        elif "redirect" in text:
            self.send_response(307)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()
        else:
            self._send(400, b"no such\nthing")

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    Handler.store, Handler.ended = request.getfixturevalue("store"), threading.Event()
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/sparql"
        Handler.ended.set()
        server.shutdown()
        thread.join()


def test_a_saved_query_with_its_parameters(url: str) -> None:
    result = run_at(url, find_query("methods-for-task"), {"task": "Object Detection"}, limit=1)
    assert result.variables == ("method", "label", "papers")
    assert [str(cell and cell.value) for cell in result.rows[0]][1:] == ["convolutional neural network", "2"]
    assert result.truncated


def test_ask_and_construct(url: str) -> None:
    assert run_at(url, parse("ASK { name:tilenet a kg:Method }"), {}).boolean is True
    result = run_at(url, parse("CONSTRUCT WHERE { name:tilenet kg:usedFor ?o }"), {})
    assert result.triples is not None
    assert [t[2].value for t in result.triples] == ["https://w3id.org/papertriples/name/object-detection"]


def test_a_value_can_not_become_part_of_the_query(url: str) -> None:
    evil = 'Ada" } ; DROP ALL # \\ \n'
    assert run_at(url, find_query("author-papers"), {"author": evil}).rows == ()


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("ASK { <urn:misbehave> ?p 'refused' }", QueryError, "400 Bad Request: no such thing"),
        ("ASK { <urn:misbehave> ?p 'page' }", QueryError, "no SPARQL results JSON"),
        ("ASK { <urn:misbehave> ?p 'redirect' }", QueryError, "307"),
        ("ASK { <urn:misbehave> ?p 'noise' }", RemoteError, "noise"),
        ("CONSTRUCT WHERE { <urn:misbehave> ?p 'half' }", RemoteError, "the answer ended early"),
        ("ASK { SERVICE <http://localhost/> { ?s ?p ?o } }", QueryError, "SERVICE"),
        ("DROP ALL", QueryError, "is an update"),
    ],
)
def test_what_goes_wrong_is_said(url: str, text: str, kind: type[KGError], message: str) -> None:
    with pytest.raises(kind) as caught:
        run_at(url, parse(text), {})
    assert message in str(caught.value)


def test_limits(url: str) -> None:
    with pytest.raises(QueryTooLarge, match="more than 500 bytes"):
        run_at(url, parse("SELECT * { ?s ?p ?o }"), {}, limits=Limits(max_bytes=500))
    began = time.monotonic()
    with pytest.raises(QueryTimeout, match=r"within 0\.5 seconds"):
        run_at(url, parse("ASK { <urn:misbehave> ?p 'hang' }"), {}, limits=Limits(timeout=0.5))
    assert time.monotonic() - began < 10
    Handler.ended.set()


@pytest.mark.parametrize(
    "address",
    [
        *("file:///etc/passwd", "ftp://localhost/", "localhost:80", "http://"),
        *("http://[::1", "http://localhost:abc/", "http://local host/", "http://localhost/\n"),
    ],
)
def test_only_http(address: str) -> None:
    with pytest.raises(UsageError, match="no address of an endpoint"):
        run_at(address, parse("ASK {}"), {})


def test_nobody_there() -> None:
    with pytest.raises(RemoteError, match=r"http://127\.0\.0\.1:1/"):
        run_at("http://127.0.0.1:1/", parse("ASK {}"), {})
