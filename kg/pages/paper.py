"""The page of a paper: its text with every name marked, what it states, and papers like it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from math import log

import pyoxigraph as ox

from kg import vocab
from kg.errors import InputError
from kg.index import PaperRow
from kg.mapping import in_senses, read_paper, read_senses
from kg.model import RELATIONS, Entity, Extraction, Link, Paper
from kg.names import sense_slug, use_slug
from kg.pages.answer import Page, shown
from kg.pages.source import Segment, Source, marked, path_of
from kg.pages.words import NAMES
from kg.words import SAID

LIKE = 6
"""Similar papers that are shown."""
COMMON = 300
"""Papers of a name beyond which sharing it says little."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A name that the paper has a relation to."""

    label: str
    slug: str
    kind: str
    confidence: float
    core: bool
    context: str | None
    plain: bool
    """Whether it is sure enough for a plain triple."""
    claim: str


@dataclass(frozen=True, slots=True)
class Joined:
    """What the paper says of two names."""

    subject: tuple[str, str, str]
    """Label, slug and type."""
    predicate: str
    object: tuple[str, str, str]
    confidence: float
    context: str | None
    claim: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Alike:
    """A paper that shares rare names."""

    id: str
    title: str
    date: str | None
    shared: tuple[str, ...]


def paper_page(source: Source, local: str, _: Mapping[str, str]) -> Page | None:
    """The page of the paper ``local``; None where there is none."""
    try:
        iri, graph = vocab.paper_iri(local), ox.NamedNode(vocab.paper_graph(local))
    except InputError:
        return None
    quads = list(source.store.quads_for_pattern(None, None, None, graph))
    if not quads:
        return _elsewhere(source, iri)
    paper, extractions = read_paper(quads)
    resolved = ox.NamedNode(vocab.resolved_graph(local))
    senses = read_senses(source.store.quads_for_pattern(None, None, None, resolved))
    extractions = tuple(in_senses(extractions, senses))
    here = _Here(source, paper, extractions)
    return shown(
        "paper.html",
        paper=paper,
        iri=iri,
        authors=[(a.name, path_of(vocab.author_iri(a.name, a.orcid))) for a in paper.authors],
        venue=path_of(vocab.venue_iri(paper.venue)) if paper.venue else None,
        urls=[url for url in paper.urls if vocab.is_safe_iri(url)],
        title=here.marked(0, len(paper.title)),
        abstract=here.marked(len(paper.title) + 1, len(paper.text)),
        kinds=here.kinds(),
        groups=here.groups(),
        unsure=here.unsure(),
        links=here.links(),
        said=SAID,
        alike=alike(source, local),
        extractors=[f"{e.extractor}/{e.version}" for e in extractions],
    )


def _elsewhere(source: Source, iri: str) -> Page | None:
    other = source.value(iri, "dcterms:isReplacedBy", vocab.GRAPH_META)
    if other:
        return Page(303, location=path_of(other))
    if vocab.term("RetractedPaper") in source.values(iri, "rdf:type", vocab.GRAPH_META):
        return Page(410, reason="This paper was taken out of the graph (kg retract).")
    return None


class _Here:
    """What one paper states, ready to be shown."""

    def __init__(self, source: Source, paper: Paper, extractions: tuple[Extraction, ...]) -> None:
        self._paper, self._extractions = paper, extractions
        row = source.index.paper(paper.id)
        edges = source.index.neighbours(f"paper/{paper.id}", limit=1_000).rows if row else ()
        self._plain = {(edge.relation, edge.id) for edge in edges}
        slugs = {use_slug(entity) for extraction in extractions for entity in extraction.entities}
        rows = {slug: source.index.entity(slug) for slug in slugs}
        self._entity = {slug: row.slug if row else slug for slug, row in rows.items()}
        self._label = {slug: row.label for slug, row in rows.items() if row}
        self._all = sorted(self._entities(), key=_order)

    def _entities(self) -> list[Stated]:
        best: dict[str, Stated] = {}
        for extraction in self._extractions:
            for entity in extraction.entities:
                found = self._stated(entity)
                if found.claim not in best or best[found.claim].confidence < found.confidence:
                    best[found.claim] = found
        self._relation = {
            self._claim(entity): entity.relation for e in self._extractions for entity in e.entities
        }
        return list(best.values())

    def _claim(self, entity: Entity) -> str:
        subject = vocab.paper_iri(self._paper.id)
        name = vocab.name_iri(_slug(entity))
        return path_of(vocab.claim_iri(self._paper.id, subject, vocab.term(entity.relation), name))

    def _stated(self, entity: Entity) -> Stated:
        slug = self._entity[use_slug(entity)]
        return Stated(
            label=self._label.get(use_slug(entity), entity.name),
            slug=slug,
            kind=entity.type,
            confidence=entity.confidence,
            core=entity.core,
            context=entity.context,
            plain=(entity.relation, slug) in self._plain,
            claim=self._claim(entity),
        )

    def marked(self, start: int, end: int) -> tuple[Segment, ...]:
        """A part of the text with each mention marked."""
        marks = [
            (m.start, m.end, entity.type, f"/name/{self._entity[use_slug(entity)]}")
            for extraction in self._extractions
            for entity in extraction.entities
            for m in entity.mentions
            if start <= m.start
        ]
        return marked(self._paper.text, start, end, marks)

    def kinds(self) -> set[str]:
        """Types that the text names something of."""
        return {entity.type for extraction in self._extractions for entity in extraction.entities}

    def groups(self) -> list[tuple[str, list[Stated]]]:
        """Sure statements by relation."""
        found = [
            (NAMES[r], [s for s in self._all if s.plain and self._relation[s.claim] == r]) for r in RELATIONS
        ]
        return [group for group in found if group[1]]

    def unsure(self) -> list[tuple[str, Stated]]:
        """Statements that are stored and not sure enough."""
        return [(NAMES[self._relation[s.claim]], s) for s in self._all if not s.plain]

    def links(self) -> list[Joined]:
        """What is said of two names, surest first."""
        found: dict[str, Joined] = {}
        for extraction in self._extractions:
            by_name = {entity.name: entity for entity in extraction.entities}
            for link in extraction.links:
                joined = self._joined(link, by_name)
                if joined.claim not in found or found[joined.claim].confidence < joined.confidence:
                    found[joined.claim] = joined
        return sorted(found.values(), key=lambda j: (-j.confidence, j.subject, j.predicate, j.object))

    def _joined(self, link: Link, by_name: Mapping[str, Entity]) -> Joined:
        ends = by_name[link.subject], by_name[link.object]
        iris = [vocab.name_iri(_slug(entity)) for entity in ends]
        claim = vocab.claim_iri(self._paper.id, iris[0], vocab.term(link.predicate), iris[1])
        one, other = (
            (self._label.get(use_slug(e), e.name), self._entity[use_slug(e)], str(e.type)) for e in ends
        )
        sentence = self._paper.text[link.sentence_start : link.sentence_end]
        return Joined(one, link.predicate, other, link.confidence, link.context, path_of(claim), sentence)


def _slug(entity: Entity) -> str:
    """The name that claims point at, whatever it stands for in this paper."""
    return sense_slug(entity.name, entity.long_form)


def _order(stated: Stated) -> tuple[bool, float, str]:
    return not stated.core, -stated.confidence, stated.label


def alike(source: Source, local: str) -> list[Alike]:
    """Papers that share the rarest names of a paper; names that many papers have are passed over."""
    total = max(source.index.stats()["papers"], 1)
    paging = source.index.paging()
    scores: defaultdict[str, float] = defaultdict(float)
    shared: defaultdict[str, list[str]] = defaultdict(list)
    rows: dict[str, PaperRow | None] = {}
    rare = []
    for edge in source.index.neighbours(f"paper/{local}", limit=100).rows:
        entity = source.index.entity(edge.id)
        if entity is not None and 1 < entity.papers <= COMMON:
            rare.append((entity.papers, entity.slug, entity.label, edge.confidence * (2 if edge.core else 1)))
    for papers, slug, label, weight in sorted(set(rare))[:8]:
        for other in paging.holders(f"name/{slug}", COMMON):
            if other != local and label not in shared[other]:
                scores[other] += weight * log((1 + total) / papers)
                shared[other].append(label)
    best = sorted(scores, key=lambda paper: (-round(scores[paper], 6), paper))[:LIKE]
    rows = {paper: source.index.paper(paper) for paper in best}
    return [Alike(p, row.title, row.date, tuple(shared[p][:3])) for p, row in rows.items() if row]
