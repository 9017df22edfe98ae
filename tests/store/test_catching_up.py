"""Graphs of papers that are made already, loaded while something else is done."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest

from kg.errors import StoreError
from kg.store.ready import ready
from kg.store.state import PaperRow
from kg.store.writer import STREAM_FROM, Writer
from tests.mapping.papers import SAMPLE, sample_extraction
from tests.store.churn import keep_record

PAPERS = [replace(SAMPLE, id=f"2401.{n:05}") for n in range(STREAM_FROM + 5)]
FOUND = [sample_extraction(paper) for paper in PAPERS]
MADE = [(ready(paper, found), (paper.id,)) for paper, found in zip(PAPERS, FOUND, strict=True)]
NAMES = [paper.id for paper in PAPERS]


def seen(writer: Writer) -> tuple[list[str], list[int | None]]:
    """All quads, and how many each paper has."""
    return sorted(map(str, writer.quads())), [writer.state.size(name) for name in NAMES]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], list[int | None]]:
    with Writer.open(tmp_path_factory.mktemp("plain")) as writer:
        writer.put([PaperRow(p, (e,), (p.id,)) for p, e in zip(PAPERS, FOUND, strict=True)])
        return seen(writer)


def test_what_is_loaded_aside_is_what_is_loaded(
    tmp_path: Path, plain: tuple[list[str], list[int | None]]
) -> None:
    with Writer.open(tmp_path) as writer:
        writer.put([], made=MADE, defer=True)
        assert [writer.state.size(name) for name in NAMES] == plain[1]
        wait = writer.catch_up_aside()
        assert writer.state.unfinished() == (NAMES, [])
        wait()
        assert writer.state.unfinished() == ([], [])
        assert seen(writer) == plain
        writer.catch_up_aside()()
        assert seen(writer) == plain


def test_who_does_not_wait_writes_again(tmp_path: Path, plain: tuple[list[str], list[int | None]]) -> None:
    with Writer.open(tmp_path) as writer:
        keep_record(writer)
        writer.put([], made=MADE, defer=True)
        writer.catch_up_aside()
    with Writer.open(tmp_path) as writer:
        assert writer.state.unfinished() == ([], [])
        assert seen(writer) == plain


def test_what_goes_wrong_aside_is_raised_by_who_waits(tmp_path: Path) -> None:
    with Writer.open(tmp_path) as writer:
        writer.put([], made=MADE, defer=True)
        with patch.object(Writer, "_load_lines", side_effect=StoreError("no space left")):
            wait = writer.catch_up_aside()
            with pytest.raises(StoreError, match="no space left"):
                wait()
        assert writer.state.unfinished() == (NAMES, [])


def test_what_is_not_made_is_written_at_once(
    tmp_path: Path, plain: tuple[list[str], list[int | None]]
) -> None:
    with Writer.open(tmp_path) as writer:
        writer.put([PaperRow(PAPERS[0], (FOUND[0],), (PAPERS[0].id,))], made=MADE[1:], defer=True)
        wait = writer.catch_up_aside()
        assert writer.state.unfinished() == ([], [])
        wait()
        assert seen(writer) == plain
