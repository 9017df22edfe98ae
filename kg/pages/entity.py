"""The page of an entity: what it is, what papers say of it sentence by sentence, what it is linked to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kg import vocab
from kg.index import EntityRow, Neighbour, PaperRow
from kg.index.rows import Direction
from kg.model import RELATIONS
from kg.pages.answer import Page, shown, start_of
from kg.pages.picture import Ego, ego
from kg.pages.source import Quote, Source, path_of, quote
from kg.pages.words import LINKS, PAPERS

FEW, MANY = 4, 25
"""Rows of a group on the page of an entity, and on a page of that group alone."""
LINKED, ABOVE, TERMS = 6, 8, 12
_ABOUT = (
    "skos:broader",
    "skos:narrower",
    "skos:exactMatch",
    "skos:closeMatch",
    "skos:broadMatch",
    "rdfs:seeAlso",
)


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper that names the entity, with the sentence."""

    row: Neighbour
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one relation, and how many there are in all."""

    title: str
    relation: str
    direction: Direction
    total: int
    papers: tuple[PaperLine, ...] = ()
    links: tuple[tuple[Neighbour, str], ...] = ()
    """Neighbours, each with the path of the page that says why."""


@dataclass(frozen=True, slots=True)
class Term:
    """Something broader, narrower or equal elsewhere."""

    relation: str
    label: str
    iri: str


def entity_page(source: Source, local: str, values: Mapping[str, str]) -> Page | None:
    """The page of the name ``local``; None where no paper and no decision mentions it."""
    entity = source.index.entity(local)
    if entity is None:
        return _retired(source, local)
    if entity.slug != local:
        return Page(303, location=f"/name/{entity.slug}")
    relation = values.get("relation")
    if relation is not None:
        return _group_page(source, entity, relation, values)
    return shown("entity.html", **_entity(source, entity))


def _retired(source: Source, local: str) -> Page | None:
    """A name that stands for another one, or that no paper names surely enough for a plain triple."""
    iri = vocab.name_iri(local)
    other = source.value(iri, "dcterms:isReplacedBy")
    if other:
        return Page(303, location=path_of(other))
    label = source.value(iri, "skos:prefLabel", vocab.GRAPH_NAMES)
    if label is None:
        return None
    return shown("name.html", label=label, iri=iri, lines=_unsure(source, iri))


def _unsure(source: Source, name: str) -> list[tuple[PaperRow, Quote | None]]:
    """The papers that name it, with the sentence; claims of two names are shown by the paper."""
    found: list[tuple[PaperRow, Quote | None]] = []
    for claim in sorted(source.subjects("rdf:object", name, MANY)):
        subject, predicate = (source.value(claim, f"rdf:{part}") or "" for part in ("subject", "predicate"))
        paper = source.index.paper(subject.removeprefix(vocab.PREFIXES["paper"]))
        if paper is not None and subject.startswith(vocab.PREFIXES["paper"]):
            names: dict[str, str | None] = {name: None}
            relation = predicate.rpartition("#")[2]
            found.append((paper, quote(source, paper.id, frozenset([subject]), relation, names, names)))
    return found


def _entity(source: Source, entity: EntityRow) -> dict[str, object]:
    paging, node = source.index.paging(), f"name/{entity.slug}"
    (papers, years), (links, _) = paging.counted(node, "paper"), paging.counted(node, "entity")
    names = source.names_of(entity.slug)
    groups = [_papers(source, entity, names, r, papers[r, "in"]) for r in RELATIONS if (r, "in") in papers]
    linked = [_links(source, entity, *key, links[key]) for key in LINKS if key in links]
    return {
        "entity": entity,
        "iri": vocab.name_iri(entity.slug),
        "groups": groups,
        "linked": linked,
        "terms": _by_relation(_terms(source, entity.slug)),
        "years": years,
        "ego": _picture(entity, linked),
    }


def _papers(
    source: Source,
    entity: EntityRow,
    names: frozenset[str],
    relation: str,
    total: int,
    start: int = 0,
    limit: int = FEW,
) -> Group:
    rows = source.index.paging().page(
        f"name/{entity.slug}", "paper", relation, "in", start=start, limit=limit
    )
    kind = entity.types[0][0] if entity.types else None
    ends: dict[str, str | None] = dict.fromkeys(names, kind)
    lines = tuple(
        PaperLine(row, quote(source, row.id, frozenset([vocab.paper_iri(row.id)]), relation, ends, ends))
        for row in rows
    )
    return Group(PAPERS[relation], relation, "in", total, papers=lines)


def _links(
    source: Source,
    entity: EntityRow,
    relation: str,
    direction: Direction,
    total: int,
    start: int = 0,
    limit: int = LINKED,
) -> Group:
    rows = source.index.paging().page(
        f"name/{entity.slug}", "entity", relation, direction, start=start, limit=limit
    )
    links = tuple((row, why(entity.slug, row)) for row in rows)
    return Group(LINKS[relation, direction], relation, direction, total, links=links)


def why(slug: str, row: Neighbour) -> str:
    """The path of the page of a link between an entity and its neighbour."""
    ends = (row.id, slug) if row.direction == "in" else (slug, row.id)
    if row.direction == "both":
        ends = (min(ends), max(ends))
    return path_of(vocab.link_iri(vocab.name_iri(ends[0]), vocab.term(row.relation), vocab.name_iri(ends[1])))


def _group_page(source: Source, entity: EntityRow, relation: str, values: Mapping[str, str]) -> Page:
    paging, node = source.index.paging(), f"name/{entity.slug}"
    start = start_of(values, MANY)
    direction: Direction = "out" if values.get("direction") == "out" else "in"
    if relation in PAPERS:
        total = paging.counted(node, "paper")[0].get((relation, "in"), 0)
        group = _papers(source, entity, source.names_of(entity.slug), relation, total, start, MANY)
    else:
        direction = "both" if relation == "comparedWith" else direction
        if (relation, direction) not in LINKS:
            return Page(400, reason=f"no relation is called {relation[:80]!r}")
        total = paging.counted(node, "entity")[0].get((relation, direction), 0)
        group = _links(source, entity, relation, direction, total, start, MANY)
    address = f"/name/{entity.slug}?relation={relation}&direction={direction}"
    return shown(
        "group.html", entity=entity, group=group, start=start, size=MANY, total=total, address=address
    )


def _terms(source: Source, slug: str) -> list[Term]:
    found = []
    for relation in _ABOUT:
        for iri in source.values(vocab.name_iri(slug), relation):
            label = source.value(iri, "skos:prefLabel") or vocab.curie(iri)
            found.append(Term(relation.partition(":")[2], label, iri))
    same = [term.iri for term in found if term.relation in ("exactMatch", "closeMatch")]
    return found + list(_above(source, same))


def _by_relation(terms: list[Term]) -> list[tuple[str, list[Term], int]]:
    """The first terms of each relation, and how many are left out."""
    groups: dict[str, list[Term]] = {}
    for term in terms:
        groups.setdefault(term.relation, []).append(term)
    return [(relation, some[:TERMS], max(0, len(some) - TERMS)) for relation, some in groups.items()]


def _above(source: Source, concepts: list[str]) -> Iterator[Term]:
    """What taxonomies put right above the concepts that an entity is."""
    above = {parent for concept in concepts for parent in source.values(concept, "skos:broader")}
    labels = {parent: source.value(parent, "skos:prefLabel") for parent in above - {*concepts}}
    named = sorted((label, parent) for parent, label in labels.items() if label is not None)
    yield from (Term("above", label, parent) for label, parent in named[:ABOVE])


def _picture(entity: EntityRow, linked: list[Group]) -> Ego | None:
    rows = [row for group in linked for row, _ in group.links]
    return ego(entity, rows) if len(rows) > 1 else None
