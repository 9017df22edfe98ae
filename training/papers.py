"""The papers of ../shared that training reads: gold files and unlabelled abstracts."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

GOLD = ("train.jsonl", "train_iclr.jsonl", "train_arxiv.jsonl")
UNLABELLED = ("corpora/unlabelled/arxiv_2025.jsonl.gz", "corpora/unlabelled/abstracts.jsonl")
HELD_OUT = 5
"""Every fifth gold paper is kept from the network: the decisions are trained and measured on it."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """A paper with what an annotator found in it."""

    id: str
    title: str
    abstract: str
    entities: list[dict[str, Any]] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What offsets refer to, as in `kg.model.Paper`."""
        return f"{self.title}\n{self.abstract}"


def read_gold(shared: Path) -> list[Annotated]:
    """All annotated training papers, in the order of the files."""
    return [paper for name in GOLD for paper in _read(shared / "gold" / name)]


def read_unlabelled(shared: Path) -> list[Annotated]:
    """All papers without annotation that have an abstract, in the order of the files."""
    return [paper for name in UNLABELLED for paper in _read(shared / name) if paper.abstract.strip()]


def split(papers: list[Annotated]) -> tuple[list[Annotated], list[Annotated]]:
    """Papers for the network and papers held out from it."""
    return (
        [paper for i, paper in enumerate(papers) if i % HELD_OUT],
        [paper for i, paper in enumerate(papers) if not i % HELD_OUT],
    )


def _read(path: Path) -> Iterator[Annotated]:
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    for number, line in enumerate(text.rstrip("\n").split("\n")):
        row = json.loads(line)
        yield Annotated(
            id=str(row.get("id", row.get("origin", number))),
            title=" ".join((row.get("title") or "").split()),
            abstract=" ".join((row.get("abstract") or "").split()),
            entities=row.get("entities", []),
            links=row.get("links", []),
        )
