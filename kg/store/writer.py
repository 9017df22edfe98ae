"""The one writer of a store."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Thread

from pyoxigraph import NamedNode, Quad, Store

from kg.errors import StoreError, StoreVersionError
from kg.index import Index
from kg.mapping import canonical, check_iris, paper_quads
from kg.store import publish
from kg.store.journal import ALL, SETTING
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
from kg.store.lost import require_records
from kg.store.manifest import is_whole
from kg.store.nquads import nquads
from kg.store.quads import Quads
from kg.store.ready import Ready
from kg.store.state import PaperRow, State
from kg.store.trouble import translated
from kg.vocab import paper_graph, resolved_graph

STREAM_FROM = 40
"""New papers from which `Writer.catch_up` bulk-loads them as a stream."""
_FEW = 50
_PIECE = 500
"""Changed or removed papers that it writes at a time; 200,000 quads take 250 MB meanwhile."""


class Writer(Quads):
    """Everything that changes a store goes through here. One process at a time; a context manager.

    ``state`` is what the writer knows beside the graph. Nothing is seen by readers before `publish`. While
    `unpublished` is true the derived graphs may be older than the papers (after a kill, papers are written
    again without them): derive them again before publishing.
    """

    def __init__(self, store: Path, lock: WriterLock, state: State, live: Store) -> None:
        super().__init__(store, live)
        self.state = state
        self._lock = lock
        self._loading: Thread | None = None
        """What loads papers meanwhile (`catch_up_aside`)."""
        self._made: dict[str, Ready] = {}
        """Of papers whose graphs are deferred, those that are made already; they can be made again."""
        self._touched: set[str] = set()
        """Graphs that the journal knows of since the last snapshot."""

    @classmethod
    def open(cls, store: str | Path, *, create: bool = True, wait: float = 0.0) -> Writer:
        """Open ``store`` for writing, and finish or clean what a killed writer left.

        Waits ``wait`` seconds for another writer. Raises `kg.errors.StoreBusy`, `kg.errors.ForeignPath`,
        `kg.errors.StoreNotFound` (only without ``create``), `kg.errors.StoreVersionError`,
        `kg.errors.StoreDamaged`, and `kg.errors.StoreError` where papers are there and their records are not.
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
                require_records(store)
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
        self._join()  # nothing may be written once the next writer is in
        self._live = None
        self.state.close()
        self._lock.release()

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def catch_up(self) -> None:
        """Write to the graph what `put` deferred, or what a kill kept from it.

        Papers that have no graph yet are streamed into it, so that a first build is half as large on disk;
        others follow in pieces. `open` and `publish` do it by themselves.
        """
        self._join()
        made, self._made = self._made, {}
        write, remove = self.state.unfinished()
        with translated(self.path):
            new = [n for n in write if not self._store.contains_named_graph(NamedNode(paper_graph(n)))]
        if len(new) >= STREAM_FROM:
            self._stream(new, made)
            write = sorted(set(write).difference(new))
        for at in range(0, len(write), _PIECE):
            names = write[at : at + _PIECE]
            self._write(_graphs(self._kept(names)), names)
        for at in range(0, len(remove), _PIECE):
            names = remove[at : at + _PIECE]
            self._write(_graphs((), names), names)

    def catch_up_aside(self) -> Callable[[], None]:
        """As `catch_up`, but what is new and made already is loaded aside; what is given back waits for it.

        Until then the store may be read, and nothing else be written to its graph.
        """
        write, remove = self.state.unfinished()
        ready = len(write) >= STREAM_FROM and not remove and self._made.keys() == set(write)
        with translated(self.path):
            if not ready or any(self._store.contains_named_graph(NamedNode(paper_graph(n))) for n in write):
                self.catch_up()
                return lambda: None
        made, self._made = self._made, {}
        sizes = {name: made[name].quads for name in write}
        self.mark_changing(map(paper_graph, write))
        failed: list[BaseException] = []

        def load() -> None:
            try:
                self._load_lines((made.pop(name).lines, sizes[name]) for name in write)
                self.flush()
            except BaseException as error:  # noqa: BLE001 - raised by who waits
                failed.append(error)

        self._loading = Thread(target=load)
        self._loading.start()

        def wait() -> None:
            self._join()
            if failed:
                raise failed[0]
            self.state.written(sizes)

        return wait

    def _join(self) -> None:
        if self._loading is not None:
            self._loading.join()
            self._loading = None

    def _kept(self, names: Iterable[str]) -> Iterator[PaperRow]:
        return (row for row in map(self.state.paper, names) if row is not None)

    def _stream(self, names: Sequence[str], made: Mapping[str, Ready]) -> None:
        """Bulk-load papers that have no graph yet, as lines where those are made already."""
        sizes = dict.fromkeys(names, 0)

        def of_paper(row: PaperRow) -> list[Quad]:
            quads = paper_quads(row.paper, row.extractions, written=True)
            sizes[row.paper.id] = len(quads)
            return quads

        def lines() -> Iterator[tuple[bytes, int]]:
            for name in names:
                if name in made:
                    sizes[name] = made[name].quads
                    yield made[name].lines, sizes[name]
                else:
                    for row in self._kept([name]):
                        quads = of_paper(row)
                        yield b"".join(nquads(quads)), len(quads)

        graphs = map(paper_graph, names)
        if made:
            self.load_lines(lines(), graphs=graphs)
        else:
            self.load((quad for row in self._kept(names) for quad in of_paper(row)), graphs=graphs)
        self.flush()
        self.state.written(sizes)

    def put(
        self,
        rows: Sequence[PaperRow],
        *,
        remove: Iterable[str] = (),
        graphs: Mapping[str, Sequence[Quad]] | None = None,
        defer: bool = False,
        made: Sequence[tuple[Ready, Sequence[str]]] = (),
    ) -> None:
        """Store papers, and remove others by their local names, in one transaction; durable when it returns.

        With ``defer`` that holds too, but their graphs follow later, in pieces that cost a third
        (`catch_up`); ``graphs`` can then not be given.

        ``graphs`` are further graphs of the same transaction, e.g. the papers' resolved ones. A removed
        paper's resolved graph goes with it. ``made`` are papers that the store did not hold, as another
        process made them, with the digests of their records; only with ``defer``. Rows are kept in their
        canonical form (`kg.mapping.canonical`); what is kept already in the same form is not written again.
        """
        if defer and graphs:
            raise ValueError("graphs can not be deferred")
        if made and not defer:
            raise ValueError("what is made elsewhere is written later")
        remove = list(remove)
        rows = self.state.changed([_canonical(row) for row in rows])
        for row in rows:  # before anything is marked
            check_iris(row.paper, row.extractions)
        for name in (*remove, *(row.paper.id for row in rows)):
            self._made.pop(name, None)
        if rows or remove or made:
            self.state.want(rows, remove=remove, made=made)
        if defer:
            self._made.update((new.name, new) for new, _ in made)
            return
        names = [*remove, *(row.paper.id for row in rows)]
        self._write(_graphs(rows, remove) | dict(graphs or {}), names)

    def _write(self, graphs: Mapping[str, Sequence[Quad]], papers: Sequence[str]) -> None:
        self.replace(graphs)
        self.flush()
        if papers:
            self.state.written({name: len(graphs.get(paper_graph(name), ())) for name in papers})

    @property
    def unpublished(self) -> bool:
        """Whether something changed since the last `publish`, in this process or in one that was killed."""
        return self.state.note("unpublished") is not None or publish.newest(self.path) is None

    def mark_changing(self, graphs: Iterable[str]) -> None:
        """Say so in the journal, and that readers do not see everything yet."""
        self.mark_unpublished()
        new = {ALL} if ALL in self._touched else set(graphs)
        new -= self._touched
        if new:
            self.state.touch(new)
        if len(new) <= _FEW:  # those that change again and again
            self._touched |= new

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
            self._touched.clear()
            settings = self.state.notes() | {SETTING: self.state.close_turn()}
            done = publish.publish(self.path, self._store, write_index, settings=settings)
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
        whole[paper_graph(row.paper.id)] = paper_quads(row.paper, row.extractions, written=True)
    return whole


def _of_another_version(index: Path) -> bool:
    """Whether a published index has to be made anew before it can be read; not whether it is whole."""
    try:
        Index(index).close()
    except StoreVersionError:
        return True
    except (StoreError, sqlite3.Error):
        pass
    return False
