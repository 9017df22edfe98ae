"""Several processes read as one does, and survive their own end."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from kg.build import build
from kg.build.crew import Crew
from kg.build.job import Job
from kg.build.report import BuildReport
from kg.errors import ExtractionError, InputError, NotFound
from kg.store.ready import ready
from kg.store.snapshot import Snapshot
from kg.store.state import PaperRow
from kg.store.writer import Writer
from tests.build.extractors import Fatal, end_unless, touch
from tests.build.test_build import PAPERS, nquads, write
from tests.build.test_build_extractors import Wrong
from tests.keywords import Keywords
from tests.mapping.papers import SAMPLE, sample_extraction


def test_jobs_change_no_byte(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", PAPERS)
    one = build([file], tmp_path / "one", extractor=Keywords())
    two = build([file], tmp_path / "two", extractor=Keywords(), jobs=2)
    assert two == one
    assert nquads(tmp_path / "two") == nquads(tmp_path / "one")


def test_papers_that_are_loaded_while_others_derive_change_no_byte(tmp_path: Path) -> None:
    many = [
        {**paper, "id": f"24{n:02}.{i:05}", "title": f"{paper['title']} ({n})"}
        for n in range(1, 6)
        for i, paper in enumerate(PAPERS, 1)
    ]
    file = write(tmp_path / "a.jsonl", many)
    one = build([file], tmp_path / "one", extractor=Keywords())
    two = build([file], tmp_path / "two", extractor=Keywords(), jobs=2)
    assert two == one
    assert one.papers == 60
    assert nquads(tmp_path / "two") == nquads(tmp_path / "one")
    assert index_rows(tmp_path / "two") == index_rows(tmp_path / "one")


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


def index_rows(store: Path) -> list[str]:
    """All that the index holds."""
    with Snapshot.open(store) as snapshot, closing(sqlite3.connect(snapshot.path / "index.sqlite")) as db:
        return sorted(db.iterdump())


def test_jobs_change_no_row_of_the_index(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", PAPERS)
    build([file], tmp_path / "one", extractor=Keywords())
    build([file], tmp_path / "two", extractor=Keywords(), jobs=2)
    assert index_rows(tmp_path / "two") == index_rows(tmp_path / "one")
    assert not list((tmp_path / "two" / "live").glob("*.part"))


def test_what_a_process_makes_is_loaded_beside_what_a_kill_left(tmp_path: Path) -> None:
    """Papers with lines and papers without them, in one stream: the same graph."""
    papers = [replace(SAMPLE, id=f"2401.{n:05}") for n in range(50)]
    found = [sample_extraction(paper) for paper in papers]
    with Writer.open(tmp_path / "plain") as writer:
        writer.put([PaperRow(p, (e,), (p.id,)) for p, e in zip(papers, found, strict=True)], defer=True)
        writer.catch_up()
        plain = sorted(map(str, writer.quads()))
        sizes = [writer.state.size(paper.id) for paper in papers]
        kept = list(writer.state.papers())
    with Writer.open(tmp_path / "made") as writer:
        rows = [PaperRow(p, (e,), (p.id,)) for p, e in zip(papers[:9], found, strict=False)]
        made = [(ready(p, e), (p.id,)) for p, e in zip(papers[9:], found[9:], strict=True)]
        writer.put(rows, made=made, defer=True)
        with pytest.raises(ValueError, match="written later"):
            writer.put([], made=made)
        writer.catch_up()
        assert sorted(map(str, writer.quads())) == plain
        assert [writer.state.size(paper.id) for paper in papers] == sizes
        assert list(writer.state.papers()) == kept
    assert made[0][0].extraction == kept[9].extractions[0]


def test_a_process_does_something_else_and_its_end_changes_nothing(tmp_path: Path) -> None:
    with Crew(Keywords(), 1) as crew:
        assert crew.described.name == "keywords"
        crew.aside(touch, tmp_path / "there")()
        assert (tmp_path / "there").exists()
        with pytest.raises(FileNotFoundError):
            crew.aside(touch, tmp_path / "no" / "folder")()
        crew.aside(end_unless, os.getpid(), tmp_path / "here")()  # its process ends: it is done in ours
        assert (tmp_path / "here").exists()


def test_a_long_build_publishes_less_often_the_longer_that_takes(tmp_path: Path) -> None:
    with Writer.open(tmp_path / "s") as writer:
        job = Job(writer, BuildReport(), Keywords(), lambda *_: None, 300.0)
        assert [job._pause(took) for took in (1.0, 60.0, 6_000.0)] == [300.0, 600.0, 3_600.0]


def test_a_build_publishes_on_its_way_only_where_little_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published: list[int] = []
    publish = Writer.publish

    def counted(writer: Writer, write_index: Callable[[Path], None]) -> Path:
        published.append(writer.state.paper_count())
        return publish(writer, write_index)

    monkeypatch.setattr(Writer, "publish", counted)
    monkeypatch.setattr("kg.build.job.PAPERS_AT_ONCE", 1)
    first, more = write(tmp_path / "a.jsonl", PAPERS[:4]), write(tmp_path / "b.jsonl", PAPERS)
    build([first], tmp_path / "s", extractor=Keywords(), publish_every=0.0)
    build([more], tmp_path / "s", extractor=Keywords(), publish_every=0.0)
    assert published == [4, 12]
    monkeypatch.setattr("kg.build.derived.MIDWAY", 10.0)
    build([first], tmp_path / "t", extractor=Keywords(), publish_every=0.0)
    build([more], tmp_path / "t", extractor=Keywords(), publish_every=0.0)
    assert published[2] == 4
    assert published[-1] == 12
    assert len(published) > 4
    assert nquads(tmp_path / "t") == nquads(tmp_path / "s")
