"""The plain records that follow from all extractions: entities, names and edges."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from kg.model import (
    Derived,
    EntityEdge,
    EntityNode,
    EntityType,
    Extraction,
    LinkPredicate,
    NameNode,
    PaperEdge,
    Relation,
)
from kg.resolve.above import above_all
from kg.resolve.decide import Decision, Resolution, resolve
from kg.resolve.profiles import best_label, name_slug
from kg.resolve.ruled import broader_of, relabelled, uses_elsewhere, weigh_uses
from kg.rulings import NONE, Rulings

Thresholds = Mapping[tuple[str, str], tuple[float, float]]
"""For an extractor's name and version, the confidence from which an entity and a link give an edge."""


def derive(
    extractions: Iterable[Extraction],
    *,
    threshold: float = 0.5,
    thresholds: Thresholds | None = None,
    resolution: Resolution | None = None,
    rulings: Rulings = NONE,
) -> Derived:
    """What the whole set of ``extractions`` says, as plain edges between entities.

    Claims below the threshold of their extractor (``threshold`` where ``thresholds`` has none for it)
    give no edge, and a link needs an edge from its paper to both of its ends. The order of the input
    does not matter. ``resolution`` is what `kg.resolve.resolve` says of the same extractions, and of
    ``rulings``, where it is known already.
    """
    read = tuple(extractions)
    resolved = resolution or resolve(read, rulings)
    labels, decisions = resolved.names.labels, resolved.decisions
    senses = resolved.senses
    entity_of = {name: decision.entity for name, decision in decisions.items()}
    kept = weigh_uses(read, entity_of, resolved.rulings, senses)
    limits = {
        (e.extractor, e.version): (thresholds or {}).get((e.extractor, e.version), (threshold, threshold))
        for e in kept
    }
    paper_edges = _paper_edges(kept, decisions, limits)
    entity_edges = _entity_edges(kept, decisions, paper_edges, limits)
    entities = relabelled(_entities(kept, decisions, labels, paper_edges), entity_of, resolved.rulings)
    return Derived(
        entities=entities,
        names=tuple(
            NameNode(slug=name, label=best_label(labels[name]), entity=decision.entity)
            for name, decision in sorted(decisions.items())
        ),
        paper_edges=paper_edges,
        entity_edges=entity_edges,
        broader=broader_of(entities, entity_of, resolved.rulings),
        above=tuple(above_all(entities, entity_of, entity_edges)),
        elsewhere=uses_elsewhere(read, entity_of, senses),
    )


def edges_of(
    extractions: Iterable[Extraction], decisions: Mapping[str, Decision], limits: Thresholds
) -> tuple[tuple[PaperEdge, ...], tuple[EntityEdge, ...]]:
    """The edges that the extractions of one paper give; those of all papers are nothing but their sum.

    ``decisions`` are needed for the paper's own names only.
    """
    read = tuple(extractions)
    found = _paper_edges(read, decisions, limits)
    return found, _entity_edges(read, decisions, found, limits)


def _paper_edges(
    extractions: Iterable[Extraction], decisions: Mapping[str, Decision], limits: Thresholds
) -> tuple[PaperEdge, ...]:
    best: dict[tuple[str, Relation, str], PaperEdge] = {}
    for extraction in extractions:
        threshold = limits[extraction.extractor, extraction.version][0]
        for entity in extraction.entities:
            if entity.confidence < threshold:
                continue
            target = decisions[name_slug(entity)].entity
            edge = PaperEdge(
                paper=extraction.paper,
                relation=entity.relation,
                entity=target,
                confidence=entity.confidence,
                type=entity.type,
                core=entity.core,
            )
            key = (edge.paper, edge.relation, target)
            if key not in best or _rank(edge) > _rank(best[key]):
                best[key] = edge
    return tuple(best[key] for key in sorted(best))


def _rank(edge: PaperEdge) -> tuple[float, bool, str]:
    return edge.confidence, edge.core, edge.type


def _entity_edges(
    extractions: Iterable[Extraction],
    decisions: Mapping[str, Decision],
    paper_edges: Iterable[PaperEdge],
    limits: Thresholds,
) -> tuple[EntityEdge, ...]:
    mentioned = {(edge.paper, edge.entity) for edge in paper_edges}
    support: dict[tuple[str, LinkPredicate, str], dict[str, float]] = defaultdict(dict)
    for extraction in extractions:
        threshold = limits[extraction.extractor, extraction.version][1]
        target = {e.name: decisions[name_slug(e)].entity for e in extraction.entities}
        for link in extraction.links:
            ends = target.get(link.subject), target.get(link.object)
            if link.confidence < threshold or link.context is not None or ends[0] == ends[1]:
                continue
            if any((extraction.paper, end) not in mentioned for end in ends):
                continue
            first, second = (str(end) for end in ends)
            if link.predicate == "comparedWith" and second < first:
                first, second = second, first  # it has no direction: stored once
            papers = support[first, link.predicate, second]
            papers[extraction.paper] = max(link.confidence, papers.get(extraction.paper, 0.0))
    return tuple(
        EntityEdge(
            subject=subject,
            predicate=predicate,
            object=object_,
            confidence=max(papers.values()),
            papers=tuple(sorted(papers)),
        )
        for (subject, predicate, object_), papers in sorted(support.items())
    )


def _entities(
    extractions: Iterable[Extraction],
    decisions: Mapping[str, Decision],
    labels: Mapping[str, Counter[str]],
    paper_edges: Iterable[PaperEdge],
) -> tuple[EntityNode, ...]:
    types: dict[str, dict[EntityType, set[str]]] = defaultdict(lambda: defaultdict(set))
    for edge in paper_edges:
        types[edge.entity][edge.type].add(edge.paper)
    also: dict[str, set[str]] = defaultdict(set)
    for extraction in extractions:
        for entity in extraction.entities:
            also[decisions[name_slug(entity)].entity].update(
                {entity.name, *entity.aliases, *([entity.long_form] if entity.long_form else [])}
            )
    nodes = []
    for entity_slug in sorted(types):
        label = best_label(labels.get(entity_slug) or Counter(also[entity_slug]))
        counts = sorted(
            ((kind, len(papers)) for kind, papers in types[entity_slug].items()),
            key=lambda pair: (-pair[1], pair[0]),
        )
        nodes.append(
            EntityNode(
                slug=entity_slug,
                label=label,
                aliases=tuple(sorted(also[entity_slug] - {label})),
                types=tuple(counts),
                papers=len(set().union(*types[entity_slug].values())),
            )
        )
    return tuple(nodes)
