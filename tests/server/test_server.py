"""A running server: its answers, its limits, what it survives, what it follows."""

from __future__ import annotations

import base64
import contextlib
import gzip
import http.client
import json
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.query.conftest import fixture_quads
from tests.server.conftest import JSON, Client, serving
from tests.server.stores import publish_quads

PAPERS = "SELECT (COUNT(*) AS ?n) { ?p a kg:Paper }"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
DEEP = "SELECT * {" + "{" * 5000 + "}" * 5000 + "}"
TEXT = {"Content-Type": "application/sparql-query", "Accept": JSON}


def number(body: str) -> int:
    """The one value of the one row."""
    (row,) = json.loads(body)["results"]["bindings"]
    return int(row["n"]["value"])


def workers(client: Client) -> list[int]:
    """Process ids of the server's workers."""
    return [
        int(pid) for pid in Path(f"/proc/{client.process}/task/{client.process}/children").read_text().split()
    ]


def test_an_answer(client: Client) -> None:
    response = client.ask(PAPERS)
    assert (response.status, number(response.body)) == (200, 12)
    assert response.headers["content-type"] == JSON
    assert response.headers["vary"] == "Accept"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(
    ("accept", "body"),
    [
        ("text/csv", "x,y\r\n1,\r\n"),
        ("text/tab-separated-values", "?x\t?y\n1\t\n"),
        (
            "application/sparql-results+xml",
            '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head>'
            '<variable name="x"/><variable name="y"/></head><results><result><binding name="x">'
            '<literal datatype="http://www.w3.org/2001/XMLSchema#integer">1</literal></binding>'
            "</result></results></sparql>",
        ),
        (
            JSON,
            '{"head":{"vars":["x","y"]},"results":{"bindings":[{"x":{"type":"literal","value":"1",'
            '"datatype":"http://www.w3.org/2001/XMLSchema#integer"}}]}}',
        ),
    ],
)
def test_rows_in_every_form(client: Client, accept: str, body: str) -> None:
    assert client.ask("SELECT (1 AS ?x) ?y {}", accept).body == body


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"]
)
def test_triples_in_every_form(client: Client, accept: str) -> None:
    response = client.ask("CONSTRUCT { <a> <urn:x-p> 'é\\u000B' } {}", accept)
    form = ox.RdfFormat.from_media_type(accept)
    (triple,) = ox.parse(response.body, format=form)
    assert triple.subject.value == f"http://127.0.0.1:{client.port}/a"
    assert triple.object.value == ("é" if form == ox.RdfFormat.RDF_XML else "é\x0b")


def test_a_predicate_that_rdf_xml_can_not_write(client: Client) -> None:
    response = client.ask("CONSTRUCT { <urn:s> <http://example.org/1> 1 } {}", "application/rdf+xml")
    assert response.status == 406
    assert response.body == "<http://example.org/1> has no form in RDF/XML; take another format\n"


def test_errors_say_where(client: Client) -> None:
    response = client.ask("SELECT * { ?s ?p")
    assert (response.status, response.headers["content-type"]) == (400, "text/plain; charset=utf-8")
    assert response.body == ("line 1, column 10: this { is never closed\n  SELECT * { ?s ?p\n           ^\n")


def test_the_description(client: Client) -> None:
    response = client("GET", "/sparql", {"Accept": "application/n-triples"})
    assert (
        f"<http://127.0.0.1:{client.port}/sparql> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
        in response.body
    )


def test_a_known_state_is_not_sent_again(client: Client) -> None:
    tag = client.ask(PAPERS).headers["etag"]
    assert client.ask(PAPERS, **{"If-None-Match": f'"other", {tag}'}).status == 304
    assert client.ask(PAPERS, **{"If-None-Match": '"other"'}).status == 200
    assert "etag" not in client.ask("SELECT (NOW() AS ?now) {}").headers


def test_compression(client: Client) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", client.port)
    headers = {**TEXT, "Accept-Encoding": "gzip"}
    connection.request("POST", "/sparql", "SELECT * { ?p a kg:Paper }", headers)
    response = connection.getresponse()
    assert response.getheader("vary") == "Accept, Accept-Encoding"
    assert len(json.loads(gzip.decompress(response.read()))["results"]["bindings"]) == 12
    connection.close()


def test_a_large_answer_is_whole_and_leaves_nothing_behind(client: Client) -> None:
    response = client.ask("SELECT * { ?s ?p ?o } LIMIT 1500")
    assert len(json.loads(response.body)["results"]["bindings"]) == 1500
    assert int(response.headers["content-length"]) == len(response.body.encode()) > 65_536
    deadline = time.monotonic() + 30
    while any("answer-" in path for path in open_files(client.process)):  # closed after its last byte is sent
        assert time.monotonic() < deadline
        time.sleep(0.01)


def open_files(process: int) -> Iterator[str]:
    """What a process has open; some may be closed while one looks."""
    for entry in Path(f"/proc/{process}/fd").iterdir():
        with contextlib.suppress(OSError):
            yield str(entry.readlink())


def test_an_answer_beyond_its_bound_is_an_error_that_names_limit(client: Client) -> None:
    response = client.ask("SELECT * { ?a ?b ?c . ?d ?e ?f }")
    assert response.status == 422
    assert response.body == "the answer is larger than 1,000,000 bytes; narrow it or add LIMIT\n"


def test_a_query_that_ends_its_process(client: Client) -> None:
    response = client("POST", "/sparql", TEXT, DEEP)
    assert (response.status, response.body) == (
        400,
        "the query is nested too deeply for the engine; write it flatter\n",
    )
    assert number(client.ask(PAPERS).body) == 12


def test_a_runaway_is_killed_and_short_queries_go_on(client: Client) -> None:
    got: list[int] = []
    threads = [threading.Thread(target=lambda: got.append(client.ask(RUNAWAY).status)) for _ in range(5)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    began = time.monotonic()
    assert client.ask("ASK {}").body == '{"head":{},"boolean":true}'
    assert time.monotonic() - began < 1.5
    for thread in threads:
        thread.join()
    assert got == [503] * 5


def test_a_runaway_whose_client_leaves_is_killed(fixture_store: Path) -> None:
    with serving(fixture_store, "--workers", "1", "--timeout", "60") as client:
        before = workers(client)
        with socket.create_connection(("127.0.0.1", client.port)) as sock:
            path = "/sparql?query=" + RUNAWAY.replace(" ", "+").replace("{", "%7B").replace("}", "%7D")
            sock.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            time.sleep(1)
        assert (
            number(client.ask("#REGEX\n" + RUNAWAY.split("{")[0] + "{ ?p a kg:Paper . ?p a kg:Paper }").body)
            == 12
        )
        time.sleep(1)
        assert len(set(before) - set(workers(client))) == 1


def test_a_killed_worker_is_replaced(client: Client) -> None:
    for pid in workers(client):
        os.kill(pid, signal.SIGKILL)
    statuses = [client.ask(PAPERS).status for _ in range(4)]
    assert statuses[-1] == 200
    assert set(statuses) <= {200, 422}


def test_too_much_memory(fixture_store: Path) -> None:
    with serving(fixture_store, "--memory", "400", "--timeout", "20") as client:
        text = "SELECT (STRLEN(?x30) AS ?n) { BIND('aaaaaaaaaa' AS ?x0) "
        text += " ".join(f"BIND(CONCAT(?x{i},?x{i}) AS ?x{i + 1})" for i in range(30)) + " }"
        response = client.ask(text)
        assert response.status == 422
        assert response.body == "the query needs more than 400 MB of memory; narrow it or add LIMIT\n"
        assert number(client.ask(PAPERS).body) == 12


@pytest.mark.parametrize(
    ("host", "status"), [("localhost:1", 200), ("[::1]", 200), ("evil.example", 421), ("a b", 421)]
)
def test_hosts(client: Client, host: str, status: int) -> None:
    assert client("GET", "/sparql?query=ASK%7B%7D", {"Host": host}).status == status


def test_a_large_body_is_refused_unread(client: Client) -> None:
    response = client("POST", "/sparql", {**TEXT, "Content-Length": "99999999999"}, b"")
    assert (response.status, response.body) == (413, "at most 4,194,304 bytes are read\n")


def test_a_head_that_never_ends(fixture_store: Path) -> None:
    with serving(fixture_store) as client, socket.create_connection(("127.0.0.1", client.port)) as sock:
        began = time.monotonic()
        sock.settimeout(1)
        alive = True
        while alive and time.monotonic() - began < 15:
            try:
                sock.sendall(b"G")
                alive = sock.recv(10) != b""
            except TimeoutError:
                continue
            except OSError:
                alive = False
        assert not alive
        assert 8 < time.monotonic() - began < 13


def test_a_token(fixture_store: Path) -> None:
    with serving(fixture_store, KG_TOKEN="secret") as client:
        refused = client.ask("ASK {}")
        assert (refused.status, refused.headers["www-authenticate"]) == (401, "Bearer")
        assert client.ask("ASK {}", Authorization="Bearer wrong").status == 401
        assert client.ask("ASK {}", Authorization="bearer secret").status == 200
        page = client("GET", "/", {"Accept": "text/html"})
        assert (page.status, page.headers["www-authenticate"].partition(" ")[0]) == (401, "Basic")
        for credentials, status in (("reader:secret", 200), ("secret:", 401), ("reader:wrong", 401)):
            basic = f"Basic {base64.b64encode(credentials.encode()).decode()}"
            assert client("GET", "/", {"Accept": "text/html", "Authorization": basic}).status == status
        assert client("GET", "/", {"Authorization": "Basic ?"}).status == 401


def test_a_new_snapshot_is_served_without_a_restart(tmp_path: Path) -> None:
    quads = list(fixture_quads())
    store = publish_quads(tmp_path / "store", quads)
    paper = ox.NamedNode("https://w3id.org/papertriples/paper/new")
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    new = ox.Quad(paper, kind, ox.NamedNode("https://w3id.org/papertriples/ontology#Paper"), paper)
    with serving(store) as client:
        seen: list[tuple[int, int]] = []
        stop = threading.Event()

        def keep_asking() -> None:
            while not stop.is_set():
                response = client.ask(PAPERS)
                seen.append((response.status, number(response.body)))

        asking = threading.Thread(target=keep_asking)
        asking.start()
        tag = client.ask(PAPERS).headers["etag"]
        for number_ in range(4):
            again = ox.Quad(paper, kind, ox.Literal(str(number_)), paper)
            publish_quads(store, [new, again])
            time.sleep(0.4)
        stop.set()
        asking.join()
        assert {status for status, _ in seen} == {200}
        assert [n for _, n in seen] == sorted(n for _, n in seen)
        assert {n for _, n in seen} == {12, 13}
        assert client.ask(PAPERS).headers["etag"] != tag
        assert len(list((store / "snapshots").iterdir())) <= 3


def test_runaways_that_look_short_keep_no_known_query_waiting(fixture_store: Path) -> None:
    with serving(fixture_store, "--workers", "1", "--timeout", "3") as client:
        looks_long = "SELECT (COUNT(*) AS ?n) { ?p a kg:Paper FILTER (REGEX(STR(?p), '.')) }"
        for known in (PAPERS, looks_long):
            assert number(client.ask(known).body) == 12
        text = "SELECT (COUNT(*) AS ?n{}) {{ ?a a ?x . ?b a ?y . ?c a ?z . ?d a ?w . ?e a ?v }}"
        texts = [text.format(i) for i in range(6)]
        threads = [threading.Thread(target=client.ask, args=(text,)) for text in texts]
        for thread in threads:
            thread.start()
        waited: list[float] = []
        while any(thread.is_alive() for thread in threads):
            began = time.monotonic()
            assert number(client.ask((PAPERS, looks_long)[len(waited) % 2]).body) == 12
            waited.append(time.monotonic() - began)
        assert max(waited) < 1.5
        assert len(waited) > 3
