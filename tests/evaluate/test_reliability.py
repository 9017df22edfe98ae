"""Whether confidences mean something: the measures, and which claims they are taken of."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kg.evaluate import evaluate
from kg.evaluate.outcomes import Outcomes, outcomes
from kg.evaluate.reliability import bins, reliability, threshold_of

ENTITIES: list[dict[str, Any]] = [
    {"name": "FernNet", "type": "Method", "relation": "proposes"},
    {"name": "moss growth", "type": "Task", "relation": "addresses"},
    {"name": "soil", "type": "Concept", "relation": "discusses", "optional": True},
]
LINK = {"subject": "FernNet", "predicate": "usedFor", "object": "moss growth"}
GOLD: dict[str, Any] = {"id": "g", "title": "FernNet", "entities": ENTITIES, "links": [LINK]}


def _said(name: str, relation: str, confidence: float) -> dict[str, Any]:
    return {"name": name, "aliases": [], "type": "Method", "relation": relation, "confidence": confidence}


FOUND: dict[str, Any] = {
    "id": "g",
    "title": "FernNet",
    "entities": [
        _said("fern-net", "proposes", 0.9),
        _said("moss growths", "uses", 0.6),
        _said("soil", "discusses", 0.5),
        _said("bog", "discusses", 0.3),
    ],
    "links": [
        {**LINK, "subject": "fern-net", "object": "moss growths", "confidence": 0.7},
        {"subject": "fern-net", "predicate": "usedFor", "object": "soil", "confidence": 0.6},
        {"subject": "fern-net", "predicate": "isA", "object": "bog", "confidence": 0.4},
    ],
}


def test_what_is_right_of_a_paper() -> None:
    # the type does not matter, the optional entity and the link to it count neither way
    assert outcomes(GOLD, FOUND) == Outcomes(
        entities=((0.9, True), (0.6, False), (0.3, False)), links=((0.7, True), (0.4, False))
    )
    bare = [{key: value for key, value in e.items() if key != "confidence"} for e in FOUND["entities"]]
    assert outcomes(GOLD, {"entities": bare}) == Outcomes()


def test_scores_have_the_calibration_with_intervals() -> None:
    scores = evaluate([GOLD, {**GOLD, "id": "h"}], [FOUND, {**FOUND, "id": "h"}], resamples=20)
    entities = scores.calibration["entities"]
    assert (entities.claims, entities.right, entities.auroc, entities.precise_from) == (6, 0.3333, 1.0, 0.61)
    assert scores.intervals["entities.auroc"] == (1.0, 1.0)
    assert scores.to_dict()["calibration"]["links"]["brier"] == 0.125
    assert scores.intervals["type Task.f1"] == (0.0, 0.0)
    assert scores.intervals["link usedFor.p"] == (1.0, 1.0)


def test_claims_below_the_threshold_count_for_the_calibration_alone() -> None:
    found = {**FOUND, "entities": FOUND["entities"][:1], "links": [], "stored": FOUND}
    scores = evaluate([GOLD], [found], resamples=0)
    assert scores.entity_exact.p == 1.0
    assert scores.calibration["entities"].claims == 3


def test_without_confidence_there_is_no_calibration() -> None:
    assert evaluate([GOLD], [GOLD], resamples=3).calibration == {}
    assert reliability(np.array([]), np.array([], dtype=bool)) is None


def test_a_calibrated_source_has_little_error() -> None:
    rng = np.random.default_rng(5)
    confidence = rng.uniform(0.2, 1.0, 20_000)
    right = rng.uniform(size=20_000) < confidence
    good = reliability(confidence, right)
    assert good is not None
    assert good.ece < 0.01
    assert good.brier < good.brier_of_base_rate
    assert good.auroc == pytest.approx(0.75, abs=0.05)
    bold = reliability(np.minimum(confidence + 0.2, 1.0), right)
    assert bold is not None
    assert bold.ece == pytest.approx(0.18, abs=0.02)


def test_chance_alone_is_no_error() -> None:
    rng = np.random.default_rng(6)
    errors = []
    for _ in range(200):
        found = reliability(np.full(60, 0.5), rng.uniform(size=60) < 0.5)
        assert found is not None
        errors.append(found.ece)
    assert float(np.mean(errors)) < 0.15  # the plain error of bins of four is about .2


def test_threshold_and_bins() -> None:
    confidence, right = np.array([0.9, 0.8, 0.7, 0.3]), np.array([True, True, False, False])
    assert threshold_of(confidence, right, 0.9) == 0.71
    assert threshold_of(confidence, ~right, 0.9) == 1.0
    assert bins(confidence, right, 2) == [
        {"confidence": 0.5, "right": 0, "claims": 2},
        {"confidence": 0.85, "right": 2, "claims": 2},
    ]
