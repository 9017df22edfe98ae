"""``kg evaluate``: probes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.extract import contract
from tests.cli.conftest import Kg
from tests.evaluate.answers import Capitals
from tests.evaluate.test_probes import LINES


@pytest.fixture(autouse=True)
def _capitals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "kg.extract.load", lambda name: Capitals() if name == "capitals" else contract.load(name)
    )


def test_probes_of_a_file(kg: Kg, tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(LINES, encoding="utf-8")
    ran = kg("evaluate", "--probes", str(path), "--extractor", "capitals")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "capitals/1: 2 of 3 probes right, 0.667 (0.208–0.939)\n"
        "\n"
        "category  right  of\n"
        "one       1      2\n"
        "two       1      1\n"
        "\n"
        "b  FLOW\n"
        "  expected: SHIP\n"
        "  came:     nothing\n"
        "  must not: flow\n"
        "  came:     proposes Method\n"
    )
    assert kg("evaluate", str(path), "--probes", "--extractor", "capitals").out == ran.out


def test_the_shipped_probes_for_machines(kg: Kg) -> None:
    found = json.loads(kg("evaluate", "--probes", "--extractor", "capitals", "--json").out)
    assert found["total"] >= 130
    assert found["right"] + len(found["wrong"]) == found["total"]


@pytest.mark.parametrize(
    ("measured", "option"),
    [("--probes", "--predictions"), ("--probes", "--papers"), ("--same", "--papers")],
)
def test_what_a_measurement_does_not_read_is_refused(kg: Kg, measured: str, option: str) -> None:
    given = ["pairs.jsonl"] if measured == "--same" else []
    ran = kg("evaluate", measured, *given, option, "lines.jsonl")
    assert (ran.code, ran.out, ran.err) == (2, "", f"kg: {option} is for files of annotated papers\n")


def test_probes_and_pairs_are_two_measurements(kg: Kg) -> None:
    ran = kg("evaluate", "--probes", "--same", "pairs.jsonl")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "kg: --probes and --same are two measurements; ask for one\n"


GOLD = (
    '{"id":"1","title":"FLOW and TIDE","abstract":"FLOW uses SAND.","entities":['
    '{"name":"FLOW","type":"Method","relation":"proposes","core":true},'
    '{"name":"TIDE","type":"Method","relation":"uses"}],"links":[]}\n'
)


def test_gold_for_people(kg: Kg, tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(GOLD, encoding="utf-8")
    ran = kg("evaluate", str(path), "--extractor", "capitals", "--resamples", "5")
    assert ran.out == (
        "1 papers, 0 of them work\n"
        "\n"
        "measure               precision  recall  F1 / share  95 % interval\n"
        "works                                    0.000       0.000–0.000\n"
        "entity_exact          0.667      1.000   0.800       0.800–0.800\n"
        "entity_exact_typed    0.667      1.000   0.800       0.800–0.800\n"
        "entity_relaxed        0.667      1.000   0.800       0.800–0.800\n"
        "entity_relaxed_typed  0.667      1.000   0.800       0.800–0.800\n"
        "type_accuracy                            1.000       1.000–1.000\n"
        "relation_accuracy                        0.500       0.500–0.500\n"
        "core_recall                              1.000       1.000–1.000\n"
        "contribution                             1.000       1.000–1.000\n"
        "main_task                                0.000       0.000–0.000\n"
        "links                 0.000      0.000   0.000       0.000–0.000\n"
        "links_unlabelled      0.000      0.000   0.000       0.000–0.000\n"
        "type Method           0.667      1.000   0.800       0.800–0.800\n"
        "relation proposes     0.333      1.000   0.500       0.500–0.500\n"
        "relation uses         0.000      0.000   0.000       0.000–0.000\n"
        "\n"
        "confidence                        figure  95 % interval\n"
        "entities ece                      0.633   0.633–0.633\n"
        "entities brier                    0.543   0.543–0.543\n"
        "entities auroc                    0.500   0.500–0.500\n"
        "entities brier of the base rate   0.222\n"
        "entities right nine times of ten  never\n"
        "links ece                         0.700   0.700–0.700\n"
        "links brier                       0.490   0.490–0.490\n"
        "links auroc                       0.500   0.500–0.500\n"
        "links brier of the base rate      0.000\n"
        "links right nine times of ten     never\n"
        "\n"
        "exact F1  missed  extra  worst papers\n"
        "0.80      0       1      1             FLOW and TIDE\n"
    )


def test_several_gold_files_are_scored_as_one(kg: Kg, tmp_path: Path) -> None:
    one, other = tmp_path / "one.jsonl", tmp_path / "other.jsonl"
    one.write_text(GOLD, encoding="utf-8")
    other.write_text(GOLD.replace('"1"', '"2"').replace("TIDE", "MOON"), encoding="utf-8")
    ran = kg("evaluate", str(one), str(other), "--extractor", "capitals", "--resamples", "0", "--json")
    found = json.loads(ran.out)
    assert (found["papers"], found["calibration"]["entities"]["claims"]) == (2, 6)
    assert found["worst"][0] == {"id": "1", "title": "FLOW and TIDE", "f1": 0.8, "missed": 0, "extra": 1}


def test_missing_abstracts_are_told(kg: Kg, tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(GOLD.replace('"abstract":"FLOW uses SAND.",', ""), encoding="utf-8")
    ran = kg("evaluate", str(path), "--extractor", "capitals", "--resamples", "0")
    assert ran.code == 0
    assert ran.err == (
        "kg: warning: 1 of 1 lines have no abstract and are scored by title alone (--papers)\n"
    )


def test_predictions_of_other_papers_are_an_error(kg: Kg, tmp_path: Path) -> None:
    gold, found = tmp_path / "gold.jsonl", tmp_path / "found.jsonl"
    gold.write_text(GOLD, encoding="utf-8")
    found.write_text('{"id":"2","title":"MOON","entities":[]}\n', encoding="utf-8")
    ran = kg("evaluate", str(gold), "--predictions", str(found))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "kg: found.jsonl: holds no paper of the gold, by id or title\n"
