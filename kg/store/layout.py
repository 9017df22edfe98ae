"""Where things lie in a store's directory, and which snapshot is the current one.

::

    DIR/papertriples.json      marker: this is a store, in this format
        lock                   held by the one writer
        CURRENT                name of the published snapshot
        snapshots/00000007/    graph/ (Oxigraph), index.sqlite, manifest.json, lock (held by readers)
        live/                  graph/ (Oxigraph), state.sqlite, derived.sqlite and the index that follows from
                               it: what the writer works in
        records/records.sqlite every record ever read
        vocabulary.csv         a lab's own names, where there are some

Light on purpose: looking a name up imports no more of the store than this.
"""

from __future__ import annotations

import fcntl
import os
import re
from pathlib import Path

from kg.durable import write_atomically
from kg.errors import ForeignPath, StoreDamaged, StoreError, StoreNotFound, StoreVersionError, UsageError

FORMAT = 1
MARKER = "papertriples.json"
CURRENT = "CURRENT"
SNAPSHOTS = "snapshots"
LIVE = "live"
RECORDS = "records"
RECORDS_FILE = "records.sqlite"
BACKUP = "backup.json"
"""Marks a folder as a backup, which is read like a store and never written to."""
LOCK = "lock"
GRAPH = "graph"
INDEX = "index.sqlite"
STATE = "state.sqlite"
DERIVED = "derived.sqlite"
MANIFEST = "manifest.json"
VOCABULARY = "vocabulary.csv"
GRAPHS = "graphs"
"""The folder, in the working directory, in which stores lie unless somebody says otherwise."""

SNAPSHOT_NAME = re.compile(r"[0-9]{8}\Z")
_ATTEMPTS = 20


def default_store(option: str | Path | None = None) -> Path:
    """The store to read: ``option``, else ``KG_STORE``, else the only one below ``graphs/``.

    Raises `UsageError` where there are several and `StoreNotFound` where there is none.
    """
    chosen = option or os.environ.get("KG_STORE")
    if chosen:
        return Path(chosen)
    found = sorted(path.parent for path in Path(GRAPHS).glob(f"*/{MARKER}"))
    found = [store for store in found if not (store / BACKUP).exists()]  # a backup is read when it is named
    if len(found) > 1:
        listed = ", ".join(map(str, found))
        raise UsageError(f"several stores lie in {GRAPHS}/: {listed}; choose one with --store or KG_STORE")
    if not found:
        raise StoreNotFound(
            f"no store in {GRAPHS}/: build one with `kg build FILE…`, or name one with --store or KG_STORE"
        )
    return found[0]


def new_store_path(option: str | Path | None = None) -> Path:
    """The store to build: ``option``, else ``KG_STORE``, else ``graphs/default``."""
    return Path(option or os.environ.get("KG_STORE") or Path(GRAPHS, "default"))


def prepare(store: Path) -> None:
    """Make the directory of a new store, or check that an existing one is ours.

    Raises `ForeignPath` where something else lies there and `StoreVersionError` where another format does.
    """
    if (store / MARKER).exists():
        check_marker(store)
        return
    if store.exists() and not store.is_dir():
        raise ForeignPath(f"{store} is a file; a store needs a folder of its own")
    if store.is_dir() and any(not entry.name.startswith(f".{MARKER}.") for entry in store.iterdir()):
        raise ForeignPath(f"{store} holds other files; choose an empty or a new folder for the store")
    try:
        store.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"{store} can not be made ({error.strerror or error}); choose another folder for the store"
        ) from error
    write_atomically(store / MARKER, f'{{"format": {FORMAT}}}\n')


def refuse_backup(store: Path) -> None:
    """Raise `ForeignPath` where ``store`` is a backup: nobody writes to one."""
    if (store / BACKUP).exists():
        raise ForeignPath(f"{store} is a backup: `kg restore-backup {store} --store DIR` makes a store of it")


def check_marker(store: Path) -> None:
    """Raise unless ``store`` is a store in our format."""
    import json

    try:
        written = json.loads((store / MARKER).read_bytes())["format"]
    except (FileNotFoundError, NotADirectoryError):
        if store.is_dir() and any(store.iterdir()):
            raise ForeignPath(f"{store} is no store: it holds no {MARKER}") from None
        raise StoreNotFound(f"no store at {store}: build one with `kg build FILE… --store {store}`") from None
    except (ValueError, KeyError, TypeError) as error:
        raise StoreDamaged(
            f'{store / MARKER} can not be read; it must hold {{"format": {FORMAT}}}'
        ) from error
    except OSError as error:
        raise StoreError(f"{store / MARKER} can not be read: {error.strerror}") from error
    if written != FORMAT:
        raise StoreVersionError(
            f"{store} has format {written}, this version of papertriples reads format {FORMAT}; "
            "use the version that wrote it, or build the store again in another folder"
        )


def current_name(store: Path) -> str:
    """The name that ``CURRENT`` holds."""
    try:
        name = (store / CURRENT).read_text("ascii").removesuffix("\n")
    except FileNotFoundError:
        raise StoreNotFound(
            f"nothing is published in {store} yet: run `kg build FILE… --store {store}` to its end"
        ) from None
    except (OSError, ValueError) as error:
        raise _no_current(store, str(error)) from error
    if not SNAPSHOT_NAME.match(name):
        raise _no_current(store, f"it holds {name[:40]!r}")
    return name


def _no_current(store: Path, why: str) -> StoreDamaged:
    return StoreDamaged(
        f"{store / CURRENT} names no snapshot ({why}); `kg build --store {store}` mends it, nothing is lost"
    )


def locate(store: str | Path) -> Path:
    """The directory of the published snapshot."""
    store = Path(store)
    check_marker(store)
    name = current_name(store)
    for _ in range(_ATTEMPTS):
        path = store / SNAPSHOTS / name
        if (path / MANIFEST).is_file():
            return path
        again = current_name(store)
        if again == name:
            break
        name = again  # published and removed while we looked
    raise StoreDamaged(
        f"snapshot {name} of {store} is not complete; `kg build --store {store}` publishes a new one"
    )


class Hold:
    """A snapshot that nobody removes while this is open. ``path`` is its directory."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor: int | None = descriptor

    def close(self) -> None:
        """Let go; a second time does nothing."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Hold:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def hold(store: str | Path) -> Hold:
    """Hold the published snapshot of ``store`` against removal.

    A snapshot that is replaced and removed in this very moment makes it look again.
    """
    store = Path(store)
    for _ in range(_ATTEMPTS):
        path = locate(store)
        descriptor = _lock_shared(path / LOCK)
        if descriptor is not None:
            return Hold(path, descriptor)
    raise StoreDamaged(f"{path / LOCK} is missing or never free; `kg build --store {store}` publishes anew")


def hold_path(snapshot: Path) -> Hold | None:
    """Hold the snapshot in this directory; None where it is gone or about to go."""
    descriptor = _lock_shared(snapshot / LOCK)
    return None if descriptor is None else Hold(snapshot, descriptor)


def _lock_shared(file: Path) -> int | None:
    """A descriptor that holds ``file``; None where it is gone or about to go."""
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        if os.fstat(descriptor).st_ino == os.stat(file).st_ino:
            return descriptor
    except (BlockingIOError, FileNotFoundError):
        pass
    os.close(descriptor)
    return None
