"""What a backup holds: the list of its files with their digests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.durable import write_atomically
from kg.errors import ForeignPath, StoreDamaged, StoreNotFound, StoreVersionError
from kg.store.layout import BACKUP

VERSION = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """A backup's own description."""

    made: str
    """When, in UTC; the one place where a backup knows a clock."""
    snapshot: str
    """Number of the published snapshot that was copied."""
    decisions: int
    """Entries of the ledger."""
    files: dict[str, str]
    """SHA-256 of each file by its path in the backup."""


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Leave the description in the backup, on disk when this returns."""
    plain = {
        "version": VERSION,
        "made": manifest.made,
        "snapshot": manifest.snapshot,
        "decisions": manifest.decisions,
        "files": manifest.files,
    }
    write_atomically(folder / BACKUP, json.dumps(plain, indent=1, sort_keys=True) + "\n")


def read_backup(folder: str | Path) -> Manifest:
    """The description of the backup in ``folder``.

    Raises `StoreNotFound`, `ForeignPath` where the folder is no backup, `StoreVersionError`, `StoreDamaged`.
    """
    folder = Path(folder)
    try:
        plain = json.loads((folder / BACKUP).read_bytes())
        found = Manifest(plain["made"], plain["snapshot"], plain["decisions"], dict(plain["files"]))
    except (FileNotFoundError, NotADirectoryError):
        if folder.exists():
            raise ForeignPath(f"{folder} is no backup: it holds no {BACKUP}") from None
        raise StoreNotFound(f"no backup at {folder}: make one with `kg backup {folder}`") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreDamaged(f"{folder / BACKUP} can not be read ({error}); use another backup") from error
    if plain.get("version") != VERSION:
        raise StoreVersionError(
            f"{folder} is a backup of version {plain.get('version')}, this software reads {VERSION}"
        )
    return found


def wrong_files(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Files that are missing or not what was copied, by their path in the backup; reads all of them."""
    for name, digest in sorted(manifest.files.items()):
        try:
            with (folder / name).open("rb") as stream:
                found = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError:
            found = ""
        if found != digest:
            yield name


def check_digests(folder: Path, manifest: Manifest) -> None:
    """Raise `StoreDamaged` for the first of `wrong_files`."""
    for name in wrong_files(folder, manifest):
        raise StoreDamaged(f"{folder / name} is not what was backed up; use another backup")
