"""What becomes of a task that no process can be given: an error, never a wait without end."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.errors import UsageError
from kg.fleet import engines
from kg.fleet.driver import run_all
from kg.fleet.engines import Local
from kg.fleet.tasks import Context, Task
from tests.fleet.extractors import Bound

PATIENCE = 60


@pytest.fixture
def local() -> Iterator[Local]:
    """One process; who waits for it too long is woken."""

    def woken(*_: object) -> None:
        raise TimeoutError("nobody says what became of the task")

    before = signal.signal(signal.SIGALRM, woken)
    signal.alarm(PATIENCE)
    engine = Local(1)
    try:
        yield engine
    finally:
        engine.close()
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def run(engine: Local, root: Path, extractor: Any = "spacy") -> None:
    """Run a task of a step that there is not: the process that gets it says so."""
    task = Task("nowhere:step", "read", 0, root, (), Context(1, extractor), "signature")
    run_all(engine, [task], lambda *_: None)


def test_an_extractor_that_can_not_be_sent(local: Local, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"can not be sent to other processes \(.*lock.*\)"):
        run(local, tmp_path, Bound())
    with pytest.raises(RuntimeError, match="read/0: ModuleNotFoundError"):
        run(local, tmp_path)


def test_a_process_that_can_not_be_started(
    local: Local, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused() -> None:
        raise OSError("no more processes")

    with monkeypatch.context() as without:
        without.setattr(engines, "_start", refused)
        with pytest.raises(OSError, match="no more processes"):
            run(local, tmp_path)
    with pytest.raises(RuntimeError, match="read/0: ModuleNotFoundError"):
        run(local, tmp_path)
