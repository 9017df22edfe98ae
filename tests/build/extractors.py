"""Extractors that end their process, which only a crew survives."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.model import Extraction, Paper
from tests.keywords import Keywords


@dataclass(frozen=True)
class Fatal(Keywords):
    """Ends its process at a title with a certain word; only once where there is a file to remember it by."""

    word: str = "Paper 7 "
    once: Path | None = None

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        for paper in papers:
            if self.word in paper.title and (self.once is None or not self.once.exists()):
                if self.once is not None:
                    self.once.touch()
                os._exit(9)
            yield from super().extract([paper])


def touch(file: Path) -> None:
    """Something that a process does aside."""
    file.touch()


def end_unless(process: int, file: Path) -> None:
    """End this process unless it is that one."""
    if os.getpid() != process:
        os._exit(9)
    file.touch()
