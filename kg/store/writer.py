"""The one writer of a store."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, count, islice
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store

from kg.errors import StoreError, StoreVersionError
from kg.index import Index
from kg.mapping import MATCHES, canonical, paper_quads
from kg.store import publish
from kg.store.hashes import Hashes
from kg.store.layout import (
    DERIVED,
    GRAPH,
    INDEX,
    LIVE,
    SNAPSHOTS,
    STATE,
    check_marker,
    prepare,
    refuse_backup,
)
from kg.store.lock import WriterLock
from kg.store.manifest import is_whole
from kg.store.state import PaperRow, State
from kg.store.trouble import translated
from kg.vocab import GRAPH_NAMES, paper_graph, resolved_graph

BULK_FROM = 20_000
"""New quads from which one call bulk-loads: half the bytes on disk, but files of its own."""

_CHUNK = 20_000
_PIECE = 1000
"""Papers that `Writer.catch_up` writes at a time; 400,000 quads take half a gigabyte meanwhile."""


class Writer:
    """Everything that changes a store goes through here. One process at a time; a context manager.

    ``state`` is what the writer knows beside the graph. Nothing is seen by readers before `publish`. While
    `unpublished` is true the derived graphs may be older than the papers (after a kill, papers are written
    again without them): derive them again before publishing.
    """

    def __init__(self, store: Path, lock: WriterLock, state: State, live: Store) -> None:
        self.path = store
        self.state = state
        self._lock = lock
        self._live: Store | None = live

    @classmethod
    def open(cls, store: str | Path, *, create: bool = True, wait: float = 0.0) -> Writer:
        """Open ``store`` for writing, and finish or clean what a killed writer left.

        Waits ``wait`` seconds for another writer. Raises `kg.errors.StoreBusy`, `kg.errors.ForeignPath`,
        `kg.errors.StoreNotFound` (only without ``create``), `kg.errors.StoreVersionError`,
        `kg.errors.StoreDamaged`.
        """
        store = Path(store)
        with translated(store):
            if create:
                prepare(store)
            check_marker(store)
            refuse_backup(store)
            lock = WriterLock.acquire(store, wait=wait)
            try:
                publish.clean(store)
                writer = cls(store, lock, *_open_live(store))
            except BaseException:
                lock.release()
                raise
        try:
            last = publish.newest(store)
            if last is not None and (not is_whole(last) or _of_another_version(last / INDEX)):
                writer.mark_unpublished()
            writer.catch_up()
        except BaseException:
            writer.close()
            raise
        return writer

    def close(self) -> None:
        """Close the files and let the next writer in."""
        self._live = None
        self.state.close()
        self._lock.release()

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def _store(self) -> Store:
        if self._live is None:
            raise ValueError("the writer is closed")
        return self._live

    def catch_up(self) -> None:
        """Write to the graph what `put` deferred, or what a kill kept from it, in large pieces.

        `open` and `publish` do it by themselves.
        """
        write, remove = self.state.unfinished()
        for at in range(0, len(write), _PIECE):
            names = write[at : at + _PIECE]
            rows = [row for row in map(self.state.paper, names) if row is not None]
            self._write(_graphs(rows), names)
        if remove:
            self._write(_graphs((), remove), remove)

    def put(
        self,
        rows: Sequence[PaperRow],
        *,
        remove: Iterable[str] = (),
        graphs: Mapping[str, Sequence[Quad]] | None = None,
        defer: bool = False,
    ) -> None:
        """Store papers, and remove others by their local names, in one transaction; durable when it returns.

        With ``defer`` that holds too, but their graphs follow later, in pieces that cost a third
        (`catch_up`); ``graphs`` can then not be given.

        ``graphs`` are further graphs of the same transaction, e.g. the papers' resolved ones. A removed
        paper's resolved graph goes with it. Rows are kept in their canonical form (`kg.mapping.canonical`);
        what is kept already in the same form is not written again.
        """
        if defer and graphs:
            raise ValueError("graphs can not be deferred")
        remove = list(remove)
        rows = self.state.changed([_canonical(row) for row in rows])
        whole = _graphs(rows, remove) | dict(graphs or {})  # before anything is marked: it may refuse a row
        if rows or remove:
            self.state.want(rows, remove=remove)
        if defer:
            return
        self._write(whole, [*remove, *(row.paper.id for row in rows)])

    def _write(self, graphs: Mapping[str, Sequence[Quad]], papers: Sequence[str]) -> None:
        self.replace(graphs)
        self.flush()
        if papers:
            self.state.written({name: len(graphs.get(paper_graph(name), ())) for name in papers})

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
        self.mark_unpublished()
        if not dropped and not gone and len(new) >= BULK_FROM:
            self._store.bulk_extend(new)
        else:
            self._store.update(_update_text(dropped, gone, new))

    def about(self, subject: str, graph: str) -> list[Quad]:
        """The quads of a graph about one subject, by IRIs."""
        with translated(self.path):
            found = self._store.quads_for_pattern(NamedNode(subject), None, None, NamedNode(graph))
            return list(found)

    def matches(self) -> list[Quad]:
        """The triples of g/names that lead to concepts of the background."""
        with translated(self.path):
            graph = NamedNode(GRAPH_NAMES)
            kinds = (self._store.quads_for_pattern(None, kind, None, graph) for kind in MATCHES)
            return list(chain.from_iterable(kinds))

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

    def load(self, quads: Iterable[Quad]) -> None:
        """Bulk-load a stream of quads in one transaction, with bounded memory; they add to what is there."""
        with translated(self.path):
            self.mark_unpublished()
            self._store.bulk_extend(quads)

    def rewrite(self, graph: str, quads: Iterable[Quad]) -> int:
        """Let one large derived graph hold exactly these quads, in many transactions; how many changed.

        A kill leaves it between old and new: for graphs that the next build derives again.
        """
        with translated(self.path):
            if next(self._quads(graph), None) is None:
                return self._fill(iter(quads))
            return self._rewrite(graph, iter(quads))

    def _fill(self, quads: Iterator[Quad]) -> int:
        """Load the first quads of a graph; their number."""
        some = list(islice(quads, BULK_FROM))
        if not some:
            return 0
        self.mark_unpublished()
        if len(some) < BULK_FROM:
            self._store.extend(some)
            return len(some)
        numbers = count(len(some))
        self._store.bulk_extend(chain(some, (quad for quad, _ in zip(quads, numbers, strict=False))))
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

    @property
    def unpublished(self) -> bool:
        """Whether something changed since the last `publish`, in this process or in one that was killed."""
        return self.state.note("unpublished") is not None or publish.newest(self.path) is None

    def mark_unpublished(self) -> None:
        """Say that readers do not see everything yet."""
        if self.state.note("unpublished") is None:
            self.state.set_note("unpublished", "yes")

    def publish(self, write_index: Callable[[Path], None]) -> Path:
        """Publish a snapshot of what is written; its directory.

        ``write_index`` is called with the path at which it has to leave the index (one closed file).
        """
        self.catch_up()
        with translated(self.path):
            self._store.flush()
            done = publish.publish(self.path, self._store, write_index)
        self.state.set_note("unpublished", None)
        return done


def _open_live(store: Path) -> tuple[State, Store]:
    """State and graph. Each is only worth something with the other: what lacks its partner is made again."""
    live = store / LIVE
    had_state, had_graph = (live / STATE).exists(), (live / GRAPH / "CURRENT").exists()
    if had_graph and not had_state:
        shutil.rmtree(live / GRAPH)
    if not (had_graph and had_state):
        (live / DERIVED).unlink(missing_ok=True)
    state = State.open(store)
    try:
        graph = Store(str(live / GRAPH))
        if had_state and not had_graph:
            state.doubt_all()
    except BaseException:
        state.close()
        raise
    (store / SNAPSHOTS).mkdir(exist_ok=True)
    return state, graph


def _canonical(row: PaperRow) -> PaperRow:
    paper, extractions = canonical(row.paper, row.extractions)
    return PaperRow(paper, extractions, tuple(sorted(set(row.records))))


def _graphs(rows: Iterable[PaperRow], remove: Iterable[str] = ()) -> dict[str, Sequence[Quad]]:
    whole: dict[str, Sequence[Quad]] = {}
    for name in remove:
        whole |= {paper_graph(name): (), resolved_graph(name): ()}
    for row in rows:
        whole[paper_graph(row.paper.id)] = paper_quads(row.paper, row.extractions)
    return whole


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


def _of_another_version(index: Path) -> bool:
    """Whether a published index has to be made anew before it can be read; not whether it is whole."""
    try:
        Index(index).close()
    except StoreVersionError:
        return True
    except (StoreError, sqlite3.Error):
        pass
    return False
