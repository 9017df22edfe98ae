"""The picture of a store that is too large to be drawn at once: read in bulk from the index, as an atlas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from kg.addresses import address_of
from kg.handle.papers import Papers
from kg.index.scans import Linked, Named, Said, Titled
from kg.model import RELATIONS, PaperEdge
from kg.store.snapshot import Snapshot
from kg.views import Edge, Node, Only, PaperCard, Picture, entity_node, paper_node
from kg.views.definitions import UNTOLD, Told, told
from kg.views.evidence import EvidenceFinder
from kg.views.picture import Kind
from kg.vocab import is_arxiv_id

MAP_LIMIT = 50_000
"""Most nodes of a map."""
EDGES_A_NODE = 3
CITED = 100
"""Papers whose sentences the file holds: reading one from the graph costs as much as laying out a theme."""


def map_of(snapshot: Snapshot, *, limit: int, only: Only, title: str, texts: bool) -> Picture:
    """The whole store or its best connected part, as themes that unfold.

    Sentences are kept for the strongest edges only, those of `CITED` papers; a note says so.
    """
    scans = snapshot.index.scans()
    entities = {e.slug: e for e in scans.entities(limit=limit) if only.kinds is None or e.type in only.kinds}
    shared = sum(e.papers > 1 for e in entities.values())
    papers = {p.id: p for p in scans.papers(limit=max(limit - shared, limit // 3))}
    said = [s for s in scans.said(papers) if s.entity in entities and _passes(only, s.relation, s.confidence)]
    kept = frozenset(_kept(entities, papers, said, limit))
    said = [s for s in said if s.entity in kept]
    links = [
        link
        for link in scans.links(limit=EDGES_A_NODE * limit)
        if link.subject in kept and link.object in kept and link.subject != link.object
        if _passes(only, link.predicate, link.confidence)
    ]
    said, links = _strongest(said, links, entities, EDGES_A_NODE * limit)
    cards, evidence, defined = _evidence(snapshot, said, entities, texts)
    made = {edge.key: edge for edge in _edges(said, links, evidence)}
    edges = tuple(made[key] for key in sorted(made))
    ends = {end for edge in edges for end in (edge.source, edge.target)}
    nodes = [_entity(entities[slug], defined.get(slug, UNTOLD)) for slug in kept if entity_node(slug) in ends]
    nodes += [_paper(paper, snapshot) for paper in papers.values() if paper_node(paper.id) in ends]
    stats = snapshot.index.stats()
    notes = _notes(len(nodes), stats["papers"] + stats["entities"], edges)
    ordered = tuple(sorted(nodes, key=lambda node: node.id))
    return Picture(title, ordered, edges, cards, notes, themes=True)


def _passes(only: Only, relation: str, confidence: int) -> bool:
    return confidence >= round(100 * only.min_confidence) and (
        only.relations is None or relation in only.relations
    )


def _kept(
    entities: dict[str, Named], papers: dict[str, Titled], said: Iterable[Said], limit: int
) -> list[str]:
    """Entities that several papers share, then what single papers put forward, as far as there is room."""
    room = limit - len(papers)
    shared = [slug for slug, e in entities.items() if e.papers > 1][:room]
    place: dict[str, tuple[bool, int, int]] = {}
    for s in said:
        if entities[s.entity].papers == 1:
            place[s.entity] = (not s.core, RELATIONS.index(s.relation), -s.confidence)
    own = sorted(place, key=lambda slug: (place[slug], slug))
    return shared + own[: room - len(shared)]


def _strongest(
    said: list[Said], links: list[Linked], entities: dict[str, Named], most: int
) -> tuple[list[Said], list[Linked]]:
    """At most so many edges: those of papers that are sure and about much used entities go first."""
    if len(said) > most:
        said = sorted(said, key=lambda s: (-s.confidence, -entities[s.entity].papers, s.paper, s.entity))
        said = said[:most]
    return said, links[: most - len(said)]


def _edges(
    said: Iterable[Said], links: Iterable[Linked], evidence: dict[tuple[str, str, str], Edge]
) -> Iterable[Edge]:
    for s in said:
        key = paper_node(s.paper), s.relation, entity_node(s.entity)
        yield evidence.get(key) or Edge(key[0], key[2], s.relation, s.confidence / 100)
    for link in links:
        ends = entity_node(link.subject), entity_node(link.object)
        yield evidence.get((ends[0], link.predicate, ends[1])) or Edge(
            *ends, link.predicate, link.confidence / 100, link.support
        )


def _evidence(
    snapshot: Snapshot, said: list[Said], entities: dict[str, Named], texts: bool
) -> tuple[tuple[PaperCard, ...], dict[tuple[str, str, str], Edge], dict[str, Told]]:
    """Sentences of the strongest edges, the papers they stand in, and what these say of names."""
    from kg.views.assemble import card_of

    strength: dict[str, int] = {}
    for s in said:
        strength[s.paper] = strength.get(s.paper, 0) + s.confidence * (entities[s.entity].papers > 1)
    cited = sorted(strength, key=lambda paper: (-strength[paper], paper))[:CITED]
    part = snapshot.index.derived(paper_node(paper) for paper in cited)
    papers = Papers(snapshot)
    finder = EvidenceFinder(part, papers)
    found = {edge.key: edge for edge in (_backed(finder, one) for one in part.paper_edges)}
    defined = told(papers, finder.read, finder.entity_of) if texts else {}
    return tuple(card_of(papers, paper, texts=texts) for paper in sorted(cited)), found, defined


def _backed(finder: EvidenceFinder, edge: PaperEdge) -> Edge:
    ends = paper_node(edge.paper), entity_node(edge.entity)
    return Edge(*ends, edge.relation, edge.confidence, 1, finder.of_paper_edge(edge))


def _entity(entity: Named, told: Told) -> Node:
    kind = cast(Kind, entity.type)
    node = entity_node(entity.slug)
    return Node(node, entity.label, kind, entity.papers, definition=told.definition, results=told.results)


def _paper(paper: Titled, snapshot: Snapshot) -> Node:
    known = (paper.id, None) if is_arxiv_id(paper.id) else snapshot.identifiers(paper.id)
    href = address_of(arxiv=known[0], doi=known[1])
    return Node(
        paper_node(paper.id), paper.title or paper.id, "Paper", paper.entities, (), href, date=paper.date
    )


def _notes(shown: int, total: int, edges: tuple[Edge, ...]) -> tuple[str, ...]:
    backed = sum(bool(edge.evidence) for edge in edges)
    notes = [
        f"Sentences are in this file for {backed:,} of {len(edges):,} edges, the strongest; "
        "for the others ask kg why or kg show."
    ]
    if shown < total:
        notes.insert(0, f"Shown are {shown:,} of {total:,} papers and names, the best connected.")
    return tuple(notes)
