"""A store as a property graph: nodes and edges with plain values, one paper after another."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Store

from kg.export.select import Selection, claims, paper_ids, plain, quads_of, replacements
from kg.mapping import in_senses, read_paper, read_senses
from kg.model import ENTITY_TYPES, Entity, Extraction, Mention, Paper
from kg.names import use_slug
from kg.vocab import (
    BASE,
    GRAPH_LINKS,
    GRAPH_NAMES,
    KG,
    PREFIXES,
    author_iri,
    name_iri,
    paper_graph,
    paper_iri,
    resolved_graph,
    term,
    value_of,
    venue_iri,
)

Value = str | int | float | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A paper, an entity, an author or a venue."""

    id: str
    """Its IRI without our base: ``paper/2311.12345``."""
    labels: tuple[str, ...]
    """What it is; the most telling first."""
    label: str
    properties: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edge:
    """A plain triple between two nodes."""

    source: str
    target: str
    type: str
    """Local name of the property: ``proposes``, ``usedFor``, ``creator``, ``isPartOf``."""
    properties: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MentionRow:
    """One place where a paper names an entity."""

    paper: str
    entity: str
    """Id of the entity's node."""
    name: str
    type: str
    start: int
    end: int
    sentence_start: int
    sentence_end: int
    text: str | None
    sentence: str | None
    extractor: str


class PropertyGraph:
    """Nodes, edges and mentions of a store, or of a selection of its papers.

    Which nodes there are, and of which type an entity most often is, shows on the way through the edges:
    read those first, or `nodes` goes through them once more.
    """

    def __init__(self, store: Store, selection: Selection | None = None, *, no_text: bool = False) -> None:
        self._store, self._selection, self._no_text = store, selection, no_text
        self._replaced = replacements(store)
        self._papers = paper_ids(store) if selection is None else list(selection.papers)
        self._types: dict[str, Counter[str]] = {}
        self._contributors: dict[str, str] = {}
        self._complete = False

    def edges(self) -> Iterator[Edge]:
        """All edges: those of each paper, then those between entities."""
        self._types, self._contributors, self._complete = {}, {}, False
        for paper, extractions in self._read():
            yield from self._paper_edges(paper, extractions)
        self._complete = True
        yield from self._links()

    def nodes(self) -> Iterator[Node]:
        """All papers, then all other nodes at the ends of edges."""
        if not self._complete:
            deque(self.edges(), maxlen=0)
        for paper, _ in self._read():
            yield _paper_node(paper, no_text=self._no_text)
        for iri in sorted(self._types):
            yield self._entity_node(iri)
        for iri, kind in sorted(self._contributors.items()):
            yield self._contributor(iri, kind)

    def mentions(self) -> Iterator[MentionRow]:
        """All mentions of entities that have a node."""
        for paper, extractions in self._read():
            reached = {target for _, target in self._resolved(paper)}
            for extraction in extractions:
                for entity in extraction.entities:
                    target = self._target(entity)
                    if target in reached:
                        yield from (self._row(paper, extraction, entity, target, m) for m in entity.mentions)

    def _read(self) -> Iterator[tuple[Paper, tuple[Extraction, ...]]]:
        for paper in self._papers:
            found, extractions = read_paper(quads_of(self._store, paper_graph(paper)))
            senses = read_senses(quads_of(self._store, resolved_graph(paper)))
            yield found, tuple(in_senses(extractions, senses))

    def _target(self, entity: Entity) -> str:
        iri = name_iri(use_slug(entity))
        return self._replaced.get(iri, iri)

    def _resolved(self, paper: Paper) -> Iterator[tuple[str, str]]:
        """Local name and target of the plain triples of a paper, in order."""
        node = NamedNode(paper_iri(paper.id))
        graph = NamedNode(resolved_graph(paper.id))
        quads = self._store.quads_for_pattern(node, None, None, graph)
        for pair in sorted((quad.predicate.value, getattr(quad.object, "value", "")) for quad in quads):
            if pair[0].startswith(KG):
                yield pair[0].removeprefix(KG), pair[1]

    def _paper_edges(self, paper: Paper, extractions: tuple[Extraction, ...]) -> Iterator[Edge]:
        backing = self._backing(extractions)
        source = _id(paper_iri(paper.id))
        for relation, target in self._resolved(paper):
            entity = backing.get((relation, target))
            self._types.setdefault(target, Counter())
            if entity is not None:
                self._types[target][entity.type] += 1
            yield Edge(source, _id(target), relation, self._evidence(paper, entity))
        people = [(author_iri(a.name, a.orcid), "Author", "creator") for a in paper.authors]
        venues = [(venue_iri(paper.venue), "Venue", "isPartOf")] if paper.venue is not None else []
        for iri, kind, relation in dict.fromkeys(people + venues):
            self._contributors[iri] = kind
            yield Edge(source, _id(iri), relation)

    def _backing(self, extractions: tuple[Extraction, ...]) -> dict[tuple[str, str], Entity]:
        """The surest statement behind each plain triple of a paper."""
        best: dict[tuple[str, str], Entity] = {}
        for extraction in extractions:
            for entity in extraction.entities:
                key = str(entity.relation), self._target(entity)
                if key not in best or entity.confidence > best[key].confidence:
                    best[key] = entity
        return best

    def _evidence(self, paper: Paper, entity: Entity | None) -> dict[str, Value]:
        if entity is None:
            return {}
        mention = entity.mentions[entity.evidence]
        found: dict[str, Value] = {
            "confidence": entity.confidence,
            "entityType": entity.type,
            "core": entity.core,
            "sentence_start": mention.sentence_start,
            "sentence_end": mention.sentence_end,
        }
        if not self._no_text:
            found["sentence"] = paper.text[mention.sentence_start : mention.sentence_end]
        return found

    def _links(self) -> Iterator[Edge]:
        numbers = {term("support"): int, term("confidence"): float}
        counted: dict[str, dict[str, Value]] = {}
        quads = list(quads_of(self._store, GRAPH_LINKS))
        for quad in quads:
            read = numbers.get(quad.predicate.value)
            if read is not None:
                key = quad.predicate.value.removeprefix(KG)
                counted.setdefault(value_of(quad.subject), {})[key] = read(value_of(quad.object))
        stated = {node: plain(triple, {}) for node, triple in claims(quads)}
        for node, triple in sorted(stated.items(), key=lambda item: item[1]):
            if self._selection is None or triple in self._selection.links:
                predicate = triple[1].removeprefix(KG)
                yield Edge(_id(triple[0]), _id(triple[2]), predicate, counted.get(node, {}))

    def _entity_node(self, iri: str) -> Node:
        said = self._said(iri)
        kinds = [kind for kind in ENTITY_TYPES if term(kind) in said.get(f"{PREFIXES['rdf']}type", ())]
        kinds.sort(key=lambda kind: (-self._types[iri][kind], kind))
        label = next(iter(said.get(f"{PREFIXES['skos']}prefLabel", ())), _id(iri))
        properties: dict[str, Value] = {"iri": iri}
        aliases = said.get(f"{PREFIXES['skos']}altLabel", ())
        if aliases:
            properties["aliases"] = tuple(aliases)
        for count in said.get(term("paperCount"), ()):
            properties["papers"] = int(count)
        return Node(_id(iri), (*kinds, "Entity"), label, properties)

    def _contributor(self, iri: str, kind: str) -> Node:
        said = self._said(iri)
        labels = said.get(f"{PREFIXES['foaf']}name") or said.get(f"{PREFIXES['rdfs']}label") or [_id(iri)]
        properties: dict[str, Value] = {"iri": iri}
        for count in said.get(term("paperCount"), ()):
            properties["papers"] = int(count)
        return Node(_id(iri), (kind,), labels[0], properties)

    def _said(self, iri: str) -> dict[str, list[str]]:
        """What g/names says of a node: sorted values by predicate."""
        found: dict[str, list[str]] = {}
        quads = self._store.quads_for_pattern(NamedNode(iri), None, None, NamedNode(GRAPH_NAMES))
        for quad in sorted(quads, key=str):
            found.setdefault(quad.predicate.value, []).append(value_of(quad.object))
        return found

    def _row(
        self, paper: Paper, extraction: Extraction, entity: Entity, target: str, mention: Mention
    ) -> MentionRow:
        sentence = paper.text[mention.sentence_start : mention.sentence_end]
        return MentionRow(
            paper=_id(paper_iri(paper.id)),
            entity=_id(target),
            name=entity.name,
            type=entity.type,
            start=mention.start,
            end=mention.end,
            sentence_start=mention.sentence_start,
            sentence_end=mention.sentence_end,
            text=None if self._no_text else mention.text,
            sentence=None if self._no_text else sentence,
            extractor=f"{extraction.extractor}/{extraction.version}",
        )


def _paper_node(paper: Paper, *, no_text: bool) -> Node:
    given: dict[str, Value | None] = {
        "iri": paper_iri(paper.id),
        "abstract": None if no_text else paper.abstract or None,
        "date": paper.date,
        "arxiv": paper.arxiv,
        "doi": paper.doi,
        "venue": paper.venue,
        "categories": paper.categories or None,
        "urls": paper.urls or None,
        "comments": paper.comments,
        "upvotes": paper.upvotes,
    }
    properties = {key: value for key, value in given.items() if value is not None}
    return Node(_id(paper_iri(paper.id)), ("Paper",), paper.title, properties)


def _id(iri: str) -> str:
    return iri.removeprefix(BASE)
