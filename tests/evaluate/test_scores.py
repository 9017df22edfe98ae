from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.errors import InputError, MalformedRecord
from kg.evaluate import Prf, evaluate, evaluate_file


def _entity(name: str, type_: str = "Method", relation: str = "uses", **more: Any) -> dict[str, Any]:
    return {"name": name, "aliases": [], "type": type_, "relation": relation, **more}


GOLD = {
    "id": "g1",
    "title": "FernNet",
    "entities": [
        _entity("FernNet", relation="proposes", core=True),
        _entity("moss growth", "Task", "addresses", core=True),
        _entity("soil", "Concept", "discusses", optional=True),
        _entity("wet bog set", "Dataset", "evaluatesOn"),
    ],
    "links": [{"subject": "FernNet", "predicate": "usedFor", "object": "moss growth"}],
}


def test_a_perfect_prediction() -> None:
    scores = evaluate([GOLD], [GOLD], resamples=20)
    assert scores.entity_exact == Prf(1.0, 1.0, 1.0)
    assert scores.links == Prf(1.0, 1.0, 1.0)
    assert (scores.papers, scores.works, scores.contribution, scores.main_task) == (1, 1, 1.0, 1.0)
    assert scores.intervals["entity_exact.f1"] == (1.0, 1.0)
    assert json.loads(json.dumps(scores.to_dict()))["by_type"]["Task"] == {"p": 1.0, "r": 1.0, "f1": 1.0}


def test_a_missing_paper_counts_as_nothing_found() -> None:
    scores = evaluate([GOLD], [], resamples=0)
    assert scores.entity_exact == Prf(0.0, 0.0, 0.0)
    assert scores.works == 0


def test_an_optional_entity_counts_neither_way() -> None:
    found = {"title": "fernnet", "entities": [_entity("soil"), _entity("FernNet")], "links": []}
    assert evaluate([GOLD], [found], resamples=0).entity_exact == Prf(1.0, 0.333, 0.5)


def test_a_wrong_predicate_counts_as_an_unlabelled_link() -> None:
    link = {"subject": "moss growth", "predicate": "isA", "object": "FernNet"}
    found = {**GOLD, "links": [link]}
    scores = evaluate([GOLD], [found], resamples=0)
    assert (scores.links.f1, scores.links_unlabelled.f1) == (0.0, 1.0)


def test_compared_with_has_no_direction() -> None:
    link = {"subject": "FernNet", "predicate": "comparedWith", "object": "moss growth"}
    back = {"subject": "moss growth", "predicate": "comparedWith", "object": "FernNet"}
    assert evaluate([{**GOLD, "links": [link]}], [{**GOLD, "links": [back]}], resamples=0).links.f1 == 1.0


def test_bad_files_are_clear_errors(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text("")
    with pytest.raises(InputError, match=r"gold\.jsonl: holds no line"):
        evaluate_file(path)
    path.write_text('{"id": "a", "entities": []}\n{broken\n')
    with pytest.raises(MalformedRecord, match=r"gold\.jsonl, line 2: no JSON"):
        evaluate_file(path)
    path.write_text('{"id": "a"}\n')
    with pytest.raises(MalformedRecord, match="has no 'entities'"):
        evaluate_file(path)
    path.write_text('{"id": "a", "entities": []}\n')
    with pytest.raises(InputError, match="no title is known of 'a'"):
        evaluate_file(path)
