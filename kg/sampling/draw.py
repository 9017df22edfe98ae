"""Claims of a published store, drawn at random, by bands of confidence.

What is drawn follows from the claims, the seed and the number alone: a claim's place in the lottery is a
hash of seed and claim, and each band gives its first ones. So a larger sample of the same seed holds nearly
all of a smaller one, and answers already given stay useful.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import pairwise

from pyoxigraph import NamedNode

from kg import vocab
from kg.errors import NotFound, UsageError
from kg.mapping.canonical import entity_slug
from kg.model import LINK_PREDICATES, RELATIONS, Entity, Extraction, Link, Paper
from kg.store.snapshot import Snapshot
from kg.store.trouble import translated

EDGES = (0.0, 0.4, 0.6, 0.8, 1.01)
"""Where bands of confidence begin and end."""
_CLAIM = f"{vocab.BASE}claim/"


@dataclass(frozen=True, slots=True)
class Band:
    """Claims of similar confidence: how many there are, and how many of them were drawn."""

    name: str
    claims: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """One claim to be judged."""

    id: str
    """Local name of the claim."""
    band: int
    """Index into the sample's bands."""
    paper: Paper
    extractor: str
    claim: Entity | Link
    ends: tuple[Entity, ...]
    """The entities that it names: one, or subject and object of a link."""

    @property
    def sentence(self) -> tuple[int, int]:
        """Where the evidence lies in the paper's text."""
        if isinstance(self.claim, Link):
            return self.claim.sentence_start, self.claim.sentence_end
        best = self.claim.mentions[self.claim.evidence]
        return best.sentence_start, best.sentence_end


@dataclass(frozen=True, slots=True)
class Sample:
    """Claims in the order in which they are asked, and the bands that they stand for."""

    bands: tuple[Band, ...]
    drawn: tuple[Drawn, ...]


@dataclass(slots=True)
class _Lots:
    """The claims of one band: their number, and those with the lowest lots (negated, for a heap)."""

    most: int
    claims: int = 0
    heap: list[tuple[int, str, str]] = field(default_factory=list)

    def put(self, lot: int, claim: str, graph: str) -> None:
        self.claims += 1
        if len(self.heap) < self.most:
            heapq.heappush(self.heap, (-lot, claim, graph))
        elif -lot > self.heap[0][0]:
            heapq.heapreplace(self.heap, (-lot, claim, graph))

    def first(self, number: int) -> list[tuple[int, str, str]]:
        return sorted((-lot, claim, graph) for lot, claim, graph in self.heap)[:number]


def draw(
    snapshot: Snapshot,
    number: int,
    *,
    seed: int = 0,
    min_confidence: float | None = None,
    relations: Collection[str] = (),
) -> Sample:
    """Draw ``number`` claims, half of them in equal parts from the bands, half by the bands' sizes.

    Without ``min_confidence`` claims count from the threshold of plain triples on; ``relations`` (local
    names, links' predicates among them) leave out all others. Raises `UsageError` for an unknown relation
    and `NotFound` where no claim is left.
    """
    unknown = sorted(set(relations) - {*RELATIONS, *LINK_PREDICATES})
    if unknown:
        known = ", ".join((*RELATIONS, *LINK_PREDICATES))
        raise UsageError(f"no relation is called {unknown[0]!r}; there are: {known}")
    least = threshold_of(snapshot) if min_confidence is None else min_confidence
    lots = [_Lots(number) for _ in range(len(EDGES) - 1)]
    for claim, confidence, graph in _claims(snapshot, relations):
        if confidence >= least:
            band = next(i for i, edge in enumerate(EDGES[1:]) if confidence < edge)
            lots[band].put(_lot(seed, claim), claim, graph)
    if not any(lot.claims for lot in lots):
        raise NotFound(
            f"no claim of this store has a confidence of {least:.2f} or more; lower --min-confidence"
        )
    edges, lots = _filled(lots)
    shares = allocate([lot.claims for lot in lots], number)
    bands = tuple(
        Band(_name(low, high, least), lot.claims, share)
        for (low, high), lot, share in zip(edges, lots, shares, strict=True)
    )
    taken = [(*lot, i) for i, share in enumerate(shares) for lot in lots[i].first(share)]
    return Sample(
        bands, tuple(_drawn(snapshot, claim, graph, band) for _, claim, graph, band in sorted(taken))
    )


def _filled(lots: Sequence[_Lots]) -> tuple[list[tuple[float, float]], list[_Lots]]:
    """The bands that hold a claim, with their edges."""
    kept = [(edges, lot) for edges, lot in zip(pairwise(EDGES), lots, strict=True) if lot.claims]
    return [edges for edges, _ in kept], [lot for _, lot in kept]


def _name(low: float, high: float, least: float) -> str:
    return f"{max(low, least):.2f}–{min(high - 0.01, 1.0):.2f}"


def _lot(seed: int, claim: str) -> int:
    return int.from_bytes(blake2b(f"{seed}\x1f{claim}".encode(), digest_size=8).digest())


def _claims(snapshot: Snapshot, relations: Collection[str]) -> Iterator[tuple[str, float, str]]:
    """Each claim with its confidence and the graph in which it lies."""
    with translated(snapshot.directory):
        allowed = _with_relations(snapshot, relations) if relations else None
        for quad in snapshot.store.quads_for_pattern(None, NamedNode(vocab.term("confidence")), None, None):
            claim = quad.subject.value  # type: ignore[union-attr]
            if not claim.startswith(_CLAIM) or "#" in claim or (allowed is not None and claim not in allowed):
                continue
            yield claim.removeprefix(_CLAIM), float(quad.object.value), quad.graph_name.value  # type: ignore[union-attr]


def _with_relations(snapshot: Snapshot, relations: Collection[str]) -> set[str]:
    predicate = NamedNode(vocab.PREFIXES["rdf"] + "predicate")
    return {
        quad.subject.value  # type: ignore[union-attr]
        for relation in relations
        for quad in snapshot.store.quads_for_pattern(None, predicate, NamedNode(vocab.term(relation)), None)
    }


def threshold_of(snapshot: Snapshot) -> float:
    """The confidence from which the store's claims are plain triples; of several extractors the lowest."""
    found = [
        float(quad.object.value)  # type: ignore[union-attr]
        for quad in snapshot.graph(vocab.GRAPH_META)
        if quad.predicate.value == vocab.term("threshold")
    ]
    return min(found, default=0.0)


def allocate(sizes: Sequence[int], number: int) -> list[int]:
    """How many of ``number`` each band of these sizes gives; none gives more than it has."""
    total, filled = sum(sizes), sum(size > 0 for size in sizes)
    number = min(number, total)
    wanted = [number * (0.5 / filled + 0.5 * size / total) if size else 0.0 for size in sizes]
    shares = [min(int(want), size) for want, size in zip(wanted, sizes, strict=True)]
    while sum(shares) < number:
        open_ = [i for i, size in enumerate(sizes) if shares[i] < size]
        shares[max(open_, key=lambda i: (wanted[i] - shares[i], i))] += 1
    return shares


def _drawn(snapshot: Snapshot, claim: str, graph: str, band: int) -> Drawn:
    local = graph.removeprefix(vocab.paper_graph("x").removesuffix("x"))
    paper, extractions = snapshot.paper(local)
    stated = [
        (said.confidence, extraction, said, ends)
        for extraction in extractions
        for said, ends in _stated(paper, extraction, claim)
    ]
    _, extraction, said, ends = max(stated, key=lambda one: one[0])
    return Drawn(claim, band, paper, f"{extraction.extractor}/{extraction.version}", said, ends)


def _stated(
    paper: Paper, extraction: Extraction, claim: str
) -> Iterator[tuple[Entity | Link, tuple[Entity, ...]]]:
    """What an extraction says that is this claim."""
    named = {entity.name: entity for entity in extraction.entities}
    for entity in extraction.entities:
        if _local(paper, vocab.paper_iri(paper.id), entity.relation, entity) == claim:
            yield entity, (entity,)
    for link in extraction.links:
        ends = named[link.subject], named[link.object]
        if _local(paper, vocab.name_iri(entity_slug(ends[0])), link.predicate, ends[1]) == claim:
            yield link, ends


def _local(paper: Paper, subject: str, predicate: str, end: Entity) -> str:
    iri = vocab.claim_iri(paper.id, subject, vocab.term(predicate), vocab.name_iri(entity_slug(end)))
    return iri.removeprefix(_CLAIM)
