"""A store with a vocabulary: kept, obeyed, forgotten; a decision goes before it."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg.archive import backup, restore
from kg.build import build
from kg.build.drafts import of_names, rename
from kg.check import check
from kg.errors import InputError
from kg.store.snapshot import Snapshot
from tests.build.test_build import PAPERS, made, nquads, write
from tests.build.test_deciding import decided, undo
from tests.keywords import Keywords

ROWS = (
    "name,type,aliases,ignore\nImage Net,Dataset,ImageNet,\nabstract number,Concept,Number,\naccuracy,,,yes\n"
)


@pytest.fixture
def words(tmp_path: Path) -> Path:
    path = tmp_path / "words.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    return write(tmp_path / "a.jsonl", PAPERS)


def test_names_are_found_joined_labelled_and_left_out(tmp_path: Path, words: Path, papers: Path) -> None:
    build([papers], tmp_path / "s", extractor=Keywords(), vocabulary=words)
    with kg.open(tmp_path / "s") as graph:
        (found,) = [m for m in graph.find("ImageNet") if m.how == "alias"]
        assert (found.label, found.papers, found.types) == ("Image Net", 12, ("Dataset",))
        assert graph.find("abstract number")[0].papers == 12
        assert not [m for m in graph.find("accuracy") if m.kind == "entity"]
        (statement,) = graph.why("2401.00001", "discusses", "abstract number")
        assert statement.extractor.startswith("keywords/1+vocabulary-")
        assert statement.sentence == "Number 1 reports accuracy on ImageNet."
        assert [p for p in check(graph.snapshot.store).problems if p.severity == "violation"] == []


def test_it_is_remembered_and_can_be_forgotten(tmp_path: Path, words: Path, papers: Path) -> None:
    made(tmp_path / "plain", papers)
    once = build([papers], tmp_path / "s", extractor=Keywords(), vocabulary=words)
    expected = nquads(tmp_path / "s")
    assert build([papers], tmp_path / "s", extractor=Keywords()).published is False
    made(tmp_path / "later", papers)
    report = build([], tmp_path / "later", extractor=Keywords(), vocabulary=words)
    assert (once.added, report.updated) == (12, 12)
    assert nquads(tmp_path / "later") == expected
    build([], tmp_path / "s", extractor=Keywords(), vocabulary="")
    assert nquads(tmp_path / "s") == nquads(tmp_path / "plain")


def test_a_backup_holds_it(tmp_path: Path, words: Path, papers: Path) -> None:
    build([papers], tmp_path / "s", extractor=Keywords(), vocabulary=words)
    backup(tmp_path / "s", tmp_path / "copy")
    restore(tmp_path / "copy", tmp_path / "t")
    build([papers], tmp_path / "t", extractor=Keywords())
    assert nquads(tmp_path / "t") == nquads(tmp_path / "s")


def test_a_decision_goes_before_it(tmp_path: Path, words: Path, papers: Path) -> None:
    store = tmp_path / "s"
    words.write_text("name,aliases\nDiffusion,diffusion model|transformer\n", encoding="utf-8")
    build([papers], store, extractor=Keywords(), vocabulary=words)
    before = nquads(store)
    with kg.open(store) as graph:
        assert graph.why_same("diffusion model", "transformer").same
        assert graph.find("transformer")[0].label == "Diffusion"
    decided(store, lambda s: of_names(s, "different", ["transformer", "diffusion model"]))
    decided(store, lambda s: rename(s, "transformer", "attention"))
    with kg.open(store) as graph:
        assert not graph.why_same("diffusion model", "transformer").same
        assert graph.find("transformer")[0].label == "attention"
    undo(store, 2)
    undo(store, 1)
    assert b"".join(q for q in nquads(store).splitlines(True) if b"/g/curation>" not in q) == before


def test_bad_rows_are_reported_and_a_bad_file_builds_nothing(tmp_path: Path, papers: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("name,type\nx,Thing\ny,Task\n", encoding="utf-8")
    problems: list[InputError] = []
    build([papers], tmp_path / "s", extractor=Keywords(), vocabulary=bad, on_problem=problems.append)
    assert [str(p) for p in problems] == [
        "bad.csv, line 2: no type is called 'Thing'; there are: Method, Task, Dataset, Metric, Concept"
    ]
    with pytest.raises(InputError, match=r"bad\.csv, line 2"):
        build([papers], tmp_path / "t", extractor=Keywords(), vocabulary=bad, strict=True)
    with pytest.raises(InputError, match=r"nothing\.csv: can not be read: No such file"):
        build([papers], tmp_path / "t", extractor=Keywords(), vocabulary=tmp_path / "nothing.csv")
    assert not (tmp_path / "t").exists()


def test_the_same_vocabulary_gives_the_same_snapshot(tmp_path: Path, words: Path, papers: Path) -> None:
    for name in ("one", "two"):
        build([papers], tmp_path / name, extractor=Keywords(), vocabulary=words)
    with Snapshot.open(tmp_path / "one") as one, Snapshot.open(tmp_path / "two") as two:
        assert list(one.sorted_nquads()) == list(two.sorted_nquads())


def test_several_processes_read_with_it_too(tmp_path: Path, words: Path, papers: Path) -> None:
    for name, jobs in (("one", 1), ("two", 2)):
        build([papers], tmp_path / name, extractor=Keywords(), vocabulary=words, jobs=jobs)
    assert nquads(tmp_path / "one") == nquads(tmp_path / "two")
