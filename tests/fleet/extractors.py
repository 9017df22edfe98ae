"""Extractors for many machines: one with names in every relation, others with bad luck."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kg.model import Entity, Extraction, Mention, Paper, Relation
from kg.text import sentences
from tests.keywords import Keywords

PATIENCE = 120.0


@dataclass(frozen=True)
class Coining(Keywords):
    """Knows a name that papers bring into being, an abbreviation that they explain, and makeshift ones."""

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        for paper, found in zip((many := list(papers)), super().extract(many), strict=True):
            made = [m for name, relation in COINED.items() if (m := _made(paper, name, relation)) is not None]
            yield replace(found, entities=(*found.entities, *made))


COINED: dict[str, Relation] = {"MIDAS": "proposes", "two-stage framework": "uses", "RL": "addresses"}


def _made(paper: Paper, name: str, relation: Relation) -> Entity | None:
    at = paper.text.find(name)
    if at < 0:
        return None
    start, end = next((s, e) for s, e in sentences(paper.text) if s <= at and at + len(name) <= e)
    mention = Mention(at, at + len(name), name, start, end)
    aliases = ("reinforcement learning",) if name == "RL" else ()
    return Entity(name, "Task" if aliases else "Method", relation, 0.8, (mention,), aliases)


@dataclass(frozen=True)
class Meaning(Keywords):
    """Knows an abbreviation that papers explain in two ways, or not, and names that go with each."""

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        for paper in papers:
            found = [use for name in MEANT if (use := _made(paper, name, "uses")) is not None]
            longs = [replace(use, aliases=("SAM",)) for use in found if use.name in MEANT[:2]]
            rest = [use for use in found if use.name not in MEANT[: 3 if longs else 2]]
            yield Extraction(paper.id, self.name, self.version, (*longs, *rest))


MEANT = (
    "segment anything model",
    "sharpness-aware minimization",
    "SAM",
    "image segmentation",
    "mask decoder",
    "point prompt",
    "loss landscape",
    "flat minima",
    "step size",
)


@dataclass(frozen=True)
class Unlucky(Keywords):
    """One paper kills the worker that asked, once; one waits, once, for ``go``; one is poison."""

    folder: Path = Path()
    kills: str = "Paper 7 "
    waits: str = "Paper 2 "
    poison: str = "Paper 5 "

    @property
    def go(self) -> Path:
        return self.folder / "go"

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        for paper in papers:
            if self.poison in paper.title:
                os._exit(9)
            if self.kills in paper.title and _claim(self.folder / "killed"):
                os.kill(os.getppid(), signal.SIGKILL)
            if self.waits in paper.title and _claim(self.folder / "waited"):
                ends = time.monotonic() + PATIENCE
                while not self.go.exists() and time.monotonic() < ends:
                    time.sleep(0.01)
            yield from super().extract([paper])


@dataclass(frozen=True)
class Murderous(Keywords):
    """Kills whoever asks."""

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        os.kill(os.getppid(), signal.SIGKILL)
        yield from super().extract(papers)


@dataclass(frozen=True)
class Bound(Keywords):
    """Holds what can not leave this process."""

    lock: Any = field(default_factory=threading.Lock)


def _claim(file: Path) -> bool:
    """Whether nobody claimed this before."""
    try:
        file.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
