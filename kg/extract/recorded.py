"""Extractions read back from a file: the same answers without the weights that gave them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.errors import ExtractionError, InputError
from kg.model import Extraction, Paper
from kg.serial import loads


class Recorded:
    """An extractor that repeats what is written in a file of `kg.serial` lines, one extraction a line.

    All lines must come from one extractor in one version; ``threshold`` is what that one used,
    and ``link_threshold`` for links where that is another.
    """

    def __init__(self, path: Path, *, threshold: float, link_threshold: float | None = None) -> None:
        lines = path.read_text(encoding="utf-8").splitlines()
        found = [loads(Extraction, line) for line in lines if line]
        makers = {(e.extractor, e.version) for e in found}
        if len(makers) != 1:
            raise InputError(f"{path.name}: expected the extractions of one extractor, found {len(makers)}")
        self.name, self.version = makers.pop()
        self.threshold = threshold
        self.link_threshold = threshold if link_threshold is None else link_threshold
        self._found = {extraction.paper: extraction for extraction in found}

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        """The recorded extraction of each paper; raises `ExtractionError` for a paper without one."""
        for paper in papers:
            if paper.id not in self._found:
                raise ExtractionError(f"no extraction of {paper.id} is recorded")
            yield self._found[paper.id]
