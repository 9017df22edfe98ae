"""Derived graphs: the plain triples that queries expect, shared names, and what the store is made with."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad

from kg import vocab
from kg.mapping.background import entity_matches
from kg.mapping.terms import (
    ALT_LABEL,
    BROADER,
    OBJECT,
    PREDICATE,
    PREF_LABEL,
    REPLACED_BY,
    SUBJECT,
    TYPE,
    Sketch,
    decimal,
    foreign,
    integer,
    iri,
    own,
    text,
)
from kg.model import Comparison, Derived, EntityEdge, EntityNode, Paper, PaperEdge


@dataclass(frozen=True, slots=True)
class Contributor:
    """An author or a venue of the whole store."""

    iri: str
    label: str
    """The most frequent spelling; of equals the first in alphabetical order."""
    papers: int


class Contributors:
    """Counts authors and venues over a stream of papers; what it gives does not depend on their order."""

    def __init__(self) -> None:
        self._authors: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._venues: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def add(self, paper: Paper) -> None:
        """Count one paper."""
        for node, name in authors_of(paper).items():
            self._authors[node][name] += 1
        for node, name in venue_of(paper).items():
            self._venues[node][name] += 1

    def authors(self) -> tuple[Contributor, ...]:
        """Authors by IRI."""
        return _contributors(self._authors)

    def venues(self) -> tuple[Contributor, ...]:
        """Venues by IRI."""
        return _contributors(self._venues)


def authors_of(paper: Paper) -> dict[str, str]:
    """A paper's authors by IRI, each with the first way in which the paper writes the name."""
    found: dict[str, str] = {}
    for author in paper.authors:
        found.setdefault(vocab.author_iri(author.name, author.orcid), vocab.clean_literal(author.name))
    return found


def venue_of(paper: Paper) -> dict[str, str]:
    """A paper's venue by IRI; empty where it has none."""
    venue = paper.venue
    return {} if venue is None else {vocab.venue_iri(venue): vocab.clean_literal(venue)}


def _contributors(counted: Mapping[str, Counter[str]]) -> tuple[Contributor, ...]:
    return tuple(
        Contributor(node, min(names, key=lambda name: (-names[name], name)), names.total())
        for node, names in sorted(counted.items())
    )


def resolved_quads(
    paper: Paper, edges: Iterable[PaperEdge], elsewhere: Iterable[tuple[str, str]] = ()
) -> list[Quad]:
    """The plain triples of one paper: its relations to entities, its authors, its venue.

    ``edges`` are those of this paper only; so are ``elsewhere``, the names that stand for something else
    here than they do by themselves, each with the entity.
    """
    sketch = Sketch(vocab.resolved_graph(paper.id))
    node = vocab.paper_iri(paper.id)
    for edge in edges:
        sketch.add(node, own(edge.relation), iri(vocab.name_iri(edge.entity)))
    for name, entity in elsewhere:
        use = vocab.name_use_iri(paper.id, name)
        sketch.add(use, own("standsFor"), iri(vocab.name_iri(entity)))
    sketch.add_all(node, foreign("dcterms:creator"), map(iri, authors_of(paper)))
    sketch.add_all(node, foreign("schema:isPartOf"), map(iri, venue_of(paper)))
    return sketch.quads()


def links_quads(edges: Iterable[EntityEdge]) -> list[Quad]:
    """Entity to entity, each triple once, with a node that counts the papers behind it."""
    sketch = Sketch(vocab.GRAPH_LINKS)
    for edge in edges:
        subject, object_ = vocab.name_iri(edge.subject), vocab.name_iri(edge.object)
        predicate = own(edge.predicate)
        node = vocab.link_iri(subject, predicate.value, object_)
        sketch.add(subject, predicate, iri(object_))
        sketch.add(node, TYPE, own("Link"))
        sketch.add(node, SUBJECT, iri(subject))
        sketch.add(node, PREDICATE, predicate)
        sketch.add(node, OBJECT, iri(object_))
        sketch.add(node, own("support"), integer(len(edge.papers)))
        sketch.add(node, own("confidence"), decimal(edge.confidence))
    return sketch.quads()


def names_quads(
    derived: Derived,
    *,
    authors: Iterable[Contributor] = (),
    venues: Iterable[Contributor] = (),
    comparisons: Iterable[Comparison] = (),
) -> list[Quad]:
    """The nodes that papers share: entities, the names that stand for them and why, authors, venues."""
    sketch = Sketch(vocab.GRAPH_NAMES)
    _write_entities(sketch, derived)
    canonical = {entity.slug for entity in derived.entities}
    for name in derived.names:
        if name.slug not in canonical:
            node = vocab.name_iri(name.slug)
            sketch.add(node, TYPE, own("Name"))
            sketch.add(node, PREF_LABEL, text(name.label))
            if name.entity != name.slug:
                sketch.add(node, REPLACED_BY, iri(vocab.name_iri(name.entity)))
    for narrow, broad in derived.broader:
        sketch.add(vocab.name_iri(narrow), BROADER, iri(vocab.name_iri(broad)))
    for found in derived.above:
        ends = vocab.name_iri(found.entity), vocab.name_iri(found.broader)
        node = _infer(sketch, ends[0], BROADER, ends[1], found.rule)
        sketch.add(node, own("confidence"), decimal(found.score))
    _write_comparisons(sketch, comparisons)
    for kind, label, nodes in (
        (foreign("foaf:Person"), foreign("foaf:name"), authors),
        (own("Venue"), foreign("rdfs:label"), venues),
    ):
        for contributor in nodes:
            sketch.add(contributor.iri, TYPE, kind)
            sketch.add(contributor.iri, label, text(contributor.label))
            sketch.add(contributor.iri, own("paperCount"), integer(contributor.papers))
    return sketch.quads()


def _write_entities(sketch: Sketch, derived: Derived) -> None:
    for entity in derived.entities:
        node = vocab.name_iri(entity.slug)
        sketch.add(node, TYPE, own("Entity"))
        sketch.add_all(node, TYPE, (own(kind) for kind, _ in entity.types))
        sketch.add(node, PREF_LABEL, text(entity.label))
        sketch.add_all(node, ALT_LABEL, map(text, entity.aliases))
        sketch.add(node, own("paperCount"), integer(entity.papers))
        _write_matches(sketch, entity)


def _write_matches(sketch: Sketch, entity: EntityNode) -> None:
    """The concepts of the background that an entity is, each with the score and the rule."""
    for match in entity_matches(entity):
        ends = vocab.name_iri(match.entity), vocab.concept_iri(match.concept)
        node = _infer(sketch, ends[0], foreign(f"skos:{match.kind}Match"), ends[1], match.rule)
        sketch.add(node, own("confidence"), decimal(match.score))


def _infer(sketch: Sketch, subject: str, predicate: NamedNode, value: str, rule: str) -> str:
    node = vocab.match_iri(subject, predicate.value, value)
    sketch.add(subject, predicate, iri(value))
    sketch.add(node, TYPE, own("Inference"))
    sketch.add(node, SUBJECT, iri(subject))
    sketch.add(node, PREDICATE, predicate)
    sketch.add(node, OBJECT, iri(value))
    sketch.add(node, own("rule"), text(rule))
    return node


def _write_comparisons(sketch: Sketch, comparisons: Iterable[Comparison]) -> None:
    for found in comparisons:
        one, other = vocab.name_iri(found.one), vocab.name_iri(found.other)
        node = vocab.comparison_iri(one, other)
        sketch.add(node, TYPE, own("Comparison"))
        sketch.add_all(node, own("compares"), (iri(one), iri(other)))
        sketch.add(node, own("verdict"), text("same" if found.same else "apart"))
        sketch.add(node, own("rule"), text(found.rule))
        sketch.add_all(
            node, own("signal"), (text(f"{name}: {score:g}") for name, score in found.signals if score)
        )


def meta_quads(
    *,
    extractors: Iterable[tuple[str, str, float]] = (),
    cleaning: str | None = None,
    aliases: Mapping[str, str] | None = None,
    retracted: Iterable[str] = (),
) -> list[Quad]:
    """How the store is made.

    ``extractors`` are name, version and threshold; ``cleaning`` the version of the cleaning of texts;
    ``aliases`` other local names of papers, each with the paper's own; ``retracted`` local names of papers
    that were taken out.
    """
    sketch = Sketch(vocab.GRAPH_META)
    dataset = vocab.BASE
    sketch.add(dataset, TYPE, foreign("void:Dataset"))
    if cleaning is not None:
        sketch.add(dataset, own("cleaningVersion"), text(cleaning))
    for name, version, threshold in sorted(extractors):
        node = vocab.extractor_iri(name, version)
        sketch.add(node, TYPE, foreign("prov:SoftwareAgent"))
        sketch.add(node, own("extractorName"), text(name))
        sketch.add(node, own("extractorVersion"), text(version))
        sketch.add(node, own("threshold"), decimal(threshold))
    _write_aliases(sketch, (aliases or {}).items())
    for paper in sorted(retracted):
        sketch.add(vocab.paper_iri(paper), TYPE, own("RetractedPaper"))
    return sketch.quads()


def alias_quads(aliases: Iterable[tuple[str, str]]) -> list[Quad]:
    """Other local names of papers, each with the paper's own, in the graph of how the store is made."""
    sketch = Sketch(vocab.GRAPH_META)
    _write_aliases(sketch, aliases)
    return sketch.quads()


def _write_aliases(sketch: Sketch, aliases: Iterable[tuple[str, str]]) -> None:
    for alias, paper in sorted(aliases):
        sketch.add(vocab.paper_iri(alias), REPLACED_BY, iri(vocab.paper_iri(paper)))
