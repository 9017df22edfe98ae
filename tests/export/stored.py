"""A store of the fixture, with two extractors on one paper, a context, an alias and a retracted paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pyoxigraph import Quad, Store

from kg.ledger import Entry
from kg.mapping import (
    Contributors,
    companies_quads,
    curation_quads,
    links_quads,
    meta_quads,
    names_quads,
    paper_quads,
    part_quads,
    resolved_quads,
    standing_quads,
)
from kg.model import Context, Extraction, Paper
from kg.resolve import derive, resolve
from kg.resolve.standing import standing
from tests.fixture import THRESHOLD, fixture_pairs

ALIAS = "title-old-name-00000000"


def pairs() -> list[tuple[Paper, tuple[Extraction, ...]]]:
    """The papers of the fixture; a second extractor agrees on the first, with less confidence."""
    (paper, found), *rest = fixture_pairs()
    context: Context = "rival"
    entities = tuple(replace(entity, confidence=0.6, context=context) for entity in found.entities)
    expanded = replace(entities[-1], long_form="what it is short for")
    second = replace(
        found, extractor="second", version="2", entities=(*entities[:-1], expanded), links=found.links[:1]
    )
    aliased = replace(paper, aliases=(ALIAS,))
    return [(aliased, (found, second)), *((paper, (found,)) for paper, found in rest)]


def quads(papers: Iterable[tuple[Paper, tuple[Extraction, ...]]]) -> list[Quad]:
    """All quads of a store of ``papers``."""
    kept = list(papers)
    read = [found for _, several in kept for found in several]
    resolution = resolve(read)
    derived = derive(read, threshold=THRESHOLD, resolution=resolution)
    contributors = Contributors()
    made: list[Quad] = []
    for paper, found in kept:
        contributors.add(paper)
        made += paper_quads(paper, found)
        mine = [edge for edge in derived.paper_edges if edge.paper == paper.id]
        made += resolved_quads(paper, mine, [("c", "attention")] if paper.aliases else ())
    made += links_quads(derived.entity_edges)
    made += names_quads(
        derived,
        authors=contributors.authors(),
        venues=contributors.venues(),
        comparisons=resolution.comparisons,
    )
    lists = standing(derived, [p for p, _ in kept], [found for _, found in kept])
    made += [*standing_quads(lists), *companies_quads(lists)]
    made += part_quads(made)
    extractors = sorted({(e.extractor, e.version, THRESHOLD) for _, several in kept for e in several})
    aliases = {alias: paper.id for paper, _ in kept for alias in paper.aliases}
    made += meta_quads(extractors=extractors, cleaning="1", aliases=aliases, retracted=["2301.00001"])
    made += curation_quads(ledger())
    return made


def ledger() -> list[Entry]:
    """Decisions of each form that the graph of curation has."""
    time, one, other = "2026-01-02T03:04:05Z", ("c", "C"), ("attention", "attention")
    return [
        Entry(1, time, "Ada", "retract", ("2301.00001",), "withdrawn"),
        Entry(2, time, "Ada", "merge", names=(one, other)),
        Entry(3, time, "Ada", "rename", names=(one,), value="see"),
        Entry(4, time, "Ada", "split", ("2301.99001",), names=(one,), sense="c~sea"),
        Entry(5, time, "Ada", "reject", ("2301.99001",), names=(one,), value="uses"),
        Entry(6, time, "Ada", "retype", names=(one,), value="Task"),
        Entry(7, time, "Ada", "undo", undoes=2),
    ]


def fixture_store() -> Store:
    """A new store in memory."""
    store = Store()
    store.extend(quads(pairs()))
    return store
