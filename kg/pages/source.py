"""What pages are made from: the graph and the index of one snapshot, and the little that is asked of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import pyoxigraph as ox

from kg import vocab
from kg.errors import InputError
from kg.vocab import value_of

if TYPE_CHECKING:
    from kg.index import Index

T = TypeVar("T")
Mark = tuple[int, int, str, str | None]
"""Start, end, type, and the page of what is named there."""
FEW_NAMES = 12
MOST_STATEMENTS = 500
"""Statements about one thing that a page looks at."""


def node(curie_or_iri: str) -> ox.NamedNode:
    """A term of ours or of a known prefix (``kg:name``), or an IRI as it is."""
    prefix, colon, local = curie_or_iri.partition(":")
    known = vocab.PREFIXES.get(prefix)
    return ox.NamedNode(known + local if colon and known else curie_or_iri)


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a text; where it names something, the type of that and its page."""

    text: str
    kind: str | None = None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """The sentence behind a claim, with the names in it marked."""

    claim: str
    """Path of the claim's page."""
    segments: tuple[Segment, ...]
    confidence: float
    context: str | None


class Source:
    """The graph and index of one snapshot."""

    def __init__(self, store: ox.Store, index: Index) -> None:
        self.store, self.index = store, index
        self.top = cache(lambda each: index.paging().top(each))
        self.recent = cache(lambda limit: index.recent(limit))
        self._learnt: Any = None

    def knowledge(self, learn: Callable[[Source], T]) -> T:
        """What ``learn`` finds in the graph; it is asked once."""
        if self._learnt is None:
            self._learnt = learn(self)
        learnt: T = self._learnt
        return learnt

    def values(self, subject: str, predicate: str, graph: str | None = None) -> list[str]:
        """Objects of a subject (IRI) and predicate as plain strings, in order."""
        where = None if graph is None else ox.NamedNode(graph)
        quads = self.store.quads_for_pattern(ox.NamedNode(subject), node(predicate), None, where)
        return sorted(value_of(quad.object) for quad in islice(quads, MOST_STATEMENTS))

    def value(self, subject: str, predicate: str, graph: str | None = None) -> str | None:
        """The first of `values`."""
        found = self.values(subject, predicate, graph)
        return found[0] if found else None

    def subjects(self, predicate: str, object_: str, most: int = MOST_STATEMENTS) -> list[str]:
        """Subjects of a predicate and an object (IRI), in no order, at most ``most``."""
        quads = self.store.quads_for_pattern(None, node(predicate), ox.NamedNode(object_), None)
        return [value_of(quad.subject) for quad in islice(quads, most)]

    def text(self, paper: str) -> str:
        """What offsets of a paper refer to."""
        iri, graph = vocab.paper_iri(paper), vocab.paper_graph(paper)
        title = self.value(iri, "dcterms:title", graph) or ""
        return f"{title}\n{self.value(iri, 'dcterms:abstract', graph) or ''}"

    def names_of(self, slug: str) -> frozenset[str]:
        """IRIs of the names that stand for an entity, in some papers only too."""
        iri = vocab.name_iri(slug)
        uses = self.subjects("kg:standsFor", iri)
        names = (vocab.PREFIXES["name"] + use.partition("#name=")[2] for use in uses)
        return frozenset([iri, *self.subjects("dcterms:isReplacedBy", iri), *names])

    def type_of(self, slug: str) -> str | None:
        """The type that most papers give an entity."""
        row = self.index.entity(slug)
        return row.types[0][0] if row is not None and row.types else None


def marked(text: str, start: int, end: int, marks: Iterable[Mark]) -> tuple[Segment, ...]:
    """``text`` from ``start`` to ``end``, cut at marks (start, end, type, page); the earlier one wins."""
    return tuple(_cut(text, start, end, marks))


def _cut(text: str, start: int, end: int, marks: Iterable[Mark]) -> Iterator[Segment]:
    at = start
    for first, last, kind, href in sorted(marks, key=lambda m: (m[0], -m[1], m[2])):
        if first >= at and last <= end:
            if first > at:
                yield Segment(text[at:first])
            yield Segment(text[first:last], kind, href)
            at = last
    if at < end:
        yield Segment(text[at:end])


def quote(
    source: Source,
    paper: str,
    subjects: frozenset[str],
    relation: str,
    objects: dict[str, str | None],
    ends: dict[str, str | None],
) -> Quote | None:
    """The surest sentence in which ``paper`` claims ``relation`` between any of the names given as IRIs.

    ``objects`` and ``ends`` map names to the type they are marked with; ``ends`` are all that are marked.
    """
    graph = ox.NamedNode(vocab.paper_graph(paper))
    best: tuple[float, str, str] | None = None
    for claim, _ in _pointing(source, "rdf:object", objects, graph):
        if source.value(claim, "rdf:predicate", graph.value) != vocab.term(relation):
            continue
        if source.value(claim, "rdf:subject", graph.value) not in subjects:
            continue
        span = source.value(claim, "kg:evidence", graph.value)
        sure = float(source.value(claim, "kg:confidence", graph.value) or 0)
        if span is not None and (best is None or (-sure, claim) < (-best[0], best[1])):
            best = sure, claim, span
    return None if best is None else _quoted(source, paper, *best, ends)


def _quoted(
    source: Source, paper: str, sure: float, claim: str, span: str, ends: dict[str, str | None]
) -> Quote | None:
    try:
        _, start, end = vocab.parse_span(span)
    except InputError:
        return None
    graph = vocab.paper_graph(paper)
    text = source.text(paper)
    context = source.value(claim, "kg:context", graph)
    return Quote(
        claim=path_of(claim),
        segments=marked(text, start, min(end, len(text)), mentions(source, paper, ends)),
        confidence=sure,
        context=None if context is None else context.rpartition("#")[2],
    )


def mentions(source: Source, paper: str, names: dict[str, str | None]) -> list[Mark]:
    """Where a paper names any of ``names`` (IRI to type)."""
    graph = ox.NamedNode(vocab.paper_graph(paper))
    found: list[Mark] = []
    for use, name in _pointing(source, "kg:name", names, graph):
        for span in source.values(use, "kg:mention", graph.value):
            _, start, end = vocab.parse_span(span)
            found.append((start, end, names[name] or "Concept", None))
    return found


def _pointing(
    source: Source, predicate: str, names: Collection[str], graph: ox.NamedNode
) -> Iterator[tuple[str, str]]:
    """Subjects in a paper's graph whose ``predicate`` is one of ``names``, with that name.

    A few names are looked up one by one; where there are many, the graph has fewer statements than names.
    """
    wanted = [ox.NamedNode(name) for name in sorted(names)] if len(names) <= FEW_NAMES else [None]
    for one in wanted:
        for quad in source.store.quads_for_pattern(None, node(predicate), one, graph):
            name = value_of(quad.object)
            if name in names:
                yield value_of(quad.subject), name


def path_of(iri: str) -> str:
    """The path of one of our IRIs on a server; other IRIs as they are."""
    return f"/{iri.removeprefix(vocab.BASE)}" if iri.startswith(vocab.BASE) else iri


def grouped(quads: Iterable[ox.Quad]) -> dict[str, list[str]]:
    """Objects by predicate, both as strings."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for quad in quads:
        found[quad.predicate.value].append(value_of(quad.object))
    return {predicate: sorted(set(values)) for predicate, values in sorted(found.items())}
