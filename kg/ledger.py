"""The ledger: what a person decided, in an append-only text file beside the store.

It is the one thing that can not be rebuilt, so each entry is on disk before the command says so, and
nothing is ever rewritten. One JSON object a line. Appending takes a short lock of its own and never
needs the writer's: a running build, or the next one, applies what was written.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal, get_args

from kg.errors import StoreDamaged, UsageError
from kg.vocab import clean_literal

Action = Literal["retract", "restore"]
FILE = "ledger.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision. ``papers`` are local names of papers, as the user named them."""

    number: int
    time: str
    """UTC, ISO 8601 with seconds."""
    author: str
    action: Action
    papers: tuple[str, ...]
    reason: str = ""


def read(directory: Path) -> tuple[Entry, ...]:
    """All entries of the ledger of the store in ``directory``; none where there is no ledger yet.

    A last line without its line end was never confirmed to anybody and is passed over.
    Raises `StoreDamaged` for any other line that can not be read.
    """
    path = directory / FILE
    if not path.exists():
        return ()
    whole, _, _ = path.read_bytes().rpartition(b"\n")
    return tuple(_entry(line, path.name, n) for n, line in enumerate(whole.split(b"\n"), 1) if line)


def _entry(line: bytes, file: str, number: int) -> Entry:
    try:
        data = json.loads(line)
        if data["action"] not in get_args(Action):
            raise ValueError(f"unknown action {data['action']!r}")
        return Entry(**{**data, "papers": tuple(data["papers"])})
    except (ValueError, TypeError, KeyError) as error:
        raise StoreDamaged(
            f"{file}, line {number}: no ledger entry ({error}); restore the file from a backup"
        ) from error


def append(
    directory: Path, action: Action, papers: Iterable[str], *, author: str, time: str, reason: str = ""
) -> Entry:
    """Write one entry; when this returns it is on disk."""
    named = tuple(papers)
    if not named:
        raise UsageError(f"{action} needs at least one paper")
    with _locked(directory / FILE) as file:
        entry = Entry(
            number=len(read(directory)) + 1,
            time=time,
            author=clean_literal(author),
            action=action,
            papers=named,
            reason=clean_literal(reason),
        )
        _drop_torn_line(file)
        file.write((json.dumps(_plain(entry), ensure_ascii=False) + "\n").encode())
        file.flush()
        os.fsync(file.fileno())
    return entry


def _plain(entry: Entry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in Entry.__slots__}


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


def retracted(entries: Iterable[Entry]) -> frozenset[str]:
    """The papers (as named) that are retracted after all entries: the last word on a paper counts."""
    out: set[str] = set()
    for entry in entries:
        if entry.action == "retract":
            out.update(entry.papers)
        else:
            out.difference_update(entry.papers)
    return frozenset(out)
