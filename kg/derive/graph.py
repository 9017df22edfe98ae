"""The derived graphs of the store, brought up to the tables: all of them, or what is pending."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from itertools import chain, islice

from pyoxigraph import Quad, RdfFormat, parse

from kg import ledger, vocab
from kg.data import data_path
from kg.derive.coining import Coining
from kg.derive.company import CompanyStage
from kg.derive.edges import resolved_of
from kg.derive.lists import ListStage
from kg.derive.marks import SEPARATOR, quads_of
from kg.derive.parts import Parts
from kg.derive.records import Records
from kg.derive.shared import aliases, link_nodes, name_nodes, noting
from kg.derive.tables import Tables
from kg.mapping import INFERRED, concept_quads, curation_quads, meta_quads, standing_quads
from kg.mapping.guide import GUIDE
from kg.resolve.derive import Thresholds
from kg.store.nquads import nquads
from kg.store.writer import Writer
from kg.text import CLEANING_VERSION
from kg.vocab import value_of

_AT_ONCE = 300
_BASE, _CURATION, _LISTS, _MATCHED, _GUIDED = "meta", "curation", "lists", "matched", "guided"
_SHARED = (
    vocab.GRAPH_NAMES,
    vocab.GRAPH_LINKS,
    vocab.GRAPH_META,
    vocab.GRAPH_CURATION,
    vocab.GRAPH_BACKGROUND,
)
_SUBJECTS: dict[str, Callable[[str], tuple[str, str]]] = {
    "name": lambda key: (vocab.GRAPH_NAMES, vocab.name_iri(key)),
    "comparison": lambda key: (
        vocab.GRAPH_NAMES,
        vocab.comparison_iri(*map(vocab.name_iri, key.split(SEPARATOR))),
    ),
    "person": lambda key: (vocab.GRAPH_NAMES, key),
    "venue": lambda key: (vocab.GRAPH_NAMES, key),
    "alias": lambda key: (vocab.GRAPH_META, vocab.paper_iri(key)),
}


class GraphStage:
    """Writes to the graph; repeating it changes nothing."""

    def __init__(self, writer: Writer, tables: Tables, records: Records, coining: Coining) -> None:
        self._coining = coining
        self._writer = writer
        self._t = tables
        self._records = records
        self._company = CompanyStage(tables)

    # All

    @property
    def is_empty(self) -> bool:
        """Whether the store holds nothing that is derived."""
        return not self._writer.holds_any(_SHARED)

    def write_all(self, limits: Thresholds, retracted: Iterable[str], parts: Parts | None = None) -> int:
        """All derived graphs; how many quads those hold that papers share, but for what is small.

        Where there are none yet, ``parts`` has the lines of most of them.
        """
        counted = 0

        def count(quads: Iterable[Quad]) -> Iterator[Quad]:
            nonlocal counted
            for quad in quads:
                counted += 1
                yield quad

        base, curation = self._base(limits, retracted), curation_quads(ledger.read(self._writer.path))
        papers = (row[0] for row in self._t.stream("SELECT id FROM paper ORDER BY id"))
        shared = (
            count(name_nodes(self._records)),
            count(link_nodes(self._records)),
            chain(base, count(aliases(self._records))),
        )
        if self.is_empty and parts is not None:
            counted = self._load_lines(parts, [*base, *curation])  # and the lists, meanwhile
        elif not self.is_empty:
            self._write_resolved(papers)
            for graph, quads in zip(_SHARED, (*shared, iter(curation)), strict=False):
                self._writer.rewrite(graph, quads)
            self._write_background()
            self._write_lists()
        else:
            self._load(chain(*shared, curation), papers)
            self._write_lists()
        self._keep_base(base)
        self._t.set_note(_CURATION, str(len(curation)))
        return counted

    def write_companies(self) -> None:
        """The graph of companies; the tables are written to."""
        self._company.write_all(self._writer)

    def _load(self, shared: Iterable[Quad], papers: Iterable[str]) -> None:
        """Everything in one stream into a store that holds nothing of it; shared graphs first.

        So a kill in the middle leaves shared graphs that are not empty, and all is compared again.
        """
        matched: set[str] = set()

        def later() -> Iterator[Quad]:  # what is matched is known once the names have gone by
            yield from concept_quads(matched)
            yield from self._resolved(papers)

        self._writer.load(chain(noting(shared, matched), later()))
        self._keep_matched(matched)

    def _load_lines(self, parts: Parts, small: list[Quad]) -> int:
        """As `_load`, of lines that other processes make: how many of them are shared."""
        counted = 0

        def count(lines: Iterable[tuple[bytes, int]]) -> Iterator[tuple[bytes, int]]:
            nonlocal counted
            for text, number in lines:
                counted += number
                yield text, number

        rest, entities, background = parts.shared(self._t.path)
        self._writer.amend((), small)
        self._writer.flush()  # before anything that is loaded
        self._writer.load_lines(parts.resolved())
        self._writer.load_lines(count(rest))  # while the entities are written
        self._write_lists()
        self._writer.load_lines(chain(count(entities), background))
        self._keep_matched(self._writer.matched())
        return counted

    def _resolved(self, papers: Iterable[str]) -> Iterator[Quad]:
        for row in map(self._writer.state.paper, papers):
            if row is not None:
                yield from resolved_of(self._records, self._coining, row)

    def _write_resolved(self, papers: Iterable[str]) -> None:
        waiting = iter(papers)
        while batch := list(islice(waiting, _AT_ONCE)):
            rows = [(name, self._writer.state.paper(name)) for name in batch]
            self._writer.replace(
                {
                    vocab.resolved_graph(name): (
                        () if row is None else resolved_of(self._records, self._coining, row)
                    )
                    for name, row in rows
                }
            )

    def _write_background(self) -> None:
        """What names match now; nothing where that is what they matched before."""
        matched = self._writer.matched()
        if self._t.note(_MATCHED) != _digest(matched) or self._t.note(_GUIDED) != guide_digest():
            self._t.set_note(_MATCHED, "")  # a kill leaves it between old and new
            self._writer.rewrite(vocab.GRAPH_BACKGROUND, concept_quads(matched))
            self._keep_matched(matched)

    def _keep_matched(self, matched: set[str]) -> None:
        self._writer.flush()  # the note is durable at once
        self._t.set_note(_MATCHED, _digest(matched))
        self._t.set_note(_GUIDED, guide_digest())

    def _write_lists(self) -> None:
        """Lists are short, and compared whole."""
        quads = standing_quads(ListStage(self._t).standing())
        now = self._writer.graph(vocab.GRAPH_LISTS)
        self._writer.amend(set(now).difference(quads), set(quads).difference(now))
        self._t.set_note(_LISTS, str(len(quads)))

    # What is small

    def write_small(self, limits: Thresholds, retracted: Iterable[str]) -> None:
        """What is compared whole each time."""
        base = self._base(limits, retracted)
        old = set(parse(self._t.note(_BASE) or "", RdfFormat.N_QUADS))
        if old.symmetric_difference(base):
            self._writer.amend(old.difference(base), set(base).difference(old))
            self._writer.flush()  # the note is durable at once
            self._keep_base(base)
        self._write_curation()
        self._company.write(self._writer)
        if self._t.note(_GUIDED) != guide_digest():
            self._write_background()

    def _base(self, limits: Thresholds, retracted: Iterable[str]) -> list[Quad]:
        """How the store is made: the graph of it but for the other names of papers."""
        return meta_quads(
            extractors=[(name, version, limit[0]) for (name, version), limit in limits.items()],
            cleaning=CLEANING_VERSION,
            retracted=retracted,
        )

    def _keep_base(self, base: list[Quad]) -> None:
        self._t.set_note(_BASE, b"".join(sorted(nquads(base))).decode())

    def _write_curation(self) -> None:
        curation = curation_quads(ledger.read(self._writer.path))
        self._writer.rewrite(vocab.GRAPH_CURATION, curation)
        self._t.set_note(_CURATION, str(len(curation)))

    def small(self) -> int:
        """How many quads there are of what is small."""
        notes = (int(self._t.note(key) or 0) for key in (_CURATION, _LISTS))
        return (self._t.note(_BASE) or "").count("\n") + sum(notes) + self._company.size()

    # What is pending

    def write_pending(self) -> None:
        """What the marks name, and the lists, which may change with anything."""
        if self._t.row("SELECT 1 FROM pending") is not None:
            self._write_lists()
        self._write_resolved(row[0] for row in self._t.rows("SELECT key FROM pending WHERE kind = 'paper'"))
        for kind in _SUBJECTS:
            keys = [row[0] for row in self._t.rows("SELECT key FROM pending WHERE kind = ?", kind)]
            self._amend((_SUBJECTS[kind](key), quads_of(self._records, kind, key)) for key in keys)
        links = [row[0] for row in self._t.rows("SELECT key FROM pending WHERE kind = 'link'")]
        self._amend_links(links)
        if self._t.row("SELECT 1 FROM pending WHERE kind = 'name'") is not None:
            self._write_background()

    def _amend(self, things: Iterable[tuple[tuple[str, str], list[Quad]]]) -> None:
        waiting = iter(things)
        while batch := list(islice(waiting, _AT_ONCE)):
            gone: list[Quad] = []
            new: list[Quad] = []
            for (graph, subject), quads in batch:
                now = self._writer.about(subject, graph)
                for quad in [quad for quad in now if quad.predicate in INFERRED]:
                    match = vocab.match_iri(subject, quad.predicate.value, value_of(quad.object))
                    now += self._writer.about(match, graph)
                gone += set(now).difference(quads)
                new += set(quads).difference(now)
            self._writer.amend(gone, new)

    def _amend_links(self, links: Iterable[str]) -> None:
        waiting = iter(links)
        while batch := list(islice(waiting, _AT_ONCE)):
            gone: list[Quad] = []
            new: list[Quad] = []
            for key in batch:
                subject, predicate, object_ = key.split(SEPARATOR)
                ends = vocab.name_iri(subject), vocab.term(predicate), vocab.name_iri(object_)
                quads = quads_of(self._records, "link", key)
                now = self._writer.about(vocab.link_iri(*ends), vocab.GRAPH_LINKS)
                now += self._writer.triple(*ends, vocab.GRAPH_LINKS)
                gone += set(now).difference(quads)
                new += set(quads).difference(now)
            self._writer.amend(gone, new)


def guide_digest() -> str:
    """What tells whether the saved queries are those that the background was written with."""
    return sha256((data_path("ontology") / GUIDE).read_bytes()).hexdigest()


def _digest(matched: Iterable[str]) -> str:
    return sha256("\n".join(sorted(matched)).encode()).hexdigest()
