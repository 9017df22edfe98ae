"""One query answered from an open store, written in the form that the client likes best."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph as ox

from kg.errors import QueryError, QueryTooLarge, StoreDamaged
from kg.pages import Source, page
from kg.query.engine import asked, check_graphs
from kg.query.guard import Checked, check
from kg.query.terms import term_in
from kg.server import negotiate
from kg.server.description import WRITTEN
from kg.server.spool import Full, Spool, XmlSpool
from kg.vocab import PREFIXES

_ROWS = ox.QueryResultsFormat
_GRAPH = ox.RdfFormat
_ROW_FORMATS = {
    negotiate.JSON: _ROWS.JSON,
    negotiate.XML: _ROWS.XML,
    negotiate.CSV: _ROWS.CSV,
    negotiate.TSV: _ROWS.TSV,
    "application/json": _ROWS.JSON,
    "application/xml": _ROWS.XML,
    "text/xml": _ROWS.XML,
}
_GRAPH_FORMATS = {
    **WRITTEN,
    "application/json": _GRAPH.JSON_LD,
    "application/xml": _GRAPH.RDF_XML,
    "text/xml": _GRAPH.RDF_XML,
}
_OFFERS = {"SELECT": negotiate.ROWS, "ASK": negotiate.BOOLEAN}
_ELEMENT = re.compile(r"[A-Za-z_][\w.-]*\Z")


class NotAcceptable(QueryError):
    """The client takes none of the forms that this kind of answer has."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: its media type, its size, and the bytes unless they lie in the file."""

    type: str
    size: int
    body: bytes | None
    status: int = 200
    location: str | None = None


def page_answer(source: Source, request: Mapping[str, Any], spool: Path, most: int) -> Answer:
    """The page of ``request``; raises `QueryTooLarge`, and `StoreDamaged`."""
    kind, local, values = request["page"]
    writer = Spool(spool, most)
    try:
        made = page(source, kind, local, values)
        writer.write(made.html.encode("utf-8", "replace"))
    except Full:
        raise QueryTooLarge(f"the page is larger than {most:,} bytes") from None
    except OSError as error:
        raise StoreDamaged(f"the store can not be read: {error}; `kg check` says more") from error
    return Answer(made.media, writer.size, writer.finish(), made.status, made.location)


def answer(store: ox.Store, request: Mapping[str, Any], spool: Path, most: int) -> Answer:
    """Run the query of ``request`` and write its answer.

    Raises `QueryError` and its kinds, `NotAcceptable` among them, and `StoreDamaged`.
    """
    checked = check(request["text"], base=request["base"])
    media = choose(checked, request["accept"])
    writer = (XmlSpool if "xml" in media else Spool)(spool, most)
    try:
        given = {name: term_in(term) for name, term in request["terms"].items()}
        dataset = _dataset(store, checked, request["default"], request["named"])
        found = asked(store, checked, given, base_iri=request["base"], **dataset)
        _write(found, writer, media)
    except Full:
        raise QueryTooLarge(f"the answer is larger than {most:,} bytes; narrow it or add LIMIT") from None
    except (RuntimeError, ValueError) as error:
        raise QueryError(f"the query can not be evaluated: {error}") from error
    except OSError as error:
        raise StoreDamaged(f"the store can not be read: {error}; `kg check` says more") from error
    return Answer(media, writer.size, writer.finish())


def choose(checked: Checked, accept: str | None) -> str:
    """The media type of the answer to a query of this form; raises `NotAcceptable`."""
    offers = _OFFERS.get(checked.form, negotiate.TRIPLES)
    media = negotiate.choose(accept, offers)
    if media is None:
        raise NotAcceptable(f"{checked.form} is answered as {', '.join(offers)}")
    return media


def _dataset(
    store: ox.Store, checked: Checked, default: list[str] | None, named: list[str] | None
) -> dict[str, Any]:
    """What the query sees: the graphs that the protocol names, those after FROM, or the union of all."""
    if default is not None and named is not None:
        return {
            "default_graph": [ox.NamedNode(graph) for graph in default],
            "named_graphs": [ox.NamedNode(graph) for graph in named],
        }
    check_graphs(store, checked)
    return {"use_default_graph_as_union": not checked.graphs}


def _write(found: Any, writer: Spool, media: str) -> None:
    if not isinstance(found, ox.QueryTriples):
        found.serialize(writer, format=_ROW_FORMATS[media])
        return
    form = _GRAPH_FORMATS[media]
    triples = _with_elements(found) if form == _GRAPH.RDF_XML else found
    ox.serialize(triples, cast("IO[bytes]", writer), format=form, prefixes=prefixes_for(form))


def prefixes_for(form: ox.RdfFormat) -> dict[str, str]:
    """Those that are worth declaring at the head of a document."""
    return {} if form == _GRAPH.N_TRIPLES else PREFIXES


def _with_elements(triples: Any) -> Iterator[Any]:
    """The triples, as long as their predicates can be XML elements, which the engine does not check."""
    for triple in triples:
        local = re.split(r"[/#:]", triple.predicate.value)[-1]
        if not _ELEMENT.match(local):
            raise NotAcceptable(f"<{triple.predicate.value}> has no form in RDF/XML; take another format")
        yield triple
