"""Scores of a paper's candidates, and what is shown of every paper: its main task and what it proposes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.model import ENTITY_TYPES
from kg.model import RELATIONS as RELATION_NAMES

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

BY_RULE = 0.6
"""Chance of a relation that a rule sets against the committee."""
_HARDLY = 0.05
"""Part of a chance that a rule leaves of what it all but excludes."""
_LEAST = np.float32(1e-6)
_ADDRESSES, _PROPOSES, _USES = map(RELATION_NAMES.index, ("addresses", "proposes", "uses"))
_TASK = ENTITY_TYPES.index("Task")
_MAIN_GAIN = 0.03
"""Chance to be the main task that is missing from which a task is shown."""
_TURNED_GAIN = 0.12
"""The same, from which something else is taken for the main task."""
_USED, _TASK_FROM = 0.6, 0.15
"""Chance of `uses` from which it is not, and chance of being a task up to which it is not."""
_LIKELY = 0.05
"""Chance of being proposed from which the likeliest candidate is."""
_MOST_TASKS = 3
"""Tasks that are shown beside those that are sure enough."""
_SHOWN = 0.35
"""Chance of a claim, before it is calibrated, from which it is above the default threshold."""
_LIFTED = 0.45
"""Chance to which a claim is lifted that a paper must have; a little above `_SHOWN`."""
_HIGHEST = 0.99


@dataclass(frozen=True, slots=True)
class Judged:
    """Scores of all candidates."""

    keep: Floats
    """Chance that the name is right."""
    types: Floats
    relations: Floats
    core: Floats
    main: Floats
    """Chance to be a main task of the paper."""


def lean(chances: Floats, row: int, column: int) -> None:
    """Let a rule set what a candidate is."""
    chances[row] *= 1.0 - BY_RULE
    chances[row, column] += BY_RULE


def hardly(chances: Floats, rows: Flags, column: int) -> None:
    """Let a rule all but exclude what candidates are: the rest shares its chance."""
    left = chances[rows, column] * _HARDLY
    chances[rows, column] = 0.0
    rest = np.maximum(chances[rows].sum(axis=1), _LEAST)
    chances[rows] *= ((1.0 - left) / rest)[:, None]
    chances[rows, column] = left


def show_tasks(judged: Judged, stated: Flags) -> None:
    """Tasks that are addressed are shown while the main one may be missing among those that will be.

    So is what is not thought to be one, but more likely the main task than what is shown.
    """
    types, relations = judged.types, judged.relations
    able = stated & (relations.argmax(axis=1) != _PROPOSES) & (relations[:, _USES] < _USED)
    able &= types[:, _TASK] > _TASK_FROM
    for _ in range(_MOST_TASKS):
        addressed = (types.argmax(axis=1) == _TASK) & (relations.argmax(axis=1) == _ADDRESSES)
        there = addressed & (judged.keep * relations[:, _ADDRESSES] > _SHOWN)
        gain = judged.main * np.prod(1.0 - judged.main[there]) * ~there
        likely = gain * np.where(addressed, stated & (gain >= _MAIN_GAIN), able & (gain >= _TURNED_GAIN))
        best = int(likely.argmax())
        if likely[best] <= 0.0:
            return
        for chances, column in ((types, _TASK), (relations, _ADDRESSES)):
            if chances[best].argmax() != column:
                lean(chances, best, column)
        _lift(judged, best, _ADDRESSES)


def show_proposed(judged: Judged, possible: Flags) -> None:
    """Nearly every paper proposes something: where nothing of that will be shown, what may be it is."""
    relations = judged.relations
    likely = judged.keep * relations[:, _PROPOSES]
    if ((relations.argmax(axis=1) == _PROPOSES) & (likely > _SHOWN)).any():
        return
    likely = likely * possible
    best = int(likely.argmax())
    if likely[best] < _LIKELY:
        return
    if relations[best].argmax() != _PROPOSES:
        lean(relations, best, _PROPOSES)
    _lift(judged, best, _PROPOSES)


def _lift(judged: Judged, row: int, relation: int) -> None:
    """Bring a claim above the default threshold."""
    chance = _LIFTED / max(float(judged.relations[row, relation]), _SHOWN)
    judged.keep[row] = min(max(float(judged.keep[row]), chance), _HIGHEST)
