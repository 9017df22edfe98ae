"""Whether the graph that the next build works in holds what is published."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from pyoxigraph import Quad, Store

from kg.errors import StoreBusy
from kg.store.layout import GRAPH, LIVE, STATE
from kg.store.lock import WriterLock
from kg.store.manifest import read_manifest
from kg.store.reading import read_only
from kg.store.snapshot import Snapshot

_MASK = (1 << 64) - 1


def check_live(store: Path) -> Iterator[str]:
    """A working graph that can not be read, or that is not what is published although nothing is due.

    While somebody writes, and where there is none (a backup, or a restored store), nothing is looked at.
    """
    graph = store / LIVE / GRAPH
    if not (graph / "CURRENT").exists():
        return
    try:
        lock = WriterLock.acquire(store)
    except (StoreBusy, OSError):  # somebody writes, or nobody may
        return
    mend = f"remove {graph} and run `kg build --store {store}`, which writes it anew"
    try:
        with Snapshot.open(store) as snapshot:
            for name in _changed(graph, snapshot.path):
                yield f"{graph / name} is not the file that was published; {mend}"
                return
            try:
                live = _sum(Store.read_only(str(graph)))
            except (OSError, ValueError, RuntimeError) as error:
                yield f"{graph} can not be read ({error}); {mend}"
                return
            if not _unpublished(store) and live != _sum(snapshot.quads()):
                yield f"{graph} does not hold what is published; {mend}"
    finally:
        lock.release()


def _changed(graph: Path, snapshot: Path) -> Iterator[str]:
    """Table files that differ from the published ones of the same name: RocksDB never changes one."""
    for name, entry in sorted(read_manifest(snapshot).items()):
        file = graph / Path(name).name
        if name.startswith(f"{GRAPH}/") and name.endswith(".sst") and file.exists():
            if file.stat().st_ino == (snapshot / name).stat().st_ino:
                continue  # one file, looked at with the snapshot's
            with file.open("rb") as stream:
                if hashlib.file_digest(stream, "sha256").hexdigest() != entry["sha256"]:
                    yield file.name


def _sum(quads: Iterable[Quad]) -> tuple[int, int]:
    """Number of quads, and a sum that does not depend on their order; of this process only."""
    number = total = 0
    for quad in quads:
        number += 1
        total = (total + hash(quad)) & _MASK
    return number, total


def _unpublished(store: Path) -> bool:
    """Whether the working graph may hold more than is published: damaged books, told elsewhere, hide it."""
    file = store / LIVE / STATE
    if not file.exists():
        return True
    with closing(read_only(file)) as database:
        try:
            return database.execute("SELECT 1 FROM note WHERE key = 'unpublished'").fetchone() is not None
        except sqlite3.DatabaseError:
            return True
