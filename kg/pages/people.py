"""The pages of an author and of a venue: their papers, newest first, and what these are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pyoxigraph as ox

from kg import vocab
from kg.index import Neighbour
from kg.pages.answer import Page, shown, start_of
from kg.pages.source import Source
from kg.vocab import value_of

PAGE = 20
MOST = 50_000
"""Papers of a venue that are looked at."""
LOOKED = 60
"""Papers whose names are counted."""


def author_page(source: Source, local: str, values: Mapping[str, str]) -> Page | None:
    """The page of the author ``local``; None where there is none."""
    iri = f"{vocab.BASE}author/{local}"
    name = source.value(iri, "foaf:name", vocab.GRAPH_NAMES)
    if name is None:
        return None
    orcid = local.removeprefix("orcid-").upper() if local.startswith("orcid-") else None
    return _contributor(source, iri, name, "dcterms:creator", values, kind="Author", orcid=orcid)


def venue_page(source: Source, local: str, values: Mapping[str, str]) -> Page | None:
    """The page of the venue ``local``; None where there is none."""
    iri = f"{vocab.BASE}venue/{local}"
    name = source.value(iri, "rdfs:label", vocab.GRAPH_NAMES)
    if name is None:
        return None
    return _contributor(source, iri, name, "schema:isPartOf", values, kind="Venue", orcid=None)


def _contributor(
    source: Source,
    iri: str,
    name: str,
    predicate: str,
    values: Mapping[str, str],
    *,
    kind: str,
    orcid: str | None,
) -> Page:
    prefix = vocab.PREFIXES["paper"]
    locals_ = sorted((s.removeprefix(prefix) for s in source.subjects(predicate, iri, MOST)), reverse=True)
    rows = [row for paper in locals_[: 10 * PAGE] if (row := source.index.paper(paper)) is not None]
    if len(locals_) <= 10 * PAGE:
        rows.sort(key=lambda row: (row.date or "", row.id), reverse=True)
    start = start_of(values, PAGE)
    if start and start >= len(rows):
        rows = [
            row for paper in locals_[start : start + PAGE] if (row := source.index.paper(paper)) is not None
        ]
        shown_rows = rows
    else:
        shown_rows = rows[start : start + PAGE]
    return shown(
        "people.html",
        kind=kind,
        iri=iri,
        name_=name,
        orcid=orcid,
        papers_=shown_rows,
        names=_names(source, [row.id for row in rows[:LOOKED]]),
        others=_others(source, iri, locals_[:LOOKED]) if kind == "Author" else [],
        start=start,
        size=PAGE,
        total=len(locals_),
        address_=f"/{iri.removeprefix(vocab.BASE)}",
    )


def _names(source: Source, papers: list[str]) -> list[tuple[Neighbour, int]]:
    """Names that most of the papers have, with their number."""
    counts, first = Counter[str](), dict[str, Neighbour]()
    for paper in papers:
        for edge in source.index.neighbours(f"paper/{paper}", limit=30).rows:
            if edge.relation in ("proposes", "addresses", "uses", "evaluatesOn"):
                counts[edge.id] += 1
                first.setdefault(edge.id, edge)
    best = sorted(counts, key=lambda slug: (-counts[slug], not first[slug].core, slug))
    return [(first[slug], counts[slug]) for slug in best[:18]]


def _others(source: Source, iri: str, papers: list[str]) -> list[tuple[str, str, int]]:
    """Who else wrote these papers: name, path and number of papers."""
    counts = Counter[str]()
    creator = ox.NamedNode(vocab.PREFIXES["dcterms"] + "creator")
    for paper in papers:
        for quad in source.store.quads_for_pattern(ox.NamedNode(vocab.paper_iri(paper)), creator, None, None):
            counts[value_of(quad.object)] += 1
    counts.pop(iri, None)
    best = sorted(counts, key=lambda other: (-counts[other], other))[:20]
    named = ((source.value(other, "foaf:name", vocab.GRAPH_NAMES), other) for other in best)
    return [(name or other, f"/{other.removeprefix(vocab.BASE)}", counts[other]) for name, other in named]
