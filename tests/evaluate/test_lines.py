"""Lines that can not be scored are refused with their place and what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import MalformedRecord
from kg.evaluate import evaluate_file
from tests.evaluate.answers import Capitals

FLOW = '"name":"FLOW","type":"Method"'


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ('"entities":[{"name":"FLOW"}]', "entity 1 has no 'type'"),
        (f'"entities":[{{{FLOW}}}]', "entity 1 has no 'relation'"),
        ('"entities":["BERT"]', "entity 1 is no object"),
        ('"entities":null', "'entities' is no list"),
        ('"entities":[{"name":3}]', "'name' of entity 1 is no text"),
        (
            '"entities":[{"name":"FLOW","type":"Foo"}]',
            "entity 1: no type is called 'Foo'; there are: Method, Task, Dataset, Metric, Concept",
        ),
        (
            f'"entities":[{{{FLOW},"relation":"uses","aliases":null}}]',
            "'aliases' of entity 1 is no list of texts",
        ),
        ('"entities":[],"links":[{"object":"FLOW"}]', "link 1 has no 'subject'"),
        ('"entities":[],"title":3', "'title' is no text"),
        ('"entities":[],"abstract":3', "'abstract' is no text"),
    ],
)
def test_incomplete_gold_is_refused(tmp_path: Path, keys: str, problem: str) -> None:
    path = tmp_path / "g.jsonl"
    path.write_text(f'{{"id":"1","title":"T",{keys}}}\n', encoding="utf-8")
    with pytest.raises(MalformedRecord) as raised:
        evaluate_file(path, extractor=Capitals(), resamples=0)
    assert str(raised.value) == f"g.jsonl, line 1: {problem}"
