"""Our measures against the scorer that comes with the gold files."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kg.evaluate import evaluate_file
from tests.conftest import SHARED, needs_shared

pytestmark = needs_shared


def _disturbed(gold: list[dict[str, Any]], rng: random.Random) -> list[dict[str, Any]]:
    """Predictions with every kind of mistake."""
    out = []
    for paper in gold:
        entities = [dict(e) for e in paper["entities"] if rng.random() < 0.8]
        for entity in entities:
            draw = rng.random()
            if draw < 0.2:
                entity["name"] = entity["name"].split(" ", 1)[-1]
            elif draw < 0.3:
                entity["type"] = "Concept"
            elif draw < 0.4:
                entity["relation"] = "discusses"
            elif draw < 0.5 and entity is not entities[0]:
                entity["aliases"] = [entities[0]["name"], *entity.get("aliases", [])]
        names = [e["name"] for e in entities]
        links = [dict(link) for link in paper["links"] if rng.random() < 0.8]
        for link in links:
            if rng.random() < 0.3:
                link["predicate"] = rng.choice(["usedFor", "comparedWith", "partOf"])
            if rng.random() < 0.2 and names:
                link["object"] = rng.choice(names)
        entities.append({"name": f"thing {rng.random()}", "type": "Method", "relation": "uses"})
        out.append({"id": paper["id"], "title": paper["title"], "entities": entities, "links": links})
    return out


@pytest.mark.parametrize("name", ["dev_listing", "dev_hf2026"])
def test_the_same_figures_as_the_scorer(name: str, tmp_path: Path) -> None:
    path = SHARED / "gold" / f"{name}.jsonl"
    gold = [json.loads(line) for line in path.read_text(encoding="utf-8").rstrip("\n").split("\n")]
    found = _disturbed(gold, random.Random(3))
    predicted = tmp_path / "found.jsonl"
    predicted.write_text("\n".join(map(json.dumps, found)))
    command = [sys.executable, str(SHARED / "gold" / "score.py"), str(path), str(predicted)]
    wanted = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    scores = evaluate_file(path, predictions=predicted, resamples=0).to_dict()
    assert {key: scores[key] for key in wanted} == wanted
