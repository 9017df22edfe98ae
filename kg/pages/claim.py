"""The page of a claim, and of a link with the papers that state it: why the graph says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kg import vocab
from kg.errors import InputError
from kg.index import Neighbour, PaperRow
from kg.pages.answer import Page, shown, start_of
from kg.pages.source import Quote, Segment, Source, marked, mentions, node, path_of, quote
from kg.pages.words import CONTEXTS
from kg.vocab import value_of
from kg.words import SAID

PAGE = 20


@dataclass(frozen=True, slots=True)
class End:
    """Subject or object of a claim."""

    label: str
    href: str
    kind: str | None
    entity: str | None = None
    """Label of the entity that the name stands for, where it is called otherwise."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one extractor says of a claim."""

    extractor: str
    confidence: float
    context: str | None


def claim_page(source: Source, local: str, _: Mapping[str, str]) -> Page | None:
    """The page of the claim ``local``; None where there is none."""
    iri = f"{vocab.BASE}claim/{local}"
    graph = _graph_of(source, iri)
    subject, predicate, object_ = (
        source.value(iri, f"rdf:{part}", graph) for part in ("subject", "predicate", "object")
    )
    if graph is None or not (subject and predicate and object_):
        return None
    paper = graph.removeprefix(vocab.paper_graph("x")[:-1])
    relation = predicate.rpartition("#")[2]
    row = source.index.paper(paper)
    ends = [_end(source, end, paper) for end in (subject, object_)]
    return shown(
        "claim.html",
        iri=iri,
        paper=row,
        subject=ends[0],
        said=SAID.get(relation, relation),
        object=ends[1],
        text_pieces=_text(source, iri, graph, paper, {subject, object_}),
        readings=_readings(source, iri, graph),
        contexts=CONTEXTS,
    )


def _graph_of(source: Source, iri: str) -> str | None:
    quads = source.store.quads_for_pattern(ox.NamedNode(iri), node("rdf:predicate"), None, None)
    return next((value_of(quad.graph_name) for quad in quads), None)


def _end(source: Source, iri: str, paper: str | None = None) -> End:
    """An end of a link, or of what ``paper`` claims, where a name may stand for something of its own."""
    kind, _, local = iri.removeprefix(vocab.BASE).partition("/")
    label = source.index.label(kind, local) or source.value(iri, "skos:prefLabel") or local
    if kind != "name":
        return End(label, path_of(iri), None)
    stands_for = source.value(vocab.name_use_iri(paper, local), "kg:standsFor") if paper else None
    row = source.index.entity((stands_for or iri).removeprefix(vocab.PREFIXES["name"]))
    if row is None:
        return End(label, path_of(iri), None)
    written = source.value(iri, "skos:prefLabel") or label
    return End(
        written, f"/name/{row.slug}", source.type_of(row.slug), row.label if row.label != written else None
    )


def _text(
    source: Source, iri: str, graph: str, paper: str, names: set[str]
) -> list[tuple[bool, tuple[Segment, ...]]]:
    """The paper's text in up to three pieces; the one in the middle is the evidence."""
    span = source.value(iri, "kg:evidence", graph)
    text = source.text(paper)
    try:
        _, start, end = vocab.parse_span(span or "")
    except InputError:
        return []
    kinds: dict[str, str | None] = {
        name: source.type_of(name.removeprefix(vocab.PREFIXES["name"]))
        for name in names
        if name.startswith(vocab.PREFIXES["name"])
    }
    marks = mentions(source, paper, kinds)
    pieces = [(0, start, False), (start, end, True), (end, len(text), False)]
    return [(is_it, marked(text, a, b, [m for m in marks if m[0] >= a])) for a, b, is_it in pieces if a < b]


def _readings(source: Source, iri: str, graph: str) -> list[Reading]:
    stated = source.values(iri, "kg:attribution", graph) or [iri]
    found = []
    for reading in stated:
        by = source.value(reading, "prov:wasAttributedTo", graph) or ""
        name, version = (source.value(by, f"kg:extractor{part}") for part in ("Name", "Version"))
        context = source.value(reading, "kg:context", graph)
        found.append(
            Reading(
                f"{name}/{version}" if name else by.removeprefix(f"{vocab.BASE}extractor/"),
                float(source.value(reading, "kg:confidence", graph) or 0),
                None if context is None else context.rpartition("#")[2],
            )
        )
    return found


def link_page(source: Source, local: str, values: Mapping[str, str]) -> Page | None:
    """The page of the link ``local``; None where there is none."""
    iri = f"{vocab.BASE}link/{local}"
    subject, predicate, object_ = (
        source.value(iri, f"rdf:{part}", vocab.GRAPH_LINKS) for part in ("subject", "predicate", "object")
    )
    if not (subject and predicate and object_):
        return None
    ends = [end.removeprefix(vocab.PREFIXES["name"]) for end in (subject, object_)]
    relation, start = predicate.rpartition("#")[2], start_of(values, PAGE)
    edge = source.index.paging().between(ends[0], relation, ends[1])
    return shown(
        "link.html",
        iri=iri,
        subject=_end(source, subject),
        said=SAID.get(relation, relation),
        object=_end(source, object_),
        edge=edge,
        lines=_papers(source, edge, ends, relation, start),
        start=start,
        size=PAGE,
        total=edge.support if edge else 0,
        address_=f"/link/{local}",
    )


def _papers(
    source: Source, edge: Neighbour | None, ends: list[str], relation: str, start: int
) -> list[tuple[PaperRow, Quote | None]]:
    if edge is None:
        return []
    subjects, objects = (source.names_of(end) for end in ends)
    kinds = [source.type_of(end) for end in ends]
    marks: dict[str, str | None] = dict.fromkeys(subjects, kinds[0])
    marks.update(dict.fromkeys(objects, kinds[1]))
    if relation == "comparedWith":
        subjects = objects = subjects | objects
    found = []
    for paper in edge.papers[start : start + PAGE]:
        row = source.index.paper(paper)
        if row is not None:
            said = quote(source, paper, subjects, relation, dict.fromkeys(objects), marks)
            found.append((row, said))
    return found
