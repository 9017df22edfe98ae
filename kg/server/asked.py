"""What a request of the SPARQL 1.1 Protocol asks for: https://www.w3.org/TR/sparql11-protocol/#query-operation"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
MOST_FIELDS = 100
"""Fields of a query string or of a form."""


class Refused(Exception):
    """A request that is not answered: its status, and why."""

    def __init__(self, status: int, reason: str, headers: Mapping[str, str] | None = None) -> None:
        self.status, self.reason, self.headers = status, reason, dict(headers or {})
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with the dataset that the protocol gives it; None where it gives none."""

    text: str
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None


def content_type(header: str | None, encoding: str | None) -> str:
    """The media type of a body that can be read; raises `Refused` for another charset or coding."""
    media, *parameters = (part.strip().lower() for part in (header or "").split(";"))
    if not media:
        raise Refused(415, f"the request has no Content-Type; send {QUERY} or {FORM}")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip().strip('"') not in ("utf-8", "utf8", "us-ascii"):
            raise Refused(415, "only UTF-8 is read")
    if encoding and encoding.strip().lower() != "identity":
        raise Refused(415, "compressed bodies are not read", {"Accept-Encoding": "identity"})
    return media


def from_url(query_string: bytes) -> Asked | None:
    """The query of a GET; None where the URL asks for nothing."""
    found = fields(query_string)
    return _asked(found) if found else None


def from_body(media: str, body: bytes, query_string: bytes) -> Asked:
    """The query of a POST, in either form."""
    if media == UPDATE:
        raise _no_update()
    in_url = fields(query_string)
    if media == FORM:
        return _asked([*fields(body), *in_url])
    if media != QUERY:
        raise Refused(
            415, f"{media[:80]} is not read; send {QUERY} or {FORM}", {"Accept-Post": f"{QUERY}, {FORM}"}
        )
    return _asked([("query", _text(body)), *in_url])


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(400, f"byte {error.start} of the request is not UTF-8") from error


def fields(data: bytes) -> list[tuple[str, str]]:
    """The names and values of a query string or form; raises `Refused`."""
    try:
        return parse_qsl(_text(data), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except UnicodeDecodeError as error:
        raise Refused(400, "what is percent-encoded is not UTF-8") from error
    except ValueError as error:
        raise Refused(400, f"more than {MOST_FIELDS} fields") from error


def _asked(found: list[tuple[str, str]]) -> Asked:
    if any(name.startswith(("update", "using-")) for name, _ in found):
        raise _no_update()
    texts = [value for name, value in found if name == "query"]
    if len(texts) != 1:
        raise Refused(400, f"the request holds {len(texts)} queries; send one, as `query`")
    default = tuple(value for name, value in found if name == "default-graph-uri")
    named = tuple(value for name, value in found if name == "named-graph-uri")
    if not default and not named:
        return Asked(texts[0])
    return Asked(texts[0], default, named)


def _no_update() -> Refused:
    return Refused(403, "this endpoint is read only; a store changes by `kg build`")
