"""The working graph of a store: quads read, added, taken away, and whole graphs replaced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, count, islice
from pathlib import Path
from typing import TypeVar

from pyoxigraph import NamedNode, Quad, Store

from kg.mapping import MATCHES
from kg.store import pipe
from kg.store.hashes import Hashes
from kg.store.journal import ALL
from kg.store.trouble import translated
from kg.vocab import GRAPH_NAMES, value_of

BULK_FROM = 20_000
"""New quads from which one call bulk-loads: half the bytes on disk, but files of its own."""

LOADED = 500_000
"""Quads that are bulk-loaded at once: meanwhile Oxigraph holds a kilobyte for each, of millions if it may."""

T = TypeVar("T")

FLUSHED = 200_000
"""Quads changed by transactions until all is written out: each holds a kilobyte of memory before."""
_CHUNK = 20_000


class Quads:
    """What can be done with the quads of the store at ``path``; durable after `flush`."""

    def __init__(self, path: Path, live: Store) -> None:
        self.path = path
        self._live: Store | None = live
        self._unflushed = 0

    @property
    def _store(self) -> Store:
        if self._live is None:
            raise ValueError("the writer is closed")
        return self._live

    def mark_changing(self, graphs: Iterable[str]) -> None:
        """Called before anything changes, with the IRIs of graphs that will; `ALL` for any."""
        raise NotImplementedError

    def replace(self, graphs: Mapping[str, Sequence[Quad]]) -> int:
        """Let each graph (by IRI) hold exactly these quads, all in one transaction; how many quads changed.

        An empty sequence removes the graph. What is equal already is not touched. Durable after `flush`.
        """
        dropped: list[str] = []
        gone: list[Quad] = []
        new: list[Quad] = []
        with translated(self.path):
            for name, quads in graphs.items():
                now = set(self._quads(name))
                if not quads:
                    dropped += [name] if self._store.contains_named_graph(NamedNode(name)) else []
                    continue
                gone += now.difference(quads)
                new += [quad for quad in quads if quad not in now]
            self._change(dropped, gone, new)
        return len(dropped) + len(gone) + len(new)

    def _change(self, dropped: Sequence[str], gone: Sequence[Quad], new: Sequence[Quad]) -> None:
        if not (dropped or gone or new):
            return
        self.mark_changing({*dropped, *(value_of(quad.graph_name) for quad in chain(gone, new))})
        if not dropped and not gone and len(new) >= BULK_FROM:
            self._store.bulk_extend(new)
        else:
            self._store.update(_update_text(dropped, gone, new))
            self._unflushed += len(gone) + len(new)
            if self._unflushed >= FLUSHED:
                self.flush()

    def about(self, subject: str, graph: str) -> list[Quad]:
        """The quads of a graph about one subject, by IRIs."""
        with translated(self.path):
            found = self._store.quads_for_pattern(NamedNode(subject), None, None, NamedNode(graph))
            return list(found)

    def matched(self) -> set[str]:
        """IRIs of the concepts of the background that names lead to."""
        with translated(self.path):
            graph = NamedNode(GRAPH_NAMES)
            kinds = (self._store.quads_for_pattern(None, kind, None, graph) for kind in MATCHES)
            return {value_of(quad.object) for quad in chain.from_iterable(kinds)}

    def holds_any(self, graphs: Iterable[str]) -> bool:
        """Whether any of these graphs, by IRI, holds a quad."""
        with translated(self.path):
            return any(next(self._quads(graph), None) is not None for graph in graphs)

    def triple(self, subject: str, predicate: str, object_: str, graph: str) -> list[Quad]:
        """One quad by the IRIs of its parts, in a list; an empty list where it is not there."""
        quad = Quad(NamedNode(subject), NamedNode(predicate), NamedNode(object_), NamedNode(graph))
        with translated(self.path):
            return [quad] if quad in self._store else []

    def amend(self, gone: Iterable[Quad], new: Iterable[Quad]) -> None:
        """Take quads away and add others, in one transaction; durable after `flush`."""
        with translated(self.path):
            self._change((), list(gone), list(new))

    def remove(self, graphs: Iterable[str]) -> int:
        """Remove graphs by IRI in one transaction; how many there were."""
        return self.replace(dict.fromkeys(graphs, ()))

    def load(self, quads: Iterable[Quad], *, graphs: Iterable[str] = (ALL,)) -> None:
        """Bulk-load a stream of quads of these graphs, `LOADED` at a time; they add to what is there."""
        with translated(self.path):
            self.mark_changing(graphs)
            for piece in _pieces(((quad, 1) for quad in quads), LOADED):
                self._store.bulk_extend(piece)

    def load_lines(self, lines: Iterable[tuple[bytes, int]], *, graphs: Iterable[str] = (ALL,)) -> None:
        """As `load`, from N-Quads that pyoxigraph wrote, with their number: other threads go on meanwhile."""
        self.mark_changing(graphs)
        self._load_lines(lines)

    def _load_lines(self, lines: Iterable[tuple[bytes, int]]) -> None:
        with translated(self.path):
            for piece in _pieces(lines, LOADED):
                pipe.load(self._store, piece)

    def rewrite(self, graph: str, quads: Iterable[Quad]) -> int:
        """Let one large derived graph hold exactly these quads, in many transactions; how many changed.

        A kill leaves it between old and new: for graphs that the next build derives again.
        """
        with translated(self.path):
            if next(self._quads(graph), None) is None:
                return self._fill(graph, iter(quads))
            return self._rewrite(graph, iter(quads))

    def _fill(self, graph: str, quads: Iterator[Quad]) -> int:
        """Load the first quads of a graph; their number."""
        some = list(islice(quads, BULK_FROM))
        if not some:
            return 0
        self.mark_changing([graph])
        if len(some) < BULK_FROM:
            self._store.extend(some)
            return len(some)
        numbers = count(len(some))
        rest = (quad for quad, _ in zip(quads, numbers, strict=False))
        self.load(chain(some, rest), graphs=[graph])
        return next(numbers)

    def _rewrite(self, graph: str, quads: Iterator[Quad]) -> int:
        kept = Hashes()
        changed = 0
        while chunk := list(islice(quads, _CHUNK)):
            kept.add(map(hash, chunk))
            new = [quad for quad in chunk if quad not in self._store]
            self._change((), (), new)
            changed += len(new)
        # The iterator sees the store as it was when it began, so deleting meanwhile is safe.
        now = self._quads(graph)
        while chunk := list(islice(now, _CHUNK)):
            there = kept.holds(map(hash, chunk))
            gone = [quad for quad, stays in zip(chunk, there, strict=True) if not stays]
            self._change((), gone, ())
            changed += len(gone)
        return changed

    def graph(self, graph: str) -> list[Quad]:
        """The quads of one graph by its IRI."""
        with translated(self.path):
            return list(self._quads(graph))

    def _quads(self, graph: str) -> Iterator[Quad]:
        return self._store.quads_for_pattern(None, None, None, NamedNode(graph))

    def quads(self) -> Iterator[Quad]:
        """All quads."""
        with translated(self.path):
            yield from self._store

    def __len__(self) -> int:
        return len(self._store)

    def flush(self) -> None:
        """Make everything written so far durable."""
        with translated(self.path):
            self._store.flush()
        self._unflushed = 0


def _pieces(things: Iterable[tuple[T, int]], size: int) -> Iterator[Iterator[T]]:
    """Streams of things that come to about ``size`` each; one is read before the next is asked for."""
    waiting = iter(things)

    def piece(first: tuple[T, int]) -> Iterator[T]:
        total = 0
        for thing, number in chain([first], waiting):
            yield thing
            total += number
            if total >= size:
                return

    for first in waiting:
        yield piece(first)


def _update_text(dropped: Iterable[str], gone: Sequence[Quad], new: Sequence[Quad]) -> str:
    """One SPARQL update: the only place where a query is put together, from terms that pyoxigraph wrote."""
    parts = [f"DROP SILENT GRAPH {NamedNode(name)}" for name in dropped]
    parts += [
        f"{verb} {{ {_data(quads)} }}"
        for verb, quads in (("DELETE DATA", gone), ("INSERT DATA", new))
        if quads
    ]
    return " ;\n".join(parts)


def _data(quads: Sequence[Quad]) -> str:
    return "\n".join(f"GRAPH {q.graph_name} {{ {q.subject} {q.predicate} {q.object} }}" for q in quads)
