"""A new paper as the store keeps it, made by another process than the writer's: extraction and graph."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from kg.mapping import canonical, paper_quads
from kg.model import Extraction, Paper
from kg.store.nquads import nquads
from kg.store.records import pack, unpack

_FAST = 1
"""Level of compression: a paper's lines repeat themselves, and wait in memory for a while only."""


@dataclass(frozen=True, slots=True)
class Ready:
    """What becomes of a paper with one extraction."""

    name: str
    """The paper's local name."""
    paper: bytes
    """The paper in its written form, packed."""
    extractor: str
    version: str
    body: bytes
    """The extraction in its written form, packed."""
    packed_lines: bytes
    quads: int
    """Lines, each a quad of the paper's graph."""

    @property
    def extraction(self) -> Extraction:
        """The extraction in its written form."""
        return unpack(Extraction, self.body)

    @property
    def lines(self) -> bytes:
        """The paper's graph as N-Quads."""
        return zlib.decompress(self.packed_lines)


def ready(paper: Paper, extraction: Extraction) -> Ready:
    """What a store keeps of a paper and the one extraction that there is of it.

    Raises `kg.errors.ExtractionError` and `kg.errors.InputError` like `kg.mapping.canonical`.
    """
    paper, (found,) = canonical(paper, [extraction])
    quads = paper_quads(paper, [found], written=True)
    lines = zlib.compress(b"".join(nquads(quads)), _FAST)
    return Ready(paper.id, pack(paper), found.extractor, found.version, pack(found), lines, len(quads))
