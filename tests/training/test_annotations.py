"""Lines of annotations become annotated papers; a line that says nothing is told with its file and number."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from kg.evaluate.matching import norm
from tests.conftest import SHARED, shared
from training.agreement import agreement
from training.annotations import read_annotated, read_mini_papers, read_twice
from training.papers import read_gold, split

MINI = """\
@ m-1
FernNet: Rain Prediction without Radar
FernNet predicts rain from moss filters (MFs) alone.
--
1 M p + FernNet
2 T a + rain prediction | Rain Prediction
3 M u - moss filter | moss filters | MFs
4 C d - radar | Radar
> 1 usedFor 2

@ m-2
Mail
OldMail sorts letters.
--
1 M d - OldMail
"""


def test_a_mini_paper_has_its_text_entities_and_links(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(MINI, encoding="utf-8")
    first, second = read_mini_papers(tmp_path)
    assert (first.id, first.title) == ("m-1", "FernNet: Rain Prediction without Radar")
    assert first.abstract == "FernNet predicts rain from moss filters (MFs) alone."
    assert first.entities[2] == {
        "name": "moss filter",
        "aliases": ["moss filters", "MFs"],
        "type": "Method",
        "relation": "uses",
        "core": False,
    }
    assert first.links == [{"subject": "FernNet", "predicate": "usedFor", "object": "rain prediction"}]
    assert [entity["name"] for entity in second.entities] == ["OldMail"]


def test_annotations_are_joined_to_the_texts_by_id(tmp_path: Path) -> None:
    folder = tmp_path / "corpora" / "unlabelled"
    folder.mkdir(parents=True)
    rows = [
        {"id": "1", "title": "Moss", "abstract": "A"},
        {"origin": "x:2", "title": "Fern", "abstract": "B"},
    ]
    text = "\n".join(json.dumps(row) for row in rows)
    for name in ("arxiv_2025.jsonl.gz", "abstracts.jsonl"):
        raw = text.encode() if name.endswith("jsonl") else gzip.compress(text.encode())
        (folder / name).write_bytes(raw)
    (tmp_path / "a.txt").write_text("@ x:2\n1 C d - fern\n", encoding="utf-8")
    (paper,) = read_annotated(tmp_path, tmp_path)
    assert (paper.id, paper.title, paper.abstract) == ("x:2", "Fern", "B")
    (tmp_path / "a.txt").write_text("@ 3\n1 C d - fern\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.txt, line 1: no text is known of 3"):
        read_annotated(tmp_path, tmp_path)


@pytest.mark.parametrize("line", ["1 Q d - fern", "1 M d fern", "> 1 usedFor 2", "> 1 likes 1", "fern"])
def test_a_line_that_is_none_of_the_kinds_is_told_with_its_number(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.txt").write_text(f"@ m-1\nMoss\n--\n1 C d - moss\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.txt, line 5: neither entity nor link"):
        read_mini_papers(tmp_path)


def test_a_mini_paper_needs_a_title(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("@ m-1\n1 C d - moss\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.txt, line 1: m-1 has no title"):
        read_mini_papers(tmp_path)


@shared
def test_every_alias_of_the_files_is_in_its_text_and_no_paper_is_held_out() -> None:
    papers = read_annotated(SHARED)
    held_out = set()
    for name in ("dev_listing", "dev_hf2026", "train", "train_iclr", "train_arxiv"):
        lines = (SHARED / "gold" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        held_out |= {norm(json.loads(line)["title"]) for line in lines}
    assert len({paper.id for paper in papers}) == len(papers) == 10270
    for paper in [*papers, *read_mini_papers()]:
        text = paper.text.lower()
        assert norm(paper.title) not in held_out
        for entity in paper.entities:
            assert all(alias.lower() in text.replace("\n", " ") for alias in entity["aliases"]), paper.id


@pytest.mark.parametrize("text", ["", "1 C d - moss\n", "moss\n@ m-1\nMoss\n--\n"])
def test_a_file_begins_with_a_paper(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.txt, line 1: no paper begins here"):
        read_mini_papers(tmp_path)


def test_mini_papers_are_those_of_the_model_card() -> None:
    assert len(read_mini_papers()) == 3006


@shared
def test_what_was_annotated_twice_agrees_as_the_model_card_says() -> None:
    twice = read_twice(SHARED)
    assert len(twice) == 227
    assert not {paper.id for paper in twice} & {paper.id for paper in split(read_gold(SHARED))[1]}
    scores = agreement(SHARED)
    assert round(scores.entity_exact.f1, 3) == 0.905
    assert round(scores.entity_exact_typed.f1, 3) == 0.826
