"""What follows from all papers together, derived in memory and whole: the reference of `kg.derive`.

Builds use `kg.derive` where it can be (`follow`): it gives the same graphs and the same index (a test
compares them), keeps memory small, and follows what changed. `derive_all` says plainly what that has to be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from kg import ledger, vocab
from kg.build.vocabulary import rulings_of
from kg.derive import bring_up, demand, forget, remember_threshold, thresholds
from kg.derive import index_writer as kept_index
from kg.derive.says import claim_count
from kg.index import write_index
from kg.mapping import (
    Contributors,
    concept_quads,
    curation_quads,
    links_quads,
    meta_quads,
    names_quads,
    resolved_quads,
    standing_quads,
)
from kg.model import Derived, Extraction, Paper, PaperEdge
from kg.resolve import derive, resolve
from kg.resolve.standing import standing
from kg.rulings import NONE
from kg.store.state import State
from kg.store.writer import Writer
from kg.text import CLEANING_VERSION

__all__ = ["demand", "derive_all", "follow", "index_writer", "publish", "remember_threshold", "thresholds"]

_BATCH = 500


def follow(writer: Writer, retracted: Iterable[str]) -> tuple[dict[str, int], Callable[[Path], None]]:
    """Bring derived graphs and index up to papers and ledger; the counts, and what `Writer.publish` calls.

    What people decided about names, or a vocabulary, is weighed over all names at once: such a store is
    derived plainly.
    """
    if rulings_of(writer.path) == NONE:
        return bring_up(writer, retracted), kept_index(writer)
    forget(writer)
    derived, counts = derive_all(writer, retracted)
    return counts, index_writer(writer.state, derived, counts)


def derive_all(writer: Writer, retracted: Iterable[str]) -> tuple[Derived, dict[str, int]]:
    """Derive and write all derived graphs; the derived records, and the counts of the store."""
    papers: list[Paper] = []
    extractions: list[Extraction] = []
    of_paper: list[tuple[Extraction, ...]] = []
    contributors = Contributors()
    claims = 0
    for row in writer.state.papers():
        papers.append(row.paper)
        extractions += row.extractions
        of_paper.append(row.extractions)
        contributors.add(row.paper)
        claims += claim_count(row.extractions)
    limits = thresholds(writer.state, {(e.extractor, e.version) for e in extractions})
    entries = ledger.read(writer.path)
    aliases = {alias: paper.id for paper in papers for alias in paper.aliases}
    resolution = resolve(extractions, rulings_of(writer.path, papers=aliases))
    derived = derive(extractions, thresholds=limits, resolution=resolution)
    _write_resolved(writer, papers, derived)
    writer.rewrite(vocab.GRAPH_LINKS, links_quads(derived.entity_edges))
    writer.rewrite(
        vocab.GRAPH_NAMES,
        names_quads(
            derived,
            authors=contributors.authors(),
            venues=contributors.venues(),
            comparisons=resolution.comparisons,
        ),
    )
    writer.rewrite(vocab.GRAPH_LISTS, standing_quads(standing(derived, papers, of_paper)))
    writer.rewrite(vocab.GRAPH_BACKGROUND, concept_quads(writer.matched()))
    writer.rewrite(
        vocab.GRAPH_META,
        meta_quads(
            extractors=[(name, version, limit[0]) for (name, version), limit in limits.items()],
            cleaning=CLEANING_VERSION,
            aliases=aliases,
            retracted=retracted,
        ),
    )
    writer.rewrite(vocab.GRAPH_CURATION, curation_quads(entries))
    counts = {
        "papers": len(papers),
        "entities": len(derived.entities),
        "claims": claims,
        "triples": len(writer) - len(writer.graph(vocab.GRAPH_BACKGROUND)),
    }
    return derived, counts


def _write_resolved(writer: Writer, papers: Sequence[Paper], derived: Derived) -> None:
    of_paper: dict[str, list[PaperEdge]] = defaultdict(list)
    for edge in derived.paper_edges:
        of_paper[edge.paper].append(edge)
    elsewhere: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for in_paper, name, entity in derived.elsewhere:
        elsewhere[in_paper].append((name, entity))
    waiting = iter(papers)
    while batch := list(islice(waiting, _BATCH)):
        writer.replace(
            {
                vocab.resolved_graph(paper.id): resolved_quads(
                    paper, of_paper[paper.id], elsewhere.get(paper.id, ())
                )
                for paper in batch
            }
        )


def publish(writer: Writer, derived: Derived, counts: dict[str, int]) -> None:
    """Publish a snapshot with its index."""
    writer.publish(index_writer(writer.state, derived, counts))


def index_writer(state: State, derived: Derived, counts: dict[str, int]) -> Callable[[Path], None]:
    """What `Writer.publish` calls to leave the index in the snapshot."""

    def write(path: Path) -> None:
        write_index(path, derived, _papers(state), counts)

    return write


def _papers(state: State) -> Iterator[Paper]:
    for row in state.papers():
        yield row.paper
