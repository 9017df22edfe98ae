"""Whether a store is what was published, whether that follows from its papers, and whether nothing is lost.

`kg.check.check` holds a graph against the vocabulary; this holds a store against itself: digests, the index
row by row, every shared triple and count derived anew from the papers, records and decisions readable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kg import ledger
from kg.check.anew import compare_graph, compare_index, made_anew
from kg.check.kept import check_kept
from kg.check.live import check_live
from kg.check.run import check
from kg.errors import KGError, StoreError
from kg.index.layout import TABLES
from kg.index.table import Tables
from kg.store.layout import BACKUP, INDEX
from kg.store.manifest import wrong_digests
from kg.store.snapshot import Snapshot

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it must be."""

    part: str
    """``files``, ``index``, ``ledger``, ``records``, ``live``, ``shapes`` or ``graph``."""
    message: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at and what was found."""

    findings: tuple[Finding, ...]
    """At most as many as were asked for."""
    total: int
    parts: tuple[str, ...]
    """Parts that were looked at."""

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.total


def verify(
    store: str | Path, *, quick: bool = False, limit: int = 100, progress: Progress | None = None
) -> Verification:
    """Look at a store or a backup; ``quick`` leaves out what takes as long as deriving the graph anew.

    Damage is found, not raised. Raises `kg.errors.StoreNotFound` and `kg.errors.ForeignPath` where there is
    no store.
    """
    store = Path(store)
    say = progress or (lambda _: None)
    found: list[Finding] = []
    looked: list[str] = []
    total = 0
    for part, look in _parts(store, quick):
        say(part)
        looked.append(part)
        for message in _guarded(look, store):
            total += 1
            if len(found) < limit:
                found.append(Finding(part, message))
        if total and part == "files":
            break  # what is made of damaged files says nothing more
    return Verification(tuple(found), total, tuple(looked))


Look = Callable[[Path], Iterator[str]]


def _parts(store: Path, quick: bool) -> Iterator[tuple[str, Look]]:
    yield "files", _files
    yield "index", _index
    yield "ledger", _ledger
    yield "records", check_kept
    yield "live", check_live
    if not quick:
        yield "shapes", _shapes
        yield "graph", _anew


def _guarded(look: Look, store: Path) -> Iterator[str]:
    try:
        yield from look(store)
    except StoreError as error:
        if error.exit_code == 2:  # no store at all: nothing was looked at
            raise
        yield str(error)
    except KGError as error:
        yield str(error)


def _files(store: Path) -> Iterator[str]:
    """Files whose bytes are not those of the manifest."""
    with Snapshot.open(store) as snapshot:
        for name in wrong_digests(snapshot.path):
            yield f"snapshots/{snapshot.name}/{name} is not what was published"
    if (store / BACKUP).exists():
        from kg.archive import read_backup
        from kg.archive.manifest import wrong_files

        for name in wrong_files(store, read_backup(store)):
            yield f"{name} is not what was backed up"


def _index(store: Path) -> Iterator[str]:
    """Rows that do not fit their checksums; SQLite's own check of its pages."""
    with Snapshot.open(store) as snapshot:
        tables = Tables(snapshot.path / INDEX)
        try:
            yield from tables.faults()
            for table in TABLES:
                tables.rows(table, "")
        finally:
            tables.close()


def _ledger(store: Path) -> Iterator[str]:
    numbers = [entry.number for entry in ledger.read(store)]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"{ledger.FILE}: its entries are not numbered 1 to {len(numbers)}; restore it from a backup"


def _shapes(store: Path) -> Iterator[str]:
    with Snapshot.open(store) as snapshot:
        for problem in check(snapshot.store).problems:
            if problem.severity == "violation":
                yield str(problem)


def _anew(store: Path) -> Iterator[str]:
    """Everything derived anew from the papers of the snapshot, beside what is published."""
    with Snapshot.open(store) as snapshot, made_anew(store, snapshot) as other:
        yield from compare_graph(snapshot, other)
        yield from compare_index(snapshot, other)
