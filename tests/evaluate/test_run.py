"""Which text a line of gold is scored on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.evaluate import evaluate_file
from tests.evaluate.answers import Capitals


def line(title: str, name: str, *, ident: str = "1") -> str:
    entity = {"name": name, "type": "Method", "relation": "proposes"}
    return json.dumps({"id": ident, "title": title, "abstract": "", "entities": [entity]}) + "\n"


def write(path: Path, *lines: str) -> Path:
    path.write_text("".join(lines), encoding="utf-8")
    return path


def test_files_that_share_an_id_are_read_each_from_itself(tmp_path: Path) -> None:
    gold = [
        write(tmp_path / "one.jsonl", line("On FLOW", "FLOW")),
        write(tmp_path / "other.jsonl", line("On TIDE", "TIDE")),
    ]
    scores = evaluate_file(gold, extractor=Capitals(), resamples=0)
    assert (scores.papers, scores.entity_exact.r, scores.worst[1].title) == (2, 1.0, "On TIDE")


def test_with_papers_an_id_is_one_papers(tmp_path: Path) -> None:
    one, two = line("On FLOW", "FLOW"), line("On TIDE", "TIDE")
    once, twice = write(tmp_path / "once.jsonl", one), write(tmp_path / "twice.jsonl", one, two)
    for gold, papers, where in ((twice, once, "the gold"), (once, twice, "twice.jsonl")):
        with pytest.raises(InputError) as raised:
            evaluate_file(gold, papers=papers, extractor=Capitals(), resamples=0)
        assert str(raised.value) == f"{where} has '1' 2 times; with --papers an id is one paper's"
