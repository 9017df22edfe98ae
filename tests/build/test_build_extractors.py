"""Builds with another version of the extractor, a second one beside it, or one that errs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

import kg
from kg.build import build
from kg.errors import ExtractionError
from kg.model import Extraction, Paper
from tests.build.test_build import PAPERS, made, nquads, write
from tests.keywords import Keywords, find


def test_another_version_of_the_extractor_reads_all_papers_again(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", PAPERS)
    made(tmp_path / "s", file)
    report = made(tmp_path / "s", write(tmp_path / "b.jsonl", PAPERS[:1]), version="2")
    assert report.updated == 12
    made(tmp_path / "t", file, tmp_path / "b.jsonl", version="2")
    assert nquads(tmp_path / "s") == nquads(tmp_path / "t")


class Silent(Keywords):
    """Another extractor, which finds one word only."""

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        for paper in papers:
            found = find(paper, "transformer")
            yield Extraction(paper.id, "silent", "1", (found,) if found else ())


def test_a_second_extractor_adds_its_claims_beside_the_first(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", PAPERS)
    made(tmp_path / "s", file)
    more = write(tmp_path / "b.jsonl", [{**PAPERS[0], "abstract": PAPERS[0]["abstract"]}])
    build([file, more], tmp_path / "s", extractor=Silent(name="silent"))
    with kg.open(tmp_path / "s") as graph:
        found = {s.extractor for s in graph.why("2401.00001", "proposes", "transformer")}
    assert found == {"keywords/1", "silent/1"}


def test_a_second_extractor_reads_papers_that_are_known(tmp_path: Path) -> None:
    file, more = write(tmp_path / "a.jsonl", PAPERS[:6]), write(tmp_path / "b.jsonl", PAPERS[6:])
    made(tmp_path / "s", file, more)
    report = build([file], tmp_path / "s", extractor=Silent(name="silent"))
    assert (report.added, report.updated) == (0, 6)
    assert build([file], tmp_path / "s", extractor=Silent(name="silent")).updated == 0
    assert made(tmp_path / "s", file, more).updated == 0


class Wrong(Keywords):
    """An extractor whose offsets do not fit."""

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        for extraction in super().extract(papers):
            entity = extraction.entities[0]
            moved = type(entity.mentions[0])(0, 3, "zzz", 0, 3)
            bad = type(entity)(entity.name, entity.type, entity.relation, 0.9, (moved,))
            yield Extraction(extraction.paper, "keywords", "1", (bad,))


def test_evidence_that_does_not_fit_fails_the_build_and_publishes_nothing(tmp_path: Path) -> None:
    made(tmp_path / "s", write(tmp_path / "a.jsonl", PAPERS[:2]))
    before = nquads(tmp_path / "s")
    with pytest.raises(ExtractionError, match="is not 'zzz'"):
        build([write(tmp_path / "b.jsonl", PAPERS[2:])], tmp_path / "s", extractor=Wrong())
    assert nquads(tmp_path / "s") == before
    made(tmp_path / "s", tmp_path / "b.jsonl")
    made(tmp_path / "t", tmp_path / "a.jsonl", tmp_path / "b.jsonl")
    assert nquads(tmp_path / "s") == nquads(tmp_path / "t")


def test_an_extractor_decides_by_its_own_threshold(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", PAPERS)
    strict = build([file], tmp_path / "s", extractor=Keywords(threshold=0.95))
    lenient = build([file], tmp_path / "t", extractor=Keywords(threshold=0.3))
    assert (strict.entities, lenient.entities) == (0, 6)
    assert strict.claims == lenient.claims


def test_a_demanded_confidence_holds_for_the_whole_store_and_later_builds(tmp_path: Path) -> None:
    one, more = write(tmp_path / "a.jsonl", PAPERS[:4]), write(tmp_path / "b.jsonl", PAPERS)
    keywords = Keywords(threshold=0.3)
    lenient = build([one], tmp_path / "s", extractor=keywords)
    strict = build([one], tmp_path / "s", extractor=keywords, min_confidence=0.95)
    assert (lenient.entities > 0, strict.entities, strict.claims) == (True, 0, lenient.claims)
    assert build([more], tmp_path / "s", extractor=keywords).entities == 0
    back = build([more], tmp_path / "s", extractor=keywords, min_confidence=0.0)
    assert back.entities == build([more], tmp_path / "t", extractor=keywords).entities > 0
    assert b'threshold> "0.3"' in nquads(tmp_path / "s")
