"""When a query that looks short has had its time."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from kg.server.lanes import LONG, SHORT, Job, Question
from kg.server.pool import Pool
from kg.server.process import Process
from kg.server.settings import Settings


class Worked:
    """A process that has worked for so many seconds."""

    def __init__(self, seconds: float | None) -> None:
        self._seconds = seconds

    def worked(self) -> float | None:
        """As a process tells it."""
        return self._seconds


@pytest.mark.parametrize(
    ("lane", "worked", "now", "more"),
    [
        (SHORT, 5.1, 101.0, True),
        (SHORT, 5.4, 101.0, False),  # it had a processor, and used it
        (SHORT, 5.1, 110.0, False),  # not for ever
        (SHORT, None, 101.0, False),
        (LONG, 5.1, 101.0, False),
    ],
)
def test_who_had_no_processor_gets_more_time(
    tmp_path: Path, lane: int, worked: float | None, now: float, more: bool
) -> None:
    job = Job(
        Question(b"", b"", lane == SHORT), lane, lambda _: None, began=100.0, deadline=101.0, worked=5.0
    )
    process = cast("Process", Worked(worked))
    assert Pool(Settings(workers=1), tmp_path)._was_starved(job, process, now) is more
    assert job.deadline == (101.5 if more else 101.0)


@pytest.mark.parametrize(
    ("now", "kind", "stands"), [(100.2, False, False), (100.3, False, True), (100.3, True, False)]
)
def test_who_is_not_done_after_a_while_stands_back_once(
    tmp_path: Path, now: float, kind: bool, stands: bool
) -> None:
    job = Job(Question(b"", b"", False), LONG, lambda _: None, began=100.0, kind=kind)
    assert Pool(Settings(workers=1), tmp_path)._is_long(job, now) is stands
