"""The list of a snapshot's files with their sizes and SHA-256 digests."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg.durable import sync_directory, write_atomically
from kg.errors import StoreDamaged, StoreVersionError
from kg.store.layout import FORMAT, MANIFEST

_THREADS = 2
"""Threads that digest files of a snapshot."""

Files = dict[str, dict[str, Any]]


def write_manifest(snapshot: Path, *, before: Path | None, settings: Mapping[str, str] | None = None) -> None:
    """Digest all files of ``snapshot`` and make them durable.

    A file that is the same hard link as in the snapshot ``before`` keeps its digest, unread. ``settings`` are
    what it was derived with beside papers and ledger.
    """
    from concurrent.futures import ThreadPoolExecutor  # readers, who are quick, do without

    known = _known(before)
    files: Files = {}
    unread: list[Path] = []
    for file in _files(snapshot):
        stat = file.stat()
        name = file.relative_to(snapshot).as_posix()
        sign = {"size": stat.st_size, "mtime_ns": stat.st_mtime_ns, "inode": stat.st_ino}
        old = known.get(name, {})
        same = sign.items() <= old.items()
        files[name] = old if same else sign
        unread += [] if same else [file]
    with ThreadPoolExecutor(_THREADS) as threads:
        for file, digest in zip(unread, threads.map(digest_durably, unread), strict=True):
            files[file.relative_to(snapshot).as_posix()]["sha256"] = digest
    for directory in sorted({file.parent for file in _files(snapshot)}):
        sync_directory(directory)
    written: dict[str, Any] = {"format": FORMAT, "files": files}
    if settings is not None:
        written["settings"] = dict(settings)
    write_atomically(snapshot / MANIFEST, json.dumps(written, indent=1, sort_keys=True) + "\n")


def _known(snapshot: Path | None) -> Files:
    try:
        return {} if snapshot is None else read_manifest(snapshot)
    except (StoreDamaged, StoreVersionError):
        return {}


def _files(snapshot: Path) -> list[Path]:
    return sorted(p for p in snapshot.rglob("*") if p.is_file() and p != snapshot / MANIFEST)


def digest_durably(file: Path) -> str:
    """SHA-256 of a file, after an fsync of it."""
    with file.open("rb") as stream:
        os.fsync(stream.fileno())
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_manifest(snapshot: Path) -> Files:
    """The files of a snapshot by their path in it."""
    try:
        written = json.loads((snapshot / MANIFEST).read_bytes())
        files = written["files"]
        sizes = [int(entry["size"]) for entry in files.values()]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _broken(snapshot, f"its manifest can not be read ({error})") from error
    if written.get("format") != FORMAT or not sizes:
        raise StoreVersionError(f"{snapshot} was written in format {written.get('format')}, not {FORMAT}")
    return dict(files)


def read_settings(snapshot: Path) -> dict[str, str] | None:
    """What a snapshot was derived with; None where an older version published it."""
    read_manifest(snapshot)  # raises where it can not be read
    found = json.loads((snapshot / MANIFEST).read_bytes()).get("settings")
    return None if found is None else {str(key): str(value) for key, value in found.items()}


def check_sizes(snapshot: Path) -> None:
    """Raise `StoreDamaged` where a file of the manifest is missing or has another size. Reads no file."""
    for name, entry in read_manifest(snapshot).items():
        try:
            size = (snapshot / name).stat().st_size
        except OSError as error:
            raise _broken(snapshot, f"{name} is missing ({error.strerror})") from error
        if size != entry["size"]:
            raise _broken(snapshot, f"{name} has {size} bytes instead of {entry['size']}")


def is_whole(snapshot: Path) -> bool:
    """Whether `check_sizes` has nothing to say."""
    try:
        check_sizes(snapshot)
    except (StoreDamaged, StoreVersionError):
        return False
    return True


def wrong_digests(snapshot: Path) -> list[str]:
    """Files whose content is not what was published, sorted; reads all of them."""
    return sorted(
        name for name, entry in read_manifest(snapshot).items() if not _fits(snapshot / name, entry)
    )


def _fits(file: Path, entry: dict[str, Any]) -> bool:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == str(entry["sha256"])
    except OSError:
        return False


def _broken(snapshot: Path, reason: str) -> StoreDamaged:
    store = snapshot.parent.parent
    return StoreDamaged(
        f"snapshot {snapshot.name} of {store} is damaged: {reason}; "
        f"`kg build --store {store}` publishes a new one from {store / 'live'}"
    )
