"""From a choice of triples to the picture's nodes, edges and papers, with all that a panel tells."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from kg.addresses import address_of
from kg.model import Derived, EntityEdge, EntityNode, EntityType, Paper, PaperEdge
from kg.views.definitions import UNTOLD, Told, told
from kg.views.evidence import EvidenceFinder, Papers
from kg.views.only import EVERYTHING, Only
from kg.views.picture import (
    Edge,
    Evidence,
    Node,
    PaperCard,
    Picture,
    Unsure,
    entity_node,
    paper_node,
)
from kg.views.weak import WeakClaims

AUTHORS_NAMED = 6
BY_NAME = "head noun"
"""The rule of `kg.resolve.above` that looks at the name alone."""


@dataclass(frozen=True, slots=True)
class Triple:
    """A plain triple by the identifiers of its nodes, with what it was derived from."""

    source: str
    relation: str
    target: str
    confidence: float
    core: bool
    behind: PaperEdge | EntityEdge


def triples_of(derived: Derived) -> Iterator[Triple]:
    """All plain triples, of papers first; self-links are left out (a picture can not show them)."""
    for edge in derived.paper_edges:
        source, target = paper_node(edge.paper), entity_node(edge.entity)
        yield Triple(source, edge.relation, target, edge.confidence, edge.core, edge)
    for link in derived.entity_edges:
        if link.subject != link.object:
            ends = entity_node(link.subject), entity_node(link.object)
            yield Triple(ends[0], link.predicate, ends[1], link.confidence, False, link)


class Assembler:
    """Makes pictures of one graph."""

    def __init__(
        self, derived: Derived, papers: Papers, *, texts: bool = True, only: Only = EVERYTHING
    ) -> None:
        self._entities = {entity_node(entity.slug): entity for entity in derived.entities}
        self._above = {row.entity: row.broader for row in derived.above if row.rule == BY_NAME}
        self._types = _types_used(derived.paper_edges)
        self._papers = papers
        self._finder = EvidenceFinder(derived, papers)
        self._weak = WeakClaims(derived, papers)
        self._texts, self._only = texts, only

    def label(self, node: str) -> str:
        """What a node is called."""
        if node in self._entities:
            return self._entities[node].label
        known = self._paper(node)
        return known.title if known and known.title else node.partition("/")[2]

    def picture(
        self,
        title: str,
        nodes: Collection[str],
        triples: Iterable[Triple],
        *,
        notes: tuple[str, ...] = (),
        focus: str | None = None,
        whole: Collection[str] | None = None,
    ) -> Picture:
        """The picture of these nodes and triples, in an order that depends on nothing else.

        ``whole`` are the nodes of which all triples are known, by default all: of others nobody can say what
        is less sure.
        """
        edges = tuple(sorted(self._edges(triples), key=lambda e: (e.source, e.relation, e.target)))
        degree = Counter(edge.source for edge in edges)
        cited = {evidence.paper for edge in edges for evidence in edge.evidence}
        cited |= {node.removeprefix("paper/") for node in nodes if node.startswith("paper/")}
        said = self._told(nodes)
        quoted = (one for told in said.values() for one in told.sentences)
        shown = sorted(cited | {one.paper for one in quoted})
        return Picture(
            title=title,
            nodes=tuple(self._node(node, degree[node], said.get(node, UNTOLD)) for node in sorted(nodes)),
            edges=edges,
            papers=tuple(card_of(self._papers, paper, texts=self._texts) for paper in shown),
            notes=notes,
            focus=focus,
            unsure=tuple(self._unsure(sorted(cited), nodes if whole is None else whole)),
        )

    def _told(self, nodes: Collection[str]) -> dict[str, Told]:
        """What the papers that were read say of nodes; nothing where the file is to hold no texts."""
        if not self._texts:
            return {}
        found = told(self._papers, self._finder.read, self._finder.entity_of)
        return {entity_node(slug): one for slug, one in found.items() if entity_node(slug) in nodes}

    def _unsure(self, papers: Iterable[str], nodes: Collection[str]) -> Iterator[Unsure]:
        for claim in self._weak.of(papers, nodes):
            kinds = claim.kinds[0] or "Paper", claim.kinds[1]
            if self._only.lets(claim.relation, claim.evidence.confidence, kinds):
                yield claim

    def _broader(self, slug: str) -> str | None:
        """The name of what an entity is a kind of by its own name: no paper says so, so there is no edge."""
        above = self._above.get(slug)
        if above is None:
            return None
        known, ask = self._entities.get(entity_node(above)), getattr(self._papers, "label", None)
        return known.label if known else ask(above) if ask else None

    def _paper(self, node: str) -> Paper | None:
        known = self._papers.get(node.removeprefix("paper/"))
        return known[0] if known else None

    def _edges(self, triples: Iterable[Triple]) -> Iterator[Edge]:
        """One edge a triple; the same triple in two senses (types) becomes one with all its evidence."""
        together: defaultdict[tuple[str, str, str], list[Triple]] = defaultdict(list)
        for triple in triples:
            together[triple.source, triple.relation, triple.target].append(triple)
        for (source, relation, target), same in together.items():
            evidence = tuple(dict.fromkeys(e for triple in same for e in self._evidence(triple)))
            support = max(len(t.behind.papers) if isinstance(t.behind, EntityEdge) else 1 for t in same)
            confidence = max(triple.confidence for triple in same)
            yield Edge(source, target, relation, confidence, support, evidence)

    def _evidence(self, triple: Triple) -> tuple[Evidence, ...]:
        if isinstance(triple.behind, PaperEdge):
            return self._finder.of_paper_edge(triple.behind)
        return self._finder.of_entity_edge(triple.behind)

    def _node(self, node: str, degree: int, told: Told) -> Node:
        entity = self._entities.get(node)
        if entity is not None:
            made = _entity(node, entity, self._broader(entity.slug))
            return replace(made, definition=told.definition, results=told.results)
        if node.startswith("paper/"):
            paper = self._paper(node)
            if paper is None:
                return Node(node, self.label(node), "Paper", degree)
            names = (paper.id, *(alias for alias in paper.aliases if alias != paper.id))
            return Node(
                node,
                self.label(node),
                "Paper",
                degree,
                names,
                link_to(paper),
                _paper_facts(paper),
                date=paper.date,
            )
        return Node(node, self.label(node), self._types.get(node, "Concept"), 0)


def card_of(papers: Papers, paper_id: str, *, texts: bool) -> PaperCard:
    """What a page tells of a paper that its evidence cites."""
    known = papers.get(paper_id)
    if known is None:
        return PaperCard(paper_id, paper_id)
    paper = known[0]
    text = paper.text if texts else ""
    return PaperCard(paper_id, paper.title or paper_id, text, paper.date, link_to(paper))


def link_to(paper: Paper) -> str | None:
    """The one outside address of a paper that a page may link: its arXiv page, else its DOI."""
    return address_of(arxiv=paper.arxiv, doi=paper.doi)


def _types_used(edges: Iterable[PaperEdge]) -> dict[str, EntityType]:
    return {entity_node(edge.entity): edge.type for edge in edges}


def _entity(node: str, entity: EntityNode, broader: str | None) -> Node:
    kind = entity.types[0][0] if entity.types else "Concept"
    uses = ", ".join(f"{name} in {count:,} {_papers(count)}" for name, count in entity.types)
    rows = ("Used as", uses), ("Kind of", broader and f"{broader} (by its name)")
    facts = tuple((name, value) for name, value in rows if value)
    return Node(node, entity.label, kind, entity.papers, entity.aliases, None, facts)


def _papers(count: int) -> str:
    return "paper" if count == 1 else "papers"


def _paper_facts(paper: Paper) -> tuple[tuple[str, str], ...]:
    rows = (
        ("Date", paper.date),
        ("Authors", _authors(paper)),
        ("Organisation", paper.organisation),
        ("Venue", paper.venue),
        ("Categories", ", ".join(paper.categories)),
        ("Note", ", ".join(flag.replace("-", " ") for flag in paper.flags)),
    )
    return tuple((name, value) for name, value in rows if value)


def _authors(paper: Paper) -> str:
    named = [author.name for author in paper.authors[:AUTHORS_NAMED]]
    count = max(len(paper.authors), paper.author_count or 0)
    if not named:
        return f"{count:,}" if count else ""
    rest = count - len(named)
    return ", ".join(named) + (f" and {rest:,} more" if rest > 0 else "")
