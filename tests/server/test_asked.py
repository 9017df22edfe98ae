"""What a request of the protocol asks for, and what is refused."""

from __future__ import annotations

import pytest

from kg.server.asked import FORM, QUERY, UPDATE, Asked, Refused, content_type, from_body, from_url


def test_a_url() -> None:
    assert from_url(b"") is None
    assert from_url(b"query=ASK+%7B%7D") == Asked("ASK {}")
    assert from_url("query=é".encode()) == Asked("é")
    assert from_url(b"query=a&default-graph-uri=urn:a&default-graph-uri=urn:b") == Asked(
        "a", ("urn:a", "urn:b"), ()
    )


def test_bodies() -> None:
    assert from_body(FORM, b"query=ASK%20%7B%7D&named-graph-uri=urn:a", b"") == Asked(
        "ASK {}", (), ("urn:a",)
    )
    assert from_body(QUERY, b"ASK {}", b"default-graph-uri=urn:a") == Asked("ASK {}", ("urn:a",), ())


@pytest.mark.parametrize(
    ("query_string", "status", "reason"),
    [
        (b"query=a&query=b", 400, "the request holds 2 queries; send one, as `query`"),
        (b"default-graph-uri=urn:a", 400, "the request holds 0 queries; send one, as `query`"),
        (b"query=%FF", 400, "what is percent-encoded is not UTF-8"),
        (b"query=\xff", 400, "byte 6 of the request is not UTF-8"),
        (b"a=1" + b"&a=1" * 100, 400, "more than 100 fields"),
        (b"update=CLEAR+ALL", 403, "this endpoint is read only; a store changes by `kg build`"),
        (b"query=a&update=b", 403, "this endpoint is read only; a store changes by `kg build`"),
    ],
)
def test_refused_urls(query_string: bytes, status: int, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        from_url(query_string)
    assert (refused.value.status, refused.value.reason) == (status, reason)


@pytest.mark.parametrize(
    ("media", "body", "status"),
    [(UPDATE, b"CLEAR ALL", 403), ("text/plain", b"ASK {}", 415), (QUERY, b"\xff", 400), (FORM, b"a=b", 400)],
)
def test_refused_bodies(media: str, body: bytes, status: int) -> None:
    with pytest.raises(Refused) as refused:
        from_body(media, body, b"")
    assert refused.value.status == status


def test_content_types() -> None:
    assert content_type('Application/SPARQL-query; charset="UTF-8"', None) == QUERY
    assert content_type(QUERY, "identity") == QUERY
    for header, encoding in ((None, None), (f"{QUERY}; charset=utf-16", None), (QUERY, "gzip")):
        with pytest.raises(Refused) as refused:
            content_type(header, encoding)
        assert refused.value.status == 415
