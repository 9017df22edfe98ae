"""Labelling can be stopped anywhere: whole files are kept, nothing is read twice, papers keep their order."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.extract.tokens import Words
from training.papers import Annotated
from training.project import Example, project
from training.pseudo import read_all

PAPERS = [Annotated(str(number), f"Moss {number}", "FernNet reads GridBank.") for number in range(5)]
WORDS = Words()


def titles(examples: list[Example]) -> list[str]:
    return [" ".join(example.words[:2]) for example in examples]


def reading(papers: list[Annotated]) -> list[Example]:
    return [project(paper, WORDS, -1) for paper in papers]


def unread(papers: list[Annotated]) -> list[Example]:
    raise InterruptedError(papers[0].id)


def test_every_paper_is_read_in_order(tmp_path: Path) -> None:
    found = read_all(PAPERS, reading, tmp_path / "pseudo", chunk=2)
    assert titles(found) == ["moss 0", "moss 1", "moss 2", "moss 3", "moss 4"]
    names = sorted(path.name for path in (tmp_path / "pseudo").iterdir())
    assert names == ["000000-000002.pickle", "000002-000004.pickle", "000004-000005.pickle"]


def test_what_was_read_before_a_stop_is_not_read_again(tmp_path: Path) -> None:
    read_all(PAPERS[:4], reading, tmp_path, chunk=2)
    with pytest.raises(InterruptedError, match="4"):
        read_all(PAPERS, unread, tmp_path, chunk=2)
    assert titles(read_all(PAPERS, reading, tmp_path, chunk=2))[3:] == ["moss 3", "moss 4"]
    assert len(read_all(PAPERS, unread, tmp_path, chunk=2)) == 5


def test_a_half_written_file_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "000000-000002.part").write_bytes(b"half")
    assert len(read_all(PAPERS[:2], reading, tmp_path, chunk=2)) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["000000-000002.pickle"]


def test_fewer_papers_are_told_from_a_whole_file(tmp_path: Path) -> None:
    read_all(PAPERS[:3], reading, tmp_path, chunk=2)
    assert len(read_all(PAPERS, reading, tmp_path, chunk=2)) == 5
    assert len(read_all(PAPERS[:3], unread, tmp_path, chunk=2)) == 3
