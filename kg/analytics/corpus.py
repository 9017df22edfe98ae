"""The projection that all of this room computes over: plain triples, with the papers' titles and dates."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.index import Index, PaperRow
from kg.model import ENTITY_TYPES, Derived, EntityNode, EntityType, PaperEdge

if TYPE_CHECKING:
    import networkx


class Corpus:
    """Papers, entities and the plain triples between them; not changed once made."""

    def __init__(self, derived: Derived, papers: Iterable[PaperRow]) -> None:
        self.derived = derived
        self.papers = {paper.id: paper for paper in papers}
        self.entities = {entity.slug: entity for entity in derived.entities}

    @cached_property
    def of_paper(self) -> dict[str, tuple[PaperEdge, ...]]:
        """The triples of each paper; a paper without any has an empty tuple."""
        found: dict[str, list[PaperEdge]] = {paper: [] for paper in sorted(self.papers)}
        for edge in self.derived.paper_edges:
            if edge.paper in found and edge.entity in self.entities:
                found[edge.paper].append(edge)
        return {paper: tuple(edges) for paper, edges in found.items()}

    @cached_property
    def papers_of(self) -> dict[str, frozenset[str]]:
        """The papers that name each entity."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for paper, edges in self.of_paper.items():
            for edge in edges:
                found[edge.entity].add(paper)
        return {slug: frozenset(found[slug]) for slug in sorted(found)}

    @cached_property
    def graph(self) -> networkx.Graph:
        """Papers and entities as one undirected graph; of parallel triples the most certain counts."""
        import networkx as nx  # 190 ms

        graph = nx.Graph()
        graph.add_nodes_from(f"paper/{paper}" for paper in sorted(self.papers))
        graph.add_nodes_from(f"name/{slug}" for slug in sorted(self.entities))
        for edge in self.derived.paper_edges:
            if edge.paper in self.papers and edge.entity in self.entities:
                ends = f"paper/{edge.paper}", f"name/{edge.entity}"
                _strengthen(graph, ends, edge.confidence, edge.relation, (edge.paper,))
        for link in self.derived.entity_edges:
            if link.subject != link.object and {link.subject, link.object} <= self.entities.keys():
                ends = f"name/{link.subject}", f"name/{link.object}"
                _strengthen(graph, ends, link.confidence, link.predicate, link.papers)
        return graph

    def part(self, papers: Collection[str]) -> Corpus:
        """The same for some papers only: what they name and state, counted among them."""
        rows = [row for paper, row in self.papers.items() if paper in papers]
        edges = tuple(e for e in self.derived.paper_edges if e.paper in papers)
        links = tuple(
            replace(link, papers=kept)
            for link in self.derived.entity_edges
            if (kept := tuple(paper for paper in link.papers if paper in papers))
        )
        types: defaultdict[str, dict[str, EntityType]] = defaultdict(dict)
        for edge in edges:
            types[edge.entity][edge.paper] = edge.type
        entities = tuple(
            replace(entity, types=_counted(types[entity.slug]), papers=len(types[entity.slug]))
            for entity in self.derived.entities
            if entity.slug in types
        )
        return Corpus(replace(self.derived, entities=entities, paper_edges=edges, entity_edges=links), rows)

    def kind(self, slug: str) -> str:
        """The type that most papers use an entity as."""
        return main_type(self.entities[slug])

    def label(self, node: str) -> str:
        """What ``name/SLUG`` or ``paper/ID`` is called."""
        of, _, local = node.partition("/")
        return self.papers[local].title if of == "paper" else self.entities[local].label


def read_corpus(index: Index) -> Corpus:
    """The projection of a whole index."""
    return Corpus(index.derived(), index.papers())


def main_type(entity: EntityNode) -> str:
    """The most frequent type of an entity."""
    return entity.types[0][0] if entity.types else "Concept"


def _counted(types: dict[str, EntityType]) -> tuple[tuple[EntityType, int], ...]:
    counts = Counter(types.values())
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def check_types(types: Collection[str]) -> None:
    """Raises `UsageError` for a type that does not exist."""
    for kind in types:
        if kind not in ENTITY_TYPES:
            raise UsageError(f"no type is called {kind!r}; there are: {', '.join(ENTITY_TYPES)}")


def _strengthen(
    graph: networkx.Graph, ends: tuple[str, str], confidence: float, relation: str, papers: tuple[str, ...]
) -> None:
    known = graph.get_edge_data(*ends)
    if known is None or confidence > known["confidence"]:
        graph.add_edge(*ends, confidence=confidence, relation=relation, papers=papers, source=ends[0])
