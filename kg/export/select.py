"""Which quads go out: all, or what belongs to some papers; with their texts or without."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad, Store

from kg.errors import InputError, NotFound
from kg.mapping import MATCHES
from kg.vocab import (
    BASE,
    GRAPH_BACKGROUND,
    GRAPH_LINKS,
    GRAPH_META,
    GRAPH_NAMES,
    PREFIXES,
    link_iri,
    match_iri,
    name_iri,
    paper_graph,
    paper_iri,
    resolved_graph,
    term,
    value_of,
)

Triple = tuple[str, str, str]
_BROADER, _IN_SCHEME = (NamedNode(PREFIXES["skos"] + local) for local in ("broader", "inScheme"))
_COMPARES = NamedNode(term("compares"))
_STANDS_FOR = NamedNode(term("standsFor"))
_SHARED = tuple(f"{BASE}{kind}/" for kind in ("name", "author", "venue"))
_ABSTRACT = f"{PREFIXES['dcterms']}abstract"
_REPLACED_BY = NamedNode(f"{PREFIXES['dcterms']}isReplacedBy")
_SUBJECT, _PREDICATE, _OBJECT = (
    NamedNode(PREFIXES["rdf"] + part) for part in ("subject", "predicate", "object")
)


@dataclass(frozen=True, slots=True)
class Selection:
    """What belongs to some papers. All but ``papers`` are IRIs."""

    papers: tuple[str, ...]
    """Local names, sorted."""
    shared: frozenset[str]
    """Names, entities, authors and venues, and what is said of these alone: comparisons, inferences."""
    concepts: frozenset[str]
    """Concepts of the background that the entities are matched with, all above them, and their sources."""
    extractors: frozenset[str]
    links: frozenset[Triple]
    """The links that a claim of one of the papers states."""


def quads_of(store: Store, graph: str) -> Iterator[Quad]:
    """The quads of one graph."""
    return store.quads_for_pattern(None, None, None, NamedNode(graph))


def paper_ids(store: Store) -> list[str]:
    """The local names of all papers, sorted."""
    start = paper_graph("x")[:-1]
    names = (graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode))
    return sorted(name.removeprefix(start) for name in names if name.startswith(start))


def replacements(store: Store) -> dict[str, str]:
    """The IRI of each name that is not canonical, with that of the entity it stands for."""
    found = store.quads_for_pattern(None, _REPLACED_BY, None, NamedNode(GRAPH_NAMES))
    return {value_of(quad.subject): value_of(quad.object) for quad in found}


def select(store: Store, papers: Iterable[str]) -> Selection:
    """What belongs to ``papers``, given by identifier or alias.

    Raises `NotFound` for one that the store does not hold.
    """
    chosen = tuple(sorted({_paper(store, paper) for paper in papers}))
    replaced, elsewhere = replacements(store), senses(store)
    shared: set[str] = set()
    extractors: set[str] = set()
    links: set[Triple] = set()
    for paper in chosen:
        for quad in [*quads_of(store, paper_graph(paper)), *quads_of(store, resolved_graph(paper))]:
            value = value_of(quad.object)
            shared.update((value, replaced.get(value, value)))
            if quad.predicate.value == f"{PREFIXES['prov']}wasAttributedTo":
                extractors.add(value)
        stated = claims(quads_of(store, paper_graph(paper)))
        here = ChainMap(elsewhere.get(paper_graph(paper), {}), replaced)
        links.update(plain(triple, here) for _, triple in stated)
    kept = frozenset(iri for iri in shared if iri.startswith(_SHARED))
    concepts = _concepts(store, kept)
    kept |= _comparisons(store, kept) | _inferences(store, kept | concepts)
    return Selection(chosen, kept, concepts, frozenset(extractors), frozenset(links))


def _concepts(store: Store, names: frozenset[str]) -> frozenset[str]:
    """The concepts that entities of these ``names`` are matched with, all above them, and their sources."""
    names_graph, background = NamedNode(GRAPH_NAMES), NamedNode(GRAPH_BACKGROUND)
    waiting: list[str] = []
    for name in names:
        matched = store.quads_for_pattern(NamedNode(name), None, None, names_graph)
        waiting += [value_of(quad.object) for quad in matched if quad.predicate in MATCHES]
    found: set[str] = set()
    while waiting:
        concept = waiting.pop()
        if concept not in found:
            found.add(concept)
            for quad in store.quads_for_pattern(NamedNode(concept), None, None, background):
                waiting += [value_of(quad.object)] if quad.predicate in (_BROADER, _IN_SCHEME) else []
    return frozenset(found)


def _inferences(store: Store, nodes: frozenset[str]) -> frozenset[str]:
    """The inferences between two of these ``nodes``."""
    graph = NamedNode(GRAPH_NAMES)
    found: set[str] = set()
    for node in nodes:
        for quad in store.quads_for_pattern(NamedNode(node), None, None, graph):
            value = value_of(quad.object)
            if quad.predicate in (_BROADER, *MATCHES) and value in nodes:
                found.add(match_iri(node, quad.predicate.value, value))
    return frozenset(found)


def _comparisons(store: Store, names: frozenset[str]) -> frozenset[str]:
    """The comparisons of two of these ``names``."""
    compared: dict[str, set[str]] = {}
    for quad in store.quads_for_pattern(None, _COMPARES, None, NamedNode(GRAPH_NAMES)):
        compared.setdefault(value_of(quad.subject), set()).add(value_of(quad.object))
    return frozenset(node for node, both in compared.items() if both <= names)


def _paper(store: Store, given: str) -> str:
    try:
        iri = NamedNode(paper_iri(given))
        graph = NamedNode(paper_graph(given))
    except InputError as error:
        raise NotFound(f"no paper {given!r} in this store") from error
    if store.contains_named_graph(graph):
        return given
    for quad in store.quads_for_pattern(iri, _REPLACED_BY, None, NamedNode(GRAPH_META)):
        found = value_of(quad.object).removeprefix(PREFIXES["paper"])
        if store.contains_named_graph(NamedNode(paper_graph(found))):
            return found
    raise NotFound(f"no paper {given!r} in this store")


def senses(store: Store) -> dict[str, dict[str, str]]:
    """For each graph of a paper in which names stand for something else, those names with the entities."""
    found: dict[str, dict[str, str]] = {}
    for quad in store.quads_for_pattern(None, _STANDS_FOR, None, None):
        paper, _, name = value_of(quad.subject).removeprefix(PREFIXES["paper"]).partition("#name=")
        found.setdefault(paper_graph(paper), {})[name_iri(name)] = value_of(quad.object)
    return found


def claims(quads: Iterable[Quad]) -> Iterator[tuple[str, Triple]]:
    """Each claim or link of a graph (its IRI) with what it states."""
    parts: dict[str, dict[NamedNode, str]] = {}
    for quad in quads:
        if quad.predicate in (_SUBJECT, _PREDICATE, _OBJECT):
            parts.setdefault(value_of(quad.subject), {})[quad.predicate] = value_of(quad.object)
    for node, part in parts.items():
        if len(part) == 3:  # `kg check` tells of others
            yield node, (part[_SUBJECT], part[_PREDICATE], part[_OBJECT])


def plain(triple: Triple, replaced: Mapping[str, str]) -> Triple:
    """What a claim states as the derived graphs hold it: between entities."""
    subject, predicate, value = triple
    ends = replaced.get(subject, subject), replaced.get(value, value)
    if predicate == term("comparedWith"):
        ends = min(ends), max(ends)  # it has no direction: the plain triple stands once
    return ends[0], predicate, ends[1]


def selected_quads(
    store: Store, selection: Selection | None = None, *, no_text: bool = False
) -> Iterator[Iterator[Quad]]:
    """What goes out, a stream a graph, graphs in order of their IRIs; without abstracts where ``no_text``.

    The quads of one subject follow each other.
    """
    if selection is None:
        names = (graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode))
        graphs = sorted(names)
    else:
        own = [graph(paper) for paper in selection.papers for graph in (paper_graph, resolved_graph)]
        graphs = sorted([*own, GRAPH_BACKGROUND, GRAPH_LINKS, GRAPH_META, GRAPH_NAMES])
    for graph in graphs:
        quads = quads_of(store, graph) if selection is None else _narrow(store, graph, selection)
        yield (quad for quad in quads if not (no_text and quad.predicate.value == _ABSTRACT))


def _narrow(store: Store, graph: str, selection: Selection) -> Iterator[Quad]:
    quads = quads_of(store, graph)
    if graph == GRAPH_NAMES:
        known = selection.shared
        for quad in quads:
            inside = quad.predicate != _BROADER or value_of(quad.object) in known
            if inside and value_of(quad.subject) in known:
                yield quad
    elif graph == GRAPH_BACKGROUND:
        yield from (quad for quad in quads if value_of(quad.subject) in selection.concepts)
    elif graph == GRAPH_META:
        papers = {paper_iri(paper) for paper in selection.papers}
        ours = selection.extractors | {BASE}
        yield from (
            quad for quad in quads if value_of(quad.subject) in ours or value_of(quad.object) in papers
        )
    elif graph == GRAPH_LINKS:
        nodes = {link_iri(*triple) for triple in selection.links}
        for quad in quads:
            triple = value_of(quad.subject), quad.predicate.value, value_of(quad.object)
            if triple[0] in nodes or triple in selection.links:
                yield quad
    else:
        yield from quads
