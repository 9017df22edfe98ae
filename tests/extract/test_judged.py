"""What is shown of every paper: its main task, and what it proposes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from kg.extract.judged import Judged, hardly, lean, show_proposed, show_tasks
from kg.model import ENTITY_TYPES, RELATIONS


def judged(*said: tuple[str, str, float, float]) -> Judged:
    """Candidates of which a type, a relation, the chance of the name and that of a main task are said."""
    types = [[0.48 if name == kind else 0.13 for name in ENTITY_TYPES] for kind, *_ in said]
    relations = [[0.7 if name == told else 0.05 for name in RELATIONS] for _, told, *_ in said]
    keep, main = ([row[k] for row in said] for k in (2, 3))
    arrays = [np.array(values, np.float32) for values in (keep, types, relations, [0.5] * len(said), main)]
    return Judged(*arrays)


def told(found: Judged) -> list[tuple[str, str, float]]:
    """Type, relation and chance of each claim."""
    kinds = [ENTITY_TYPES[k] for k in found.types.argmax(axis=1)]
    relations = [RELATIONS[k] for k in found.relations.argmax(axis=1)]
    chances = (found.keep * found.relations.max(axis=1)).astype(float).round(2).tolist()
    return list(zip(kinds, relations, chances, strict=True))


@pytest.mark.parametrize(
    ("said", "stated", "after"),
    [
        # A task that is there and sure leaves no room for another.
        (
            [("Task", "addresses", 0.9, 0.9), ("Method", "discusses", 0.9, 0.3)],
            [True, True],
            [("Task", "addresses", 0.63), ("Method", "discusses", 0.63)],
        ),
        # One that would stay below the threshold is lifted above it.
        (
            [("Task", "addresses", 0.3, 0.4), ("Method", "discusses", 0.9, 0.01)],
            [True, True],
            [("Task", "addresses", 0.45), ("Method", "discusses", 0.63)],
        ),
        # What is named only as avoided is not.
        (
            [("Task", "addresses", 0.3, 0.4), ("Method", "discusses", 0.9, 0.01)],
            [False, True],
            [("Task", "addresses", 0.21), ("Method", "discusses", 0.63)],
        ),
        # Nor is what is hardly the main task, or no task.
        ([("Task", "addresses", 0.3, 0.02)], [True], [("Task", "addresses", 0.21)]),
        ([("Concept", "discusses", 0.3, 0.5)], [True], [("Concept", "discusses", 0.21)]),
    ],
)
def test_show_tasks(
    said: Sequence[tuple[str, str, float, float]],
    stated: list[bool],
    after: list[tuple[str, str, float]],
) -> None:
    found = judged(*said)
    show_tasks(found, np.array(stated))
    assert told(found) == after


@pytest.mark.parametrize(
    ("relation", "chance", "after"),
    [
        ("discusses", 0.25, ("Task", "addresses", 0.56)),
        # A small chance is not enough for that, and what is used or proposed is no task.
        ("discusses", 0.1, ("Concept", "discusses", 0.63)),
        ("uses", 0.25, ("Concept", "uses", 0.63)),
        ("proposes", 0.25, ("Concept", "proposes", 0.63)),
    ],
)
def test_what_may_be_a_task_is_taken_for_the_missing_main_one(
    relation: str, chance: float, after: tuple[str, str, float]
) -> None:
    found = judged(("Concept", relation, 0.9, chance))
    found.types[0] = [0.3 if name == "Task" else 0.4 if name == "Concept" else 0.1 for name in ENTITY_TYPES]
    show_tasks(found, np.array([True]))
    assert told(found) == [after]


@pytest.mark.parametrize(
    ("said", "possible", "after"),
    [
        ([("Method", "proposes", 0.4, 0.0)], True, [("Method", "proposes", 0.45)]),
        ([("Method", "proposes", 0.9, 0.0)], True, [("Method", "proposes", 0.63)]),
        ([("Method", "uses", 0.4, 0.0)], True, [("Method", "uses", 0.28)]),
        # What the text says is only used, avoided, or of others is not.
        ([("Method", "proposes", 0.4, 0.0)], False, [("Method", "proposes", 0.28)]),
    ],
)
def test_what_is_proposed_is_shown(
    said: Sequence[tuple[str, str, float, float]], possible: bool, after: list[tuple[str, str, float]]
) -> None:
    found = judged(*said)
    show_proposed(found, np.full(len(said), possible))
    assert told(found) == after


def test_a_rule_leans_and_does_not_say_never() -> None:
    chances = np.array([[0.5, 0.5]], np.float32)
    lean(chances, 0, 1)
    assert chances.astype(float).round(2).tolist() == [[0.2, 0.8]]


def test_what_is_all_but_excluded_leaves_its_chance_to_the_rest() -> None:
    chances = np.array([[0.98, 0.015, 0.005], [0.2, 0.6, 0.2], [0.9, 0.1, 0.0], [1.0, 0.0, 0.0]], np.float32)
    hardly(chances, np.array([True, True, False, True]), 0)
    assert chances.round(3).tolist() == [
        pytest.approx(row, abs=2e-3)
        for row in ([0.049, 0.713, 0.238], [0.01, 0.743, 0.248], [0.9, 0.1, 0.0], [0.05, 0.0, 0.0])
    ]
