"""The file of the ledger: appended to under a lock of its own, on disk before anybody is told."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, Protocol

from kg.errors import StoreDamaged
from kg.ledger.entries import Action, Entry, from_plain, to_plain, whole

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
    path = directory / FILE
    if not path.exists():
        return ()
    lines, _, _ = path.read_bytes().rpartition(b"\n")
    return tuple(_entry(line, path.name, n) for n, line in enumerate(lines.split(b"\n"), 1) if line)


def _entry(line: bytes, file: str, number: int) -> Entry:
    try:
        return from_plain(json.loads(line))
    except (ValueError, TypeError, KeyError) as error:
        raise StoreDamaged(
            f"{file}, line {number}: no ledger entry ({error}); restore the file from a backup"
        ) from error


def append(
    directory: Path, action: Action, papers: Iterable[str], *, author: str, time: str, reason: str = ""
) -> Entry:
    """Write a decision about papers; when this returns it is on disk."""
    entry = Entry(0, time, author, action, tuple(papers), reason)
    return write(directory, [entry])[0]


def write(directory: Path, entries: Iterable[Entry], *, check: Check | None = None) -> tuple[Entry, ...]:
    """Append ``entries``, numbered on, all or none; when this returns they are on disk.

    ``check`` sees them before anything is written, while nobody else can write. Raises what it raises,
    and `kg.errors.UsageError` for an entry that lacks something.
    """
    drafts = [whole(entry) for entry in entries]
    with _locked(directory / FILE) as file:
        known = read(directory)
        new = tuple(replace(draft, number=n) for n, draft in enumerate(drafts, len(known) + 1))
        if check is not None:
            check(known, *new)
        _drop_torn_line(file)
        lines = [json.dumps(to_plain(entry), ensure_ascii=False) + "\n" for entry in new]
        file.write("".join(lines).encode())
        file.flush()
        os.fsync(file.fileno())
    return new


@contextmanager
def _locked(path: Path) -> Iterator[IO[bytes]]:
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _drop_torn_line(file: IO[bytes]) -> None:
    """Cut off what a killed writer left behind the last line end."""
    file.seek(0)
    content = file.read()
    file.truncate(content.rfind(b"\n") + 1)
    file.seek(0, os.SEEK_END)
