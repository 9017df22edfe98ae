"""Runs the tasks of one stage on an engine: lost ones again, late ones a second time somewhere else."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

from kg.errors import StoreError
from kg.fleet.engines import Engine, WorkerLost
from kg.fleet.tasks import Task, result

ATTEMPTS = 4
"""Times that a task may lose its worker."""
LATE = 3.0
"""A task is late once it takes so many times as long as the median of its stage, and workers are idle."""
LEAST = 20.0
"""Seconds before any task is called late."""
_TICK = 0.5

Progress = Callable[[str, int, int], None]


def run_all(
    engine: Engine, tasks: Sequence[Task], progress: Progress, *, least: float = LEAST
) -> list[dict[str, Any]]:
    """The markers of all tasks, in order; what is done already is not done again."""
    markers = {task.number: found for task in tasks if (found := result(task)) is not None}
    stage = _Stage(engine, least)
    for task in tasks:
        if task.number not in markers:
            stage.start(task)
    while stage.open:
        progress(tasks[0].stage, len(markers), len(tasks))
        for number, marker in stage.ended():
            markers.setdefault(number, marker)
        stage.repeat_late()
    return [markers[task.number] for task in tasks]


class _Stage:
    """What runs now."""

    def __init__(self, engine: Engine, least: float) -> None:
        self._engine = engine
        self._least = least
        self._running: dict[Any, tuple[Task, float]] = {}
        self._left: dict[int, Task] = {}
        self._lost: Counter[int] = Counter()
        self._took: list[float] = []

    @property
    def open(self) -> bool:
        return bool(self._left)

    def start(self, task: Task) -> None:
        self._left[task.number] = task
        self._running[self._engine.submit(task)] = (task, time.monotonic())

    def ended(self) -> list[tuple[int, dict[str, Any]]]:
        """Tasks that are done now, with their markers; what was lost is started again."""
        found = []
        for done in self._engine.wait(list(self._running), _TICK):
            task, began = self._running.pop(done)
            if task.number not in self._left:
                continue  # its double was quicker
            try:
                marker = self._engine.result(done)
            except WorkerLost as error:
                self._again(task, error)
                continue
            del self._left[task.number]
            self._took.append(time.monotonic() - began)
            found.append((task.number, marker))
        return found

    def _again(self, task: Task, error: WorkerLost) -> None:
        if any(other.number == task.number for other, _ in self._running.values()):
            return
        self._lost[task.number] += 1
        if self._lost[task.number] >= ATTEMPTS:
            raise StoreError(
                f"{task.stage}/{task.number} lost its worker {ATTEMPTS} times ({error}); does it have memory "
                "enough? The same command goes on with what is done"
            ) from error
        self.start(task)

    def repeat_late(self) -> None:
        """Where workers have nothing to do, run once more what takes far longer than the rest did."""
        idle = self._engine.workers - len(self._left)
        if idle <= 0 or not self._took:
            return
        bound = max(self._least, LATE * median(self._took))
        times = Counter(task.number for task, _ in self._running.values())
        for task, began in sorted(self._running.values(), key=lambda item: item[1]):
            late = task.number in self._left and time.monotonic() - began > bound
            if late and idle > 0 and times[task.number] == 1:
                self.start(task)
                idle -= 1
