"""Content negotiation (RFC 9110, 12.5.1): what the client accepts against what there is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.server.asked import Refused, fields

if TYPE_CHECKING:
    from starlette.requests import Request

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv", "text/tab-separated-values"
TURTLE, NTRIPLES = "text/turtle", "application/n-triples"
JSONLD, RDFXML = "application/ld+json", "application/rdf+xml"
HTML = "text/html"
FORMATS = {"ttl": TURTLE, "nt": NTRIPLES, "jsonld": JSONLD, "rdf": RDFXML, "html": HTML}
"""What ``?format=`` may say, for those who can not send an Accept header."""

ROWS = (JSON, XML, CSV, TSV, "application/json", "application/xml", "text/xml")
"""Media types of the rows of a SELECT, the preferred one first."""
BOOLEAN = (JSON, XML, "application/json", "application/xml", "text/xml")
"""Media types of the answer to an ASK."""
TRIPLES = (TURTLE, NTRIPLES, JSONLD, RDFXML, "application/json", "application/xml", "text/xml")
"""Media types of the triples of a CONSTRUCT or DESCRIBE."""

MOST = 100
"""Ranges of an Accept header that are looked at."""
_QUALITY = re.compile(r"(?:0(?:\.\d{0,3})?|\.\d{1,3}|1(?:\.0{0,3})?)\Z", re.ASCII)
"""What RFC 9110 allows, and ``.2``, which Java sends by itself, as it does ``*`` for all."""


def accepted(request: Request) -> str | None:
    """The Accept headers of a request as one."""
    return ", ".join(request.headers.getlist("accept")) or None


def wanted(request: Request) -> str | None:
    """What the client takes: by ``?format=`` where it says so, else by its Accept header."""
    given = dict(fields(request.scope["query_string"])).get("format")
    if given is None:
        return accepted(request)
    if given not in FORMATS:
        raise Refused(400, f"format is one of {', '.join(FORMATS)}")
    return FORMATS[given]


def choose(accept: str | None, offers: Sequence[str]) -> str | None:
    """The offer that the header likes best, the first among equals; None where it takes none of them."""
    if accept is None or not accept.strip():
        return offers[0]
    ranges = [_range(part) for part in accept.split(",")[:MOST] if part.strip()]
    best, most = None, 0.0
    for offer in offers:
        quality = _quality(offer, ranges)
        if quality > most:
            best, most = offer, quality
    return best


def _range(part: str) -> tuple[str, float]:
    """A media range without its parameters, and its quality; an ill-formed quality is none."""
    kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
    kind = "*/*" if kind == "*" else kind
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            return kind, float(value) if _QUALITY.match(value.strip()) else 0.0
    return kind, 1.0


def _quality(offer: str, ranges: Sequence[tuple[str, float]]) -> float:
    """The quality of the most specific range that fits."""
    for fitting in (offer, f"{offer.partition('/')[0]}/*", "*/*"):
        for kind, quality in ranges:
            if kind == fitting:
                return quality
    return 0.0
