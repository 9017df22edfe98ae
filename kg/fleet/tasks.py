"""A task: one function over some folders of shards, done once however often it is started.

It writes into a folder that nobody knows, with a marker that says of what exactly it is the result, and
renames that folder at the end. So a task may be killed at any moment, run twice at once on two machines, or
be started again by a driver that knows nothing: what is done is there whole, what is not is not there.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from kg import __version__
from kg.fleet.shards import Out, dumps

MARKER = "done.json"
VERSION = "2"
"""Of what the steps make of the same input."""


@dataclass(frozen=True, slots=True)
class Context:
    """What all tasks of a plan share."""

    shards: int
    extractor: Any
    """Name of an extractor, or the extractor itself."""
    limits: tuple[tuple[str, str, float, float], ...] = ()
    """Name and version of the extractor, and from which confidence entities and links are plain triples."""
    format: str | None = None
    listing_year: int | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work. It crosses to other machines as it is."""

    step: str
    """``module:function`` below `kg.fleet`."""
    stage: str
    number: int
    root: Path
    inputs: tuple[tuple[str, tuple[Path, ...]], ...]
    """Folders of the stages that it reads, by their short names."""
    context: Context
    signature: str
    """A digest of all that the result depends on."""
    extra: str = ""
    """What else this task is told."""

    @property
    def folder(self) -> Path:
        """Where the result lies."""
        return self.root / self.stage / f"{self.number:05d}"


@dataclass(slots=True)
class Work:
    """What a step sees of its task."""

    number: int
    context: Context
    folders: dict[str, tuple[Path, ...]]
    extra: str
    out: Out
    folder: Path
    """Where files go that are no shards."""
    told: dict[str, Any] = field(default_factory=dict)
    """What the driver has to know of the result."""


Step = Callable[[Work], None]


def signature(*parts: Any) -> str:
    """A digest of all that a result depends on."""
    return hashlib.sha256(dumps([VERSION, __version__, *parts]).encode("utf-8", "surrogatepass")).hexdigest()


def result(task: Task) -> dict[str, Any] | None:
    """The marker of a task that is done as it is asked for; None where it is not."""
    try:
        marker = json.loads((task.folder / MARKER).read_bytes())
    except (OSError, ValueError):
        return None
    return marker if isinstance(marker, dict) and marker.get("signature") == task.signature else None


def perform(task: Task) -> dict[str, Any]:
    """Do a task unless it is done; its marker. Any process that sees the folder may call it."""
    done = result(task)
    if done is not None:
        return done
    task.folder.parent.mkdir(parents=True, exist_ok=True)
    part = task.folder.with_name(f".{task.folder.name}.{uuid.uuid4().hex}")
    part.mkdir()
    try:
        module, _, function = task.step.partition(":")
        step: Step = getattr(import_module(f"kg.fleet.{module}"), function)
        with Out(part, task.context.shards) as out:
            work = Work(task.number, task.context, dict(task.inputs), task.extra, out, part)
            began = time.process_time()
            step(work)
        spent = round(time.process_time() - began, 3)  # for benchmarks: no other result depends on it
        marker = {"signature": task.signature, "content": _content(part), "told": work.told, "spent": spent}
        _write(part / MARKER, json.dumps(marker))
        return _place(task, part, marker)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _place(task: Task, part: Path, marker: dict[str, Any]) -> dict[str, Any]:
    """Let the folder be the result; where another process was quicker, theirs is."""
    for _ in range(3):
        try:
            part.rename(task.folder)
            return marker
        except OSError:
            done = result(task)
            if done is not None:
                return done
            gone = task.folder.with_name(f".{task.folder.name}.{uuid.uuid4().hex}")
            try:
                task.folder.rename(gone)  # the result of something else
            except OSError:
                continue
            shutil.rmtree(gone, ignore_errors=True)
    raise OSError(f"{task.folder} can not be replaced")


def _content(folder: Path) -> str:
    """A digest of what a task wrote, with every byte on disk."""
    found = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        with file.open("rb") as stream:
            os.fsync(stream.fileno())
            found.update(file.name.encode() + b"\0" + hashlib.file_digest(stream, "sha256").digest())
    return found.hexdigest()


def _write(file: Path, text: str) -> None:
    with file.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
