"""Builds in forked children that may be disturbed, and what is seen of their stores; for `benchmarks.faults`.

Nothing here may open a store before, because its threads would not be forked.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import kg.build.job as run
from benchmarks.generate import Generator
from kg.build import BuildReport
from kg.check import verify
from kg.errors import ForeignPath, KGError, StoreNotFound
from kg.index import Index
from kg.mapping import taxonomy
from kg.resolve.expansions import shipped
from kg.store.layout import LIVE, STATE
from kg.store.manifest import wrong_digests
from kg.store.snapshot import Snapshot
from kg.store.writer import Writer

LOADED = Index
"""What children would load each for themselves."""
_FORK = multiprocessing.get_context("fork")
_AT_MOST = 300.0
"""Seconds that anything may take on a busy machine."""


@dataclass(slots=True)
class Child:
    """A forked process with what it says."""

    process: Any
    ear: Connection

    def heard(self) -> list[Any]:
        """All that it said until it ended or was killed."""
        said = []
        try:
            while self.ear.poll(_AT_MOST):
                said.append(self.ear.recv())
        except EOFError:
            pass
        self.process.join()
        return said


def start(work: Callable[..., None], *arguments: Any) -> Child:
    """Run ``work(told, *arguments)`` in a child."""
    ear, mouth = _FORK.Pipe(duplex=False)
    process = _FORK.Process(target=work, args=(mouth, *arguments))
    process.start()
    mouth.close()
    return Child(process, ear)


def asked(work: Callable[..., None], *arguments: Any) -> Any:
    """The last thing that a child says."""
    return start(work, *arguments).heard()[-1]


# In children


def building(told: Connection, store: Path, papers: int, before: Callable[[], None] | None = None) -> None:
    """Build; tells when it is at work, how many papers are reported done, and how it ended."""
    sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - for the child's whole life
    if before is not None:
        before()
    try:
        with Writer.open(store) as writer:
            told.send("open")

            def progress(stage: str, done: int, _: int) -> None:
                told.send((stage, done))

            job = run.Job(writer, BuildReport(), Generator(), progress, 0.02)
            job.read(Generator().records(papers))
            job.run()
    except KGError as error:
        told.send(f"{type(error).__name__}: {error}")
    else:
        told.send("built")


def looking(told: Connection, store: Path) -> None:
    """Says what readers see: a digest of all triples, and whether `kg verify` finds anything."""
    try:
        with Snapshot.open(store) as snapshot:
            seen = sha256(b"".join(snapshot.sorted_nquads())).hexdigest()
        told.send((seen, [finding.message for finding in verify(store, quick=True).findings]))
    except StoreNotFound:
        told.send((None, []))
    except KGError as error:
        told.send((None, [str(error)]))


def glancing(told: Connection, store: Path) -> None:
    """How many papers the books hold, whether something is published, which of its files are damaged."""
    file = store / LIVE / STATE
    kept = 0
    if file.exists():
        with closing(sqlite3.connect(file)) as books:
            there = books.execute("SELECT 1 FROM sqlite_master WHERE name = 'paper'").fetchone()
            kept = books.execute("SELECT count(*) FROM paper").fetchone()[0] if there else 0
    try:
        with Snapshot.open(store) as snapshot:
            told.send((kept, True, wrong_digests(snapshot.path)))
    except StoreNotFound:
        told.send((kept, False, []))
    except ForeignPath as error:  # a store's folder without its mark yet: killed before it held anything
        told.send((kept, kept > 0, [str(error)] if kept else []))
    except KGError as error:
        told.send((kept, True, [str(error)]))


@dataclass(frozen=True, slots=True)
class Bench:
    """Where faults are tried, with what an undisturbed build makes."""

    folder: Path
    papers: int
    right: str
    seconds: float
    """What an undisturbed build takes of the clock."""

    @classmethod
    def set_up(cls, folder: Path, papers: int) -> Bench:
        taxonomy(), shipped()  # read once, for all children
        began = time.perf_counter()
        if start(building, folder / "right", papers).heard()[-1] != "built":
            raise RuntimeError("an undisturbed build failed")
        took = time.perf_counter() - began
        return cls(folder, papers, asked(looking, folder / "right")[0], took)

    def new(self) -> Path:
        """The place of a store that is not there yet."""
        store = self.folder / "store"
        shutil.rmtree(store, ignore_errors=True)
        return store

    def mended(self, store: Path) -> list[str]:
        """What is wrong after one more build, which nothing disturbs."""
        ended: str = start(building, store, self.papers).heard()[-1]
        seen: str | None
        findings: list[str]
        seen, findings = asked(looking, store)
        wrong = [f"the next build: {ended}"] if ended != "built" else []
        return wrong + findings + (["other triples"] if seen != self.right else [])
