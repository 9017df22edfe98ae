"""Requests that are tried again, refused, bounded and signed."""

from __future__ import annotations

import io

import pytest

from kg.errors import RemoteError, UsageError
from kg.remote.credentials import Credentials
from kg.remote.http import Patience, Server, TooMuch
from kg.remote.service import Service, query_address
from tests.remote.fake import Fake

QUICK = Patience(timeout=20, attempts=3, pause=0.0, sleep=lambda _: None)


def server(fake: Fake, credentials: Credentials | None = None, patience: Patience = QUICK) -> Server:
    return Server(fake.graphs, credentials, patience)


@pytest.mark.parametrize("trouble", ["503", "429", "500", "cut", "half"])
def test_tried_again(fake: Fake, trouble: str) -> None:
    fake.next += [trouble, trouble]
    with server(fake) as asked:
        assert asked.ask("GET", "/store?graph=urn:g", fine=frozenset({200, 404})).status == 404
        assert asked.ask("GET", "/store?graph=urn:g", fine=frozenset({200, 404})).status == 404
    assert fake.asked["GET"] == 4


def test_pauses_grow_and_follow_what_the_server_says(fake: Fake) -> None:
    paused: list[float] = []
    with server(fake, patience=Patience(attempts=4, pause=1.0, sleep=paused.append)) as asked:
        fake.next += ["cut", "cut", "503", "pass"]
        asked.ask("DELETE", "/store?graph=urn:g", fine=frozenset({204}))
    assert paused == [1.0, 2.0, 0.0]


def test_given_up(fake: Fake) -> None:
    fake.next += ["503"] * 3
    with server(fake) as asked, pytest.raises(RemoteError, match="no success in 3 attempts: 503 not now"):
        asked.ask("GET", "/store?graph=urn:g")


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ("400", "GET was answered 400 not now$"),
        ("403", "give credentials that may write there"),
        ("405", "is this the address of a Graph Store Protocol service"),
        ("redirect http://127.0.0.1:1/", "redirects are not followed"),
        ('challenge Digest realm="x"', "401 who"),
    ],
)
def test_refused(fake: Fake, told: str, message: str) -> None:
    fake.next.append(told)
    with server(fake, Credentials("digest", "u", "p")) as asked, pytest.raises(RemoteError, match=message):
        asked.ask("GET", "/store?graph=urn:g")
    assert fake.asked["GET"] == 1


def test_digest_answers_a_challenge_and_keeps_it(fake: Fake) -> None:
    fake.next.append('challenge Digest realm="r", nonce="n", qop="auth"')
    with server(fake, Credentials("digest", "u", "p")) as asked:
        for _ in range(2):
            asked.ask("DELETE", "/store?graph=urn:g", fine=frozenset({204}))
    signed = [headers.get("authorization", "") for headers in fake.headers]
    assert [text[:6] for text in signed] == ["", "Digest", "Digest"]
    assert "nc=00000002" in signed[2]
    assert "p" not in [part.strip('"') for part in signed[1].replace("=", " ").split()]


def test_a_long_page_to_log_in_is_a_challenge_all_the_same(fake: Fake) -> None:
    fake.login = b"<p>Who are you?</p>" * 1000
    fake.next.append('challenge Digest realm="r", nonce="n", qop="auth"')
    with server(fake, Credentials("digest", "u", "p")) as asked:
        asked.ask("DELETE", "/store?graph=urn:g", fine=frozenset({204}))
    assert ["authorization" in headers for headers in fake.headers] == [False, True]


def test_an_answer_that_never_ends(fake: Fake) -> None:
    fake.next.append("drip")
    hurried = Patience(timeout=0.6, attempts=1, pause=0.0)
    late = pytest.raises(RemoteError, match=r"an answer that was not complete after 1 seconds$")
    with server(fake, patience=hurried) as asked, late:
        asked.ask("GET", "/store?graph=urn:g", most=10_000)


def test_answers_are_bounded(fake: Fake) -> None:
    fake.next.append("body " + "x" * 2000)
    with server(fake) as asked, pytest.raises(TooMuch, match="more than 1,000 bytes"):
        asked.ask("GET", "/store?graph=urn:g", most=1000, into=io.BytesIO())
    fake.next += ["hang"] * 2
    hurried = Patience(timeout=0.2, attempts=2, pause=0.0)
    late = pytest.raises(RemoteError, match="no success in 2 attempts: timed out")
    with server(fake, patience=hurried) as asked, late:
        asked.ask("GET", "/store?graph=urn:g")


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "localhost:80",
        "http://",
        "http://[::1",
        "http://x:0/",
        "http://x/ y",
        "http://x/#y",
    ],
)
def test_only_http(address: str) -> None:
    with pytest.raises(UsageError, match="is no address of a server"):
        Server(address, None, QUICK)


def test_secrets_go_nowhere_in_clear() -> None:
    basic = Credentials("basic", "u", "p")
    with pytest.raises(UsageError, match="in clear text; use an https address, or digest"):
        Server("http://example.org/store", basic, QUICK)
    with pytest.raises(UsageError, match="put it in a file"):
        Server("http://u:p@127.0.0.1/store", None, QUICK)
    for address in ("https://example.org/store", "http://127.0.0.1/store", "http://localhost/store"):
        Server(address, basic, QUICK)
    Server("http://example.org/store", Credentials("digest", "u", "p"), QUICK)


def test_credentials_stay_with_their_server(fake: Fake) -> None:
    token = Credentials("bearer", secret="t")
    other = f"http://localhost:{fake.port}/query"
    for queries, shown in ((f"http://127.0.0.1:{fake.port}/query", True), (other, False)):
        fake.headers.clear()
        with Service(fake.graphs, queries, token, QUICK) as service:
            assert service.counts(["urn:g"]) == {}
        assert ["authorization" in headers for headers in fake.headers] == [shown]


def test_counts_that_are_none(fake: Fake) -> None:
    with Service(fake.graphs, query_address(fake.graphs), None, QUICK) as service:
        for body in ("[]", "{}", "<html>", '{"results": {"bindings": [{"g": {"value": "urn:g"}}]}}'):
            fake.next.append(f"body {body}")
            with pytest.raises(RemoteError, match="no SPARQL results JSON"):
                service.counts(["urn:g"])


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("http://h:1/store", "http://h:1/query"),
        ("http://h:1/sparql-graph-crud-auth?x=y", "http://h:1/sparql"),
        ("https://h/repositories/a/rdf-graphs/service", "https://h/repositories/a"),
        ("https://h/ds/data", "https://h/ds/sparql"),
        ("https://h/else", None),
    ],
)
def test_where_queries_are_answered(address: str, queries: str | None) -> None:
    assert query_address(address) == queries
