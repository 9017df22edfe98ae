"""Where a paper says what an edge claims: from plain triples back to mentions and sentences."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TypeAlias

from kg.model import Derived, Entity, EntityEdge, Extraction, Link, Mention, Paper, PaperEdge
from kg.names import slug, use_slug
from kg.views.picture import Evidence

PaperWithExtractions: TypeAlias = tuple[Paper, Extraction | tuple[Extraction, ...]]
Papers: TypeAlias = Mapping[str, PaperWithExtractions]
"""Papers by local name, with what one extractor or several found; asked only for those of the picture."""

MOST = 4
"""Most pieces of evidence kept for an edge."""
_SENSE_NUMBER = re.compile(r"~\d+\Z")


class Standing(dict[str, str]):
    """From slugs of names to those of their entities; asks the papers for one that it was not given.

    Records of a part of a graph name its entities only, not all the names that stand for them.
    """

    def __init__(self, derived: Derived, papers: Papers) -> None:
        super().__init__((name.slug, name.entity) for name in derived.names)
        self._ask = getattr(papers, "entity_of", None)

    def __missing__(self, name: str) -> str:
        self[name] = found = name if self._ask is None else str(self._ask(name))
        return found


class EvidenceFinder:
    """Looks up evidence in the papers' extractions; indexes each paper once, when first asked."""

    def __init__(self, derived: Derived, papers: Papers) -> None:
        self.entity_of = Standing(derived, papers)
        self._papers = papers
        self._seen: dict[str, _PaperIndex] = {}

    @property
    def read(self) -> Collection[str]:
        """The papers that it looked into so far."""
        return self._seen.keys()

    def of_paper_edge(self, edge: PaperEdge) -> tuple[Evidence, ...]:
        """Best evidence that the paper has this relation to the entity; highest confidence first."""
        index = self._index(edge.paper)
        uses = index.uses.get(edge.entity) or index.uses.get(_SENSE_NUMBER.sub("", edge.entity)) or []
        fitting = [use for use in uses if use[1].relation == edge.relation] or uses
        return _best(evidence_of_use(edge.paper, *use) for use in fitting)

    def of_entity_edge(self, edge: EntityEdge) -> tuple[Evidence, ...]:
        """Best evidence of the papers that state the link."""
        ends = edge.subject, edge.object
        bare = _SENSE_NUMBER.sub("", edge.subject), _SENSE_NUMBER.sub("", edge.object)
        tried = [ends, bare]
        if edge.predicate == "comparedWith":  # stored in one direction, stated in either
            tried += [ends[::-1], bare[::-1]]
        found: list[Evidence] = []
        for paper in edge.papers[: 3 * MOST]:
            links = self._index(paper).links
            for subject, object_ in dict.fromkeys(tried):
                found += (
                    evidence_of_link(paper, *link)
                    for link in links.get((subject, edge.predicate, object_), ())
                )
        return _best(found)

    def _index(self, paper: str) -> _PaperIndex:
        if paper not in self._seen:
            self._seen[paper] = _PaperIndex(extractions_of(self._papers.get(paper)), self.entity_of)
        return self._seen[paper]


class _PaperIndex:
    """What one paper says, by the entities that its names stand for now."""

    def __init__(self, extractions: Iterable[Extraction], entity_of: Mapping[str, str]) -> None:
        self.uses: defaultdict[str, list[tuple[str, Entity]]] = defaultdict(list)
        self.links: defaultdict[tuple[str, str, str], list[tuple[str, Link, list[Mention]]]] = defaultdict(
            list
        )
        for extraction in extractions:
            by = f"{extraction.extractor}/{extraction.version}"
            named = {}
            for entity in extraction.entities:
                name = use_slug(entity)
                named[entity.name] = (entity_of[name], entity)
                self.uses[entity_of[name]].append((by, entity))
            for link in extraction.links:
                self._add_link(by, link, named)

    def _add_link(self, by: str, link: Link, named: Mapping[str, tuple[str, Entity]]) -> None:
        ends = [named.get(name) for name in (link.subject, link.object)]
        slugs = [
            end[0] if end else slug(name) for end, name in zip(ends, (link.subject, link.object), strict=True)
        ]
        mentions = [mention for end in ends if end for mention in end[1].mentions]
        self.links[slugs[0], link.predicate, slugs[1]].append((by, link, mentions))


def extractions_of(known: PaperWithExtractions | None) -> tuple[Extraction, ...]:
    """What extractors found in a paper; nothing for one that is not there."""
    if known is None:
        return ()
    return known[1] if isinstance(known[1], tuple) else (known[1],)


def evidence_of_use(paper: str, by: str, entity: Entity) -> Evidence:
    """The sentence that backs what a paper has to do with an entity."""
    backing = entity.mentions[entity.evidence if entity.evidence < len(entity.mentions) else 0]
    sentence = (backing.sentence_start, backing.sentence_end)
    marks = _marks(entity.mentions, *sentence)
    return Evidence(paper, *sentence, marks, entity.confidence, by, entity.context)


def evidence_of_link(paper: str, by: str, link: Link, mentions: list[Mention]) -> Evidence:
    """The sentence that backs a link; ``mentions`` are those of both its ends."""
    marks = _marks(mentions, link.sentence_start, link.sentence_end)
    return Evidence(paper, link.sentence_start, link.sentence_end, marks, link.confidence, by, link.context)


def _marks(mentions: Iterable[Mention], start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Mentions inside a sentence, sorted, those that overlap an earlier one left out."""
    kept: list[tuple[int, int]] = []
    for span in sorted({(m.start, m.end) for m in mentions if start <= m.start < m.end <= end}):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return tuple(kept)


def _best(found: Iterable[Evidence]) -> tuple[Evidence, ...]:
    unique = set(found)
    return tuple(sorted(unique, key=lambda e: (-e.confidence, e.paper, e.start, e.extractor, e.marks))[:MOST])
