"""What follows from all papers together, derived in memory and whole: the reference of `kg.derive`.

Builds use `kg.derive` where it can be (`follow`): it gives the same graphs and the same index (a test
compares them), keeps memory small, and follows what changed. `derive_all` says plainly what that has to be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

from kg import ledger, vocab
from kg.build.sparing import links_in_parts, names_in_parts, slim
from kg.build.vocabulary import rulings_of
from kg.derive import Aside, bring_up, demand, forget, is_followed, remember_threshold, thresholds
from kg.derive import index_writer as kept_index
from kg.derive.says import claim_count
from kg.index import write_index
from kg.mapping import (
    Contributors,
    companies_quads,
    concept_quads,
    curation_quads,
    meta_quads,
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

__all__ = [
    "demand",
    "derive_all",
    "follow",
    "follows",
    "index_writer",
    "publish",
    "remember_threshold",
    "thresholds",
]

_BATCH = 500
MIDWAY = 0.02
"""Part of the papers that may have changed for a build to publish on its way."""


def follows(writer: Writer) -> bool:
    """Whether so little changed that a build publishes it on its way.

    What is derived anew, as for a store that is built the first time, is derived once, at the end: on the way
    it would take as long as reading the papers did, and what it left would have to be compared quad by quad.
    """
    return rulings_of(writer.path) == NONE and is_followed(writer, MIDWAY)


def follow(
    writer: Writer, retracted: Iterable[str], *, aside: Aside | None = None
) -> tuple[dict[str, int], Callable[[Path], None]]:
    """Bring derived graphs and index up to papers and ledger; the counts, and what `Writer.publish` calls.

    What people decided about names, or a vocabulary, is weighed over all names at once: such a store is
    derived plainly.
    """
    if rulings_of(writer.path) == NONE:
        return bring_up(writer, retracted, aside=aside), kept_index(writer)
    writer.catch_up()
    forget(writer)
    derived, counts = derive_all(writer, retracted)
    return counts, index_writer(writer.state, derived, counts)


def derive_all(writer: Writer, retracted: Iterable[str]) -> tuple[Derived, dict[str, int]]:
    """Derive and write all derived graphs; the derived records, and the counts of the store."""
    extractions: list[Extraction] = []
    of_paper: list[tuple[Extraction, ...]] = []
    aliases: dict[str, str] = {}
    contributors = Contributors()
    papers = claims = 0
    for row in writer.state.papers():
        papers += 1
        of_paper.append(tuple(map(slim, row.extractions)))
        extractions += of_paper[-1]
        aliases.update((alias, row.paper.id) for alias in row.paper.aliases)
        contributors.add(row.paper)
        claims += claim_count(row.extractions)
    limits = thresholds(writer.state, {(e.extractor, e.version) for e in extractions})
    entries = ledger.read(writer.path)
    resolution = resolve(extractions, rulings_of(writer.path, papers=aliases))
    derived = derive(extractions, thresholds=limits, resolution=resolution)
    comparisons = resolution.comparisons
    del extractions, resolution
    _write_resolved(writer, derived)
    writer.rewrite(vocab.GRAPH_LINKS, links_in_parts(derived.entity_edges))
    writer.rewrite(vocab.GRAPH_NAMES, names_in_parts(derived, contributors, comparisons))
    lists = standing(derived, _papers(writer.state), of_paper)
    writer.rewrite(vocab.GRAPH_LISTS, standing_quads(lists))
    writer.rewrite(vocab.GRAPH_COMPANY, companies_quads(lists))
    del lists
    del of_paper
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
        "papers": papers,
        "entities": len(derived.entities),
        "claims": claims,
        "triples": len(writer) - len(writer.graph(vocab.GRAPH_BACKGROUND)),
    }
    return derived, counts


def _write_resolved(writer: Writer, derived: Derived) -> None:
    of_paper: dict[str, list[PaperEdge]] = defaultdict(list)
    for edge in derived.paper_edges:
        of_paper[edge.paper].append(edge)
    elsewhere: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for in_paper, name, entity in derived.elsewhere:
        elsewhere[in_paper].append((name, entity))
    waiting = _papers(writer.state)
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
