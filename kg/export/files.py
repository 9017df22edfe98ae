"""Files out whole or not at all, and folders only over folders of ours."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kg.errors import ForeignPath, UsageError

MARKER = "papertriples-export.json"
"""A folder that holds this file was written by an export and may be replaced."""


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that stands under ``path`` once all is written; until then the old one, if any, does.

    A device or a pipe is written to directly. Raises `UsageError` where ``path`` can not be written.
    """
    try:
        if path.exists() and not path.is_file():
            if path.is_dir():
                raise UsageError(f"{path} is a folder; name a file")
            with path.open("wb") as direct:
                yield direct
            return
        with _beside(path) as temporary:
            with temporary.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
    except OSError as error:
        raise UsageError(f"can not write {path}: {error.strerror or error}") from error


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A name in the same folder, removed again where nothing took it away."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", suffix=".part", dir=path.parent)
    os.close(descriptor)
    temporary = Path(name)
    try:
        temporary.chmod(0o666 & ~_umask())
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def new_folder(path: Path, *, format: str) -> Iterator[Path]:  # noqa: A002 - the same word as in `export`
    """A folder that stands under ``path`` once all is written.

    Raises `ForeignPath` where something stands there that no export wrote, unless it is an empty folder.
    """
    refuse_foreign(path)
    try:
        work = Path(tempfile.mkdtemp(prefix=f".{path.name[:100]}.", suffix=".part", dir=path.parent))
        try:
            made = work / "new"
            made.mkdir()
            yield made
            (made / MARKER).write_text(json.dumps({"format": 1, "export": format}) + "\n")
            if path.exists():
                path.rename(work / "old")
            made.rename(path)
        finally:
            shutil.rmtree(work)
    except OSError as error:
        raise UsageError(f"can not write {path}: {error.strerror or error}") from error


def refuse_foreign(path: Path) -> None:
    """Raise `ForeignPath` unless ``path`` is free, an empty folder, or a folder that an export wrote."""
    if not path.exists() and not path.is_symlink():
        return
    if path.is_symlink() or not path.is_dir():
        raise ForeignPath(f"{path} is not a folder; name one that does not exist yet")
    if any(path.iterdir()) and not (path / MARKER).is_file():
        raise ForeignPath(f"{path} holds files that no export wrote; name another folder")
