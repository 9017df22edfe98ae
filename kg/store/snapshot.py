"""A published snapshot, for reading."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kg import vocab
from kg.errors import InputError, NotFound
from kg.store.layout import GRAPH, INDEX, Hold, hold
from kg.store.manifest import check_sizes

if TYPE_CHECKING:
    from pyoxigraph import Quad, Store

    from kg.index import Index
    from kg.model import Extraction, Paper


class Snapshot:
    """What a store's last publication holds; a context manager.

    Stays readable and unchanged while it is open, however often the store is published meanwhile. Graph and
    index are opened when first asked for.
    """

    def __init__(self, store: Path, held: Hold) -> None:
        self.directory = store
        """The store's directory."""
        self.path = held.path
        """The snapshot's directory."""
        self._held = held

    @classmethod
    def open(cls, store: str | Path) -> Snapshot:
        """Open what is published in ``store``.

        Raises `kg.errors.StoreNotFound`, `kg.errors.StoreVersionError`, and `kg.errors.StoreDamaged` where a
        file is missing or truncated.
        """
        held = hold(store)
        try:
            check_sizes(held.path)
        except BaseException:
            held.close()
            raise
        return cls(Path(store), held)

    @property
    def name(self) -> str:
        """The snapshot's number, eight digits."""
        return self.path.name

    def close(self) -> None:
        """Close all files and let the snapshot be removed."""
        if "index" in self.__dict__:
            self.index.close()
        for opened in ("index", "store"):
            self.__dict__.pop(opened, None)
        self._held.close()

    def __enter__(self) -> Snapshot:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def store(self) -> Store:
        """The graph, read-only."""
        from pyoxigraph import Store

        from kg.store.trouble import translated

        with translated(self.directory):
            return Store.read_only(str(self.path / GRAPH))

    @cached_property
    def index(self) -> Index:
        """The index that was published with the graph."""
        from kg.index import Index

        return Index(self.path / INDEX)

    def graph(self, graph: str) -> list[Quad]:
        """The quads of one graph by its IRI."""
        from pyoxigraph import NamedNode

        from kg.store.trouble import translated

        with translated(self.directory):
            return list(self.store.quads_for_pattern(None, None, None, NamedNode(graph)))

    def paper(self, name: str) -> tuple[Paper, tuple[Extraction, ...]]:
        """A paper by its local name or another one under which it answers, with its extractions.

        A use of a name that stands for something else in this paper says so (`kg.model.Entity.sense`).

        Raises `NotFound` where no paper answers.
        """
        from kg.mapping import in_senses, read_senses

        paper, extractions = self.said(name)
        senses = read_senses(self.graph(vocab.resolved_graph(paper.id)))
        return paper, tuple(in_senses(extractions, senses))

    def said(self, name: str) -> tuple[Paper, tuple[Extraction, ...]]:
        """As `paper`, with nothing but what the paper's own graph says."""
        from kg.mapping import read_paper

        try:
            quads = self.graph(vocab.paper_graph(name)) or self.graph(vocab.paper_graph(self._own_name(name)))
        except InputError:
            quads = []
        if not quads:
            raise NotFound(f"no paper {name!r} in {self.directory}")
        return read_paper(quads)

    def identifiers(self, paper: str) -> tuple[str | None, str | None]:
        """The arXiv identifier and the DOI of a paper by its own local name, without reading all of it."""
        from pyoxigraph import NamedNode

        from kg.store.trouble import translated

        node, graph = NamedNode(vocab.paper_iri(paper)), NamedNode(vocab.paper_graph(paper))

        def value(local: str) -> str | None:
            found = self.store.quads_for_pattern(node, NamedNode(vocab.term(local)), None, graph)
            return next((vocab.value_of(quad.object) for quad in found), None)

        with translated(self.directory):
            return value("arxivId"), value("doi")

    def _own_name(self, alias: str) -> str:
        from pyoxigraph import NamedNode

        asked = NamedNode(vocab.paper_iri(alias)), NamedNode(vocab.PREFIXES["dcterms"] + "isReplacedBy")
        for quad in self.store.quads_for_pattern(*asked, None, NamedNode(vocab.GRAPH_META)):
            return str(quad.object.value).removeprefix(vocab.PREFIXES["paper"])  # type: ignore[union-attr]
        return alias

    def papers(self) -> Iterator[str]:
        """Local names of all papers, sorted."""
        prefix = vocab.paper_graph("x").removesuffix("x")
        graphs = (str(node.value) for node in self.store.named_graphs())
        yield from sorted(iri.removeprefix(prefix) for iri in graphs if iri.startswith(prefix))

    def quads(self) -> Iterator[Quad]:
        """All quads, in no particular order."""
        from kg.store.trouble import translated

        with translated(self.directory):
            yield from self.store

    def sorted_nquads(self) -> Iterator[bytes]:
        """All quads as sorted lines of N-Quads: equal stores give equal bytes."""
        from kg.store.nquads import sorted_nquads

        return sorted_nquads(self.quads())
