"""The two sides of a comparison as sorted lines of N-Quads: stores, backups, snapshots, exports."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, parse

from kg.errors import InputError, UsageError
from kg.store.layout import GRAPH, hold_path
from kg.store.manifest import read_manifest
from kg.store.nquads import sorted_nquads
from kg.store.publish import complete
from kg.store.snapshot import Snapshot
from kg.vocab import GRAPH_BACKGROUND

Side = Callable[[], Iterator[bytes]]
"""Gives the lines anew with each call."""

_FORMATS = {
    ".nq": RdfFormat.N_QUADS,
    ".nt": RdfFormat.N_TRIPLES,
    ".trig": RdfFormat.TRIG,
    ".ttl": RdfFormat.TURTLE,
    ".jsonld": RdfFormat.JSON_LD,
}
_BACKGROUND = f" <{GRAPH_BACKGROUND}> .\n".encode()


@contextmanager
def open_side(place: str | Path, *, background: bool = False) -> Iterator[Side]:
    """The published graph of the store or backup ``place``, or the RDF file ``place`` (``.gz`` too).

    Blank nodes of a file are named canonically (RDFC-1.0), so that files which say the same are equal.
    ``background`` keeps the shipped taxonomies, which are left out otherwise. Raises `InputError` for a file
    that can not be read and `kg.errors.StoreError`.
    """
    place = Path(place)
    if place.is_dir():
        with Snapshot.open(place) as snapshot:
            yield _side(snapshot.quads, background)
    else:
        quads = _read(place)
        yield _side(lambda: iter(quads), background)


def same_files(one: str | Path, other: str | Path) -> bool:
    """Whether two stores or backups hold the same files of a graph, which then need not be read.

    Raises `kg.errors.StoreError` where one of them is none that can be read.
    """
    if not (Path(one).is_dir() and Path(other).is_dir()):
        return False
    with Snapshot.open(one) as mine, Snapshot.open(other) as theirs:
        return _digests(mine) == _digests(theirs)


def _digests(snapshot: Snapshot) -> dict[str, str]:
    files = read_manifest(snapshot.path)
    return {name: str(entry["sha256"]) for name, entry in files.items() if name.startswith(f"{GRAPH}/")}


@contextmanager
def before(store: str | Path, *, background: bool = False) -> Iterator[Side]:
    """What ``store`` held before its last publication.

    Raises `UsageError` where nothing was published before.
    """
    store = Path(store)
    with Snapshot.open(store) as now:
        older = [path for path in complete(store) if path.name < now.name]
        held = hold_path(older[-1]) if older else None
    if held is None:
        raise UsageError(
            f"{store} has been published once only; give two stores, backups or files to compare"
        )
    with Snapshot(store, held) as snapshot:
        yield _side(snapshot.quads, background)


def _side(quads: Callable[[], Iterator[Quad]], background: bool) -> Side:
    def lines() -> Iterator[bytes]:
        for line in sorted_nquads(quads()):
            if background or not line.endswith(_BACKGROUND):
                yield line

    return lines


def _read(file: Path) -> list[Quad]:
    suffixes = [suffix for suffix in file.suffixes if suffix != ".gz"]
    kind = _FORMATS.get(suffixes[-1] if suffixes else "")
    if kind is None:
        known = ", ".join(_FORMATS)
        raise UsageError(f"{file}: neither a store nor a backup nor one of {known} (.gz too)")
    try:
        with _open(file) as stream:
            quads = list(parse(stream, format=kind, lenient=False))
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(f"{file} can not be read: {reason}") from error
    if any(isinstance(term, BlankNode) for quad in quads for term in (quad.subject, quad.object)):
        dataset = Dataset(quads)
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        quads = list(dataset)
    return quads


def _open(file: Path) -> IO[bytes]:
    return gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb")  # type: ignore[return-value]
