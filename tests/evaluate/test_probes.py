"""Probes: the shipped ones are well made, a file's are read, and each wrong one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import InputError, MalformedRecord
from kg.evaluate.expectations import EntityWanted
from kg.evaluate.intervals import wilson
from kg.evaluate.probes import PACKAGED, probe, read_probes
from tests.evaluate.answers import Capitals

LINES = (
    '{"id":"a","category":"one","title":"FLOW beats TIDE","must":[{"entity":"flow","relation":"proposes"}]}\n'
    '{"id":"b","category":"one","title":"FLOW","must":[{"entity":"SHIP"}],"must_not":[{"entity":"flow"}]}\n'
    '{"id":"c","category":"two","title":"On FLOW and TIDE","must_not":[{"subject":"FLOW","object":"TIDE"}]}\n'
)


def test_right_and_wrong(tmp_path: Path) -> None:
    path = tmp_path / "probes.jsonl"
    path.write_text(LINES, encoding="utf-8")
    assert probe(read_probes(path), Capitals()).to_dict() == {
        "extractor": "capitals/1",
        "right": 2,
        "total": 3,
        "share": 0.667,
        "interval": [0.208, 0.939],
        "by_category": {"one": {"right": 1, "total": 2}, "two": {"right": 1, "total": 1}},
        "wrong": [
            {
                "id": "b",
                "category": "one",
                "title": "FLOW",
                "failures": [
                    {"expected": "SHIP", "came": "nothing"},
                    {"forbidden": "flow", "came": "proposes Method"},
                ],
            }
        ],
    }


def test_the_shipped_probes_are_well_made() -> None:
    probes = read_probes()
    assert len(probes) >= 130
    assert all(p.must for p in probes), "one that only forbids is right where nothing is read"
    for p in probes:
        text = " ".join(f"{p.title} {p.abstract}".lower().replace("-", " ").split())
        for wanted in (*p.must, *p.must_not):
            if isinstance(wanted, EntityWanted) and wanted.contexts:
                stem = wanted.names[0].lower().replace("-", " ").removesuffix("y")
                assert stem in text, f"{p.id}: {wanted.names[0]} is not in the text"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"id":"a","category":"x","title":"T"}', "p.jsonl, line 1: probe 'a': it expects nothing"),
        (
            '{"id":"a","category":"x","title":"T","must":[{"entity":"e","type":"Tool"}]}',
            "p.jsonl, line 1: probe 'a': no type is called 'Tool'; "
            "there are: Method, Task, Dataset, Metric, Concept",
        ),
        (
            '{"id":"a","category":"x","title":"T","mustnt":[]}',
            "p.jsonl, line 1: probe 'a': there is no key 'mustnt'",
        ),
        (
            '{"id":"a","category":"x","title":"T","must":null}',
            "p.jsonl, line 1: probe 'a': 'must' is a list of expectations",
        ),
        ('{"id":"a","title":"T"}', "p.jsonl, line 1: has no 'category'"),
        (LINES + LINES, "p.jsonl, line 4: two probes are called 'a'"),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MalformedRecord) as raised:
        read_probes(path)
    assert str(raised.value) == problem


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_probes(tmp_path / "none.jsonl")


def test_they_lie_in_the_package() -> None:
    assert PACKAGED.is_file()
    assert PACKAGED.parent.name == "evaluate"


def test_wilson() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(0, 10) == (0.0, 0.278)
    assert wilson(10, 10) == (0.722, 1.0)
    assert wilson(90, 100) == (0.826, 0.945)
