"""Several processes read as one does, and survive their own end."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.build import build
from kg.errors import ExtractionError, InputError, NotFound
from tests.build.extractors import Fatal
from tests.build.test_build import PAPERS, Wrong, nquads, write
from tests.keywords import Keywords


def test_jobs_change_no_byte(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", PAPERS)
    one = build([file], tmp_path / "one", extractor=Keywords())
    two = build([file], tmp_path / "two", extractor=Keywords(), jobs=2)
    assert two == one
    assert nquads(tmp_path / "two") == nquads(tmp_path / "one")


def test_a_process_that_ends_is_started_again(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", PAPERS)
    problems: list[InputError] = []
    ended = Fatal(once=tmp_path / "ended")
    report = build([file], tmp_path / "s", extractor=ended, jobs=2, on_problem=problems.append)
    assert (tmp_path / "ended").exists()
    assert (report.added, problems) == (12, [])
    build([file], tmp_path / "t", extractor=Keywords())
    assert nquads(tmp_path / "s") == nquads(tmp_path / "t")


def test_a_paper_that_ends_its_process_is_reported_and_tried_again(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", PAPERS)
    problems: list[InputError] = []
    report = build([file], tmp_path / "s", extractor=Fatal(), jobs=2, on_problem=problems.append)
    assert (report.added, report.papers, report.problems) == (11, 11, 1)
    assert str(problems[0]).startswith("paper 2401.00007 ended the process that read it, twice")
    again = build([file], tmp_path / "s", extractor=Keywords(), jobs=2)
    assert (again.added, again.papers) == (1, 12)
    build([file], tmp_path / "t", extractor=Keywords())
    assert nquads(tmp_path / "s") == nquads(tmp_path / "t")


def test_what_reading_raises_is_raised(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", PAPERS)
    with pytest.raises(ExtractionError, match="is not 'zzz'"):
        build([file], tmp_path / "s", extractor=Wrong(), jobs=2)
    with pytest.raises(NotFound, match="no extractor is called 'nobody'"):
        build([file], tmp_path / "t", extractor="nobody", jobs=2)


def test_since_leaves_out_what_is_older_and_says_so(tmp_path: Path) -> None:
    undated = {key: value for key, value in PAPERS[0].items() if key != "date"}
    file = write(tmp_path / "a.jsonl", [undated, *PAPERS[1:]])
    report = build([file], tmp_path / "s", extractor=Keywords(), since="2024-01-10")
    assert (report.records, report.earlier, report.papers) == (4, 8, 4)
    assert build([file], tmp_path / "t", extractor=Keywords(), since="2024-01", limit=2).papers == 2
