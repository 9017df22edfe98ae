"""The sample graph in the repository is what its listing and its recorded extractions give."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.sample import GRAPHS, LISTING, RECORDS, rebuild
from kg.extract import check_extraction, load
from kg.model import Extraction
from kg.papers import papers
from kg.serial import loads
from kg.sources import read_sources


def recorded() -> dict[str, Extraction]:
    lines = RECORDS.read_text(encoding="utf-8").splitlines()
    return {found.paper: found for found in (loads(Extraction, line) for line in lines)}


def test_the_committed_files_are_rebuilt_byte_for_byte(tmp_path: Path) -> None:
    quads, page = rebuild(tmp_path)
    assert quads == (GRAPHS / "sample.nq").read_bytes()
    assert page == (GRAPHS / "sample.html").read_text(encoding="utf-8")


def test_the_extractor_still_says_what_was_recorded() -> None:
    problems: list[Exception] = []
    found = papers(read_sources([LISTING], on_problem=problems.append))
    assert problems == []
    expected = recorded()
    for paper, extraction in zip(found, load().extract(found), strict=True):
        check_extraction(paper, extraction)
        known = expected[paper.id]
        assert extraction.version == known.version
        assert [(e.name, e.type, e.relation) for e in extraction.entities] == [
            (e.name, e.type, e.relation) for e in known.entities
        ]
        for now, then in zip(extraction.entities, known.entities, strict=True):
            assert now.confidence == pytest.approx(then.confidence, abs=0.0101)
