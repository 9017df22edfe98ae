"""The one way through all graphs of a store: paper by paper, then shared graphs piece by piece."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, groupby, islice
from typing import TypeVar

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from kg.check.background import check_background
from kg.check.evidence import check_paper
from kg.check.report import Collector, Problem, Report
from kg.check.shapes import LINK_SHAPES, check_shapes
from kg.check.structure import PAPER_PREFIX, RESOLVED_PREFIX, check_triples, written
from kg.mapping import background_quads
from kg.vocab import (
    GRAPH_BACKGROUND,
    GRAPH_COMPANY,
    GRAPH_CURATION,
    GRAPH_LINKS,
    GRAPH_LISTS,
    GRAPH_META,
    GRAPH_NAMES,
    PREFIXES,
)

PAPERS_AT_ONCE = 20
SUBJECTS_AT_ONCE = 2_000
_SHARED = (GRAPH_COMPANY, GRAPH_LINKS, GRAPH_LISTS, GRAPH_NAMES, GRAPH_META)
_LOOKED_UP = (GRAPH_BACKGROUND, GRAPH_CURATION)
T = TypeVar("T")


def check(store: Store, *, limit: int = 1_000) -> Report:
    """Check every graph of ``store``; ``limit`` is how many problems are listed (all are counted).

    Memory is bounded by the largest paper and the longest list of graphs, not by the store.
    """
    found = Collector(limit)
    names = sorted(graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode))
    found.graphs = len(names)
    papers = [name for name in names if name.startswith(PAPER_PREFIX)]
    found.papers = len(papers)
    for batch in _in_batches(papers, PAPERS_AT_ONCE):
        _check_papers(store, batch, found)
    for name in names:
        if name.startswith(PAPER_PREFIX):
            continue
        if name in _SHARED:
            _check_shared(store, name, found)
        else:
            _check_other(store, name, found, set(papers))
    _check_default(store, found)
    return found.report()


def check_shipped(*, limit: int = 1_000) -> Report:
    """Check the whole background that is shipped, of which a store holds a part."""
    found = Collector(limit)
    quads = background_quads()
    found.graphs, found.triples = 1, len(quads)
    found.add(check_triples(GRAPH_BACKGROUND, quads))
    found.add(check_background(quads))
    return found.report()


def _check_papers(store: Store, graphs: Iterable[str], found: Collector) -> None:
    batch: list[Quad] = []
    for graph in graphs:
        quads = _quads(store, graph)
        found.triples += len(quads)
        found.add(check_triples(graph, quads))
        found.add(check_paper(graph, quads))
        batch += quads
    found.add(check_shapes(batch))


def _check_shared(store: Store, graph: str, found: Collector) -> None:
    for quads in _pieces(store, graph):
        found.triples += len(quads)
        found.add(check_triples(graph, quads))
        if graph == GRAPH_LINKS:
            found.add(check_shapes(quads, context=_types(store, quads), only=LINK_SHAPES))
        else:
            found.add(check_shapes(quads))


def _pieces(store: Store, graph: str) -> Iterator[list[Quad]]:
    """The quads of a graph, a bounded number of subjects at once, each subject whole."""
    quads = store.quads_for_pattern(None, None, None, NamedNode(graph))
    nodes = (list(group) for _, group in groupby(quads, key=lambda quad: quad.subject))
    for piece in _in_batches(nodes, SUBJECTS_AT_ONCE):
        yield list(chain.from_iterable(piece))


def _types(store: Store, links: Iterable[Quad]) -> Iterator[Quad]:
    """What g/names says of the types of all that ``links`` speak of."""
    ends = {term for quad in links for term in (quad.subject, quad.object) if isinstance(term, NamedNode)}
    kind, names = NamedNode(f"{PREFIXES['rdf']}type"), NamedNode(GRAPH_NAMES)
    for end in ends:
        yield from store.quads_for_pattern(end, kind, None, names)


def _check_other(store: Store, graph: str, found: Collector, papers: set[str]) -> None:
    """Resolved graphs, shipped and curated ones, and graphs that are none of ours."""
    quads: Iterable[Quad] = store.quads_for_pattern(None, None, None, NamedNode(graph))
    if graph.startswith(RESOLVED_PREFIX):
        kept = list(quads)
        found.triples += len(kept)
        found.add(check_triples(graph, kept))
        if PAPER_PREFIX + graph.removeprefix(RESOLVED_PREFIX) not in papers:
            found.add([Problem("violation", graph, graph, "triples of a paper that is not in the store")])
    elif graph in _LOOKED_UP:
        if graph == GRAPH_BACKGROUND:
            kept = list(quads)
            found.add(check_triples(graph, kept))
            found.add(check_background(kept))
            quads = kept
        for quad in quads:
            found.triples += 1
            if len(list(store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None))) > 1:
                text = "this triple lies in more than one graph"
                found.add([Problem("violation", graph, written(quad.subject), text, quad.predicate.value)])
    else:
        found.add([Problem("violation", graph, graph, "a graph that is none of ours")])
        found.triples += sum(1 for _ in quads)


def _check_default(store: Store, found: Collector) -> None:
    for quad in store.quads_for_pattern(None, None, None, DefaultGraph()):
        found.triples += 1
        text = "a triple outside of any graph"
        found.add([Problem("violation", "", written(quad.subject), text, quad.predicate.value)])


def _quads(store: Store, graph: str) -> list[Quad]:
    return list(store.quads_for_pattern(None, None, None, NamedNode(graph)))


def _in_batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """``items`` in lists of at most ``size`` (itertools.batched needs Python 3.12)."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
