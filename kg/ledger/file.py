"""The file of the ledger: appended to under a lock of its own, on disk before anybody is told."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from io import FileIO
from pathlib import Path
from typing import Protocol

from kg.durable import sync_directory
from kg.errors import StoreDamaged, StoreError, UsageError
from kg.ledger.entries import Entry, from_plain, to_plain, whole

FILE = "ledger.jsonl"


class Check(Protocol):
    """Called under the lock with the entries so far and the new ones; raises where one can not be."""

    def __call__(self, entries: Sequence[Entry], /, *new: Entry) -> None:
        """Look at what is to be written."""


def read(directory: Path) -> tuple[Entry, ...]:
    """All entries of the ledger of the store in ``directory``; none where there is no ledger yet.

    A last line without its line end was never confirmed to anybody and is passed over.
    Raises `StoreDamaged` for any other line that can not be read.
    """
    lines = enumerate(_lines(directory), 1)
    return tuple(_entry(line, FILE, n) for n, line in lines if line != b"\n")


def _lines(directory: Path) -> list[bytes]:
    """The confirmed lines, each with its end."""
    path = directory / FILE
    confirmed, end, _ = path.read_bytes().rpartition(b"\n") if path.exists() else (b"", b"", b"")
    return [line + end for line in confirmed.split(end)] if end else []


def _entry(line: bytes, file: str, number: int) -> Entry:
    try:
        return from_plain(json.loads(line))
    except (ValueError, TypeError, KeyError) as error:
        raise StoreDamaged(
            f"{file}, line {number}: no ledger entry ({error}); restore the file from a backup"
        ) from error


def write(directory: Path, entries: Iterable[Entry], *, check: Check | None = None) -> tuple[Entry, ...]:
    """Append ``entries``, numbered on, all or none; when this returns they are on disk.

    ``check`` sees them before anything is written, while nobody else can write. Raises what it raises,
    `kg.errors.UsageError` for an entry that lacks something, and `StoreError` where the disk refuses.
    """
    drafts = [whole(entry) for entry in entries]
    with _locked(directory / FILE) as file:
        known = read(directory)
        new = tuple(replace(draft, number=n) for n, draft in enumerate(drafts, len(known) + 1))
        if check is not None:
            check(known, *new)
        lines = [json.dumps(to_plain(entry), ensure_ascii=False) + "\n" for entry in new]
        _append(file, directory, "".join(lines).encode())
    return new


def beyond(directory: Path, other: Path) -> int:
    """How many entries the ledger in ``directory`` has that the one in ``other`` lacks.

    Raises `UsageError` where the two contradict each other.
    """
    ours, theirs = _lines(directory), _lines(other)
    for number, (mine, yours) in enumerate(zip(ours, theirs, strict=False), 1):
        if mine != yours:
            raise UsageError(
                f"the ledgers of {directory} and {other} differ from entry {number} on, and no decision is "
                "overwritten; restore into a new folder"
            )
    return max(len(ours) - len(theirs), 0)


def catch_up(directory: Path, other: Path) -> int:
    """Append what the ledger in ``other`` has beyond the one in ``directory``; else as `beyond`.

    Compared under the lock: a decision written meanwhile, which needs no other lock, is never lost.
    """
    theirs = _lines(other)
    if not theirs:
        return beyond(directory, other)
    with _locked(directory / FILE) as file:
        more = beyond(directory, other)
        _append(file, directory, b"".join(theirs[len(_lines(directory)) :]))
    return more


@contextmanager
def _locked(path: Path) -> Iterator[FileIO]:
    """The file, for us alone; what the disk refuses meanwhile is told with the file's name."""
    try:
        with _held(path) as file:
            yield file
    except OSError as error:
        raise StoreError(
            f"{path} can not be written ({error.strerror or error}); look for space, limits and permissions, "
            "then run the same command again"
        ) from error


def _held(path: Path) -> FileIO:
    """The file, open and locked: the one that has the name now, not one that was replaced while we waited.

    Without a buffer: closing one would write once more what a full disk has just refused.
    """
    while True:
        with ExitStack() as opened:
            file = opened.enter_context(path.open("a+b", buffering=0))
            fcntl.flock(file, fcntl.LOCK_EX)
            if _lies_at(path, file):
                opened.pop_all()  # the caller closes it
                return file


def _lies_at(path: Path, file: FileIO) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _append(file: FileIO, directory: Path, content: bytes) -> None:
    """Write ``content`` as a whole; where that fails, the file ends as it did before."""
    size = _drop_torn_line(file)
    try:
        rest = memoryview(content)
        while rest:  # a disk that is almost full takes a part
            rest = rest[os.write(file.fileno(), rest) :]
        os.fsync(file.fileno())
        if size == 0:
            sync_directory(directory)
    except BaseException:
        file.truncate(size)
        os.fsync(file.fileno())
        raise


def _drop_torn_line(file: FileIO) -> int:
    """Cut off what a killed writer left behind the last line end; the size of what stays."""
    file.seek(0)
    size = file.readall().rfind(b"\n") + 1
    file.truncate(size)
    return size
