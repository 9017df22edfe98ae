"""Several processes that read papers at once; what they answer is what one would answer.

A process that ends is started again and its papers are given out once more; papers that end it again are
tried one by one, and one that ends its process twice is given up.
"""

from __future__ import annotations

import itertools
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from types import TracebackType
from typing import Any

from kg.errors import ExtractionError, KGError
from kg.extract import Extractor
from kg.extract.vocabulary import Wanted
from kg.extract.worker import DONE, Call, Described
from kg.model import Extraction, Paper
from kg.store.ready import Ready

AT_ONCE = 8
"""Papers that a process is given at a time."""
ATTEMPTS = 2

READING = "kg.extract.worker"
"""The module whose processes answer with extractions."""
MAKING = "kg.build.worker"
"""The module whose processes answer with what the store keeps (`kg.store.ready`)."""

Answer = Extraction | Ready | Exception | None
Asked = list[Paper] | Call
Task = tuple[int, int, "Asked | None", "Future[Any]"]
"""How soon (0 first), which of equals, what is asked, and who waits for it."""


class Crew:
    """Reads papers with several processes; a context manager.

    Its description is that of the extractor that they run. ``processes`` are their numbers, for who looks.
    """

    def __init__(self, extractor: str | Extractor | Wanted, jobs: int, *, worker: str = READING) -> None:
        self._extractor = extractor
        self._tasks: queue.PriorityQueue[Task] = queue.PriorityQueue()
        self._number = itertools.count()
        self._expected: dict[Paper, tuple[Future[list[Answer]], int]] = {}
        self._workers = [_Worker(extractor, worker) for _ in range(jobs)]
        self._described: Described | None = None
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for _ in self._threads:
            self._put(0, None)
        for worker in self._workers:
            worker.end()
        for thread in self._threads:
            thread.join()

    @property
    def processes(self) -> list[int]:
        """Numbers of the processes that read now."""
        return [worker.number for worker in self._workers]

    @property
    def described(self) -> Described:
        """The extractor; waits until one process has loaded it. Raises what loading it raised."""
        if self._described is None:
            self._described = self._workers[0].hello()
            for worker in self._workers:
                thread = threading.Thread(target=self._drive, args=(worker,), daemon=True)
                thread.start()
                self._threads.append(thread)
        return self._described

    def expect(self, papers: Iterable[Paper]) -> None:
        """Let these be read already; they will be asked for."""
        assert self.described is not None
        new = [paper for paper in papers if paper not in self._expected]
        for at in range(0, len(new), AT_ONCE):
            batch = new[at : at + AT_ONCE]
            future = self._put(1, batch)
            self._expected.update((paper, (future, place)) for place, paper in enumerate(batch))

    def _put(self, soon: int, asked: Asked | None) -> Future[Any]:
        future: Future[Any] = Future()
        self._tasks.put((soon, next(self._number), asked, future))
        return future

    def aside(self, function: Callable[..., None], *values: Any) -> Callable[[], None]:
        """Let a process do something else as soon as it can; what is given back waits until it is done.

        Where the process ends each time it is done here. Raises what the function raised.
        """
        assert self.described is not None
        future = self._put(0, Call(function, values))

        def done() -> None:
            answer = future.result()
            if isinstance(answer, Exception):
                raise answer
            if answer != DONE:
                function(*values)

        return done

    def extract(self, papers: Sequence[Paper]) -> Iterator[Any]:
        """One extraction a paper in order, None for one that was given up; raises what reading raised.

        With other workers than those that read, it is what they make of it.
        """
        self.expect(papers)
        for paper in papers:
            future, place = self._expected.pop(paper)
            answer = future.result()[place]
            if isinstance(answer, Exception):
                raise answer
            yield answer

    def _drive(self, worker: _Worker) -> None:
        """Give one process one task after the other."""
        while True:
            _, _, asked, future = self._tasks.get()
            if asked is None:
                return
            try:
                answer = worker.ask(asked)
                if answer is None and not isinstance(asked, Call):
                    answer = [(worker.ask([paper]) or [None])[0] for paper in asked]
                future.set_result(answer)
            except Exception as error:  # noqa: BLE001 - who waits for the answer gets it
                future.set_exception(error)


class _Worker:
    """One process, started again when it ends."""

    def __init__(self, extractor: str | Extractor | Wanted, module: str) -> None:
        self._extractor = extractor
        self._module = module
        self._greeted = False
        self._over = threading.Event()
        self._process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        self._greeted = False
        path = os.pathsep.join(dict.fromkeys(part or os.getcwd() for part in sys.path))
        process = subprocess.Popen(
            [sys.executable, "-c", f"from {self._module} import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )
        _put(process, self._extractor)
        return process

    @property
    def number(self) -> int:
        return self._process.pid

    def hello(self) -> Described:
        """The extractor as the process describes it; raises what loading it raised."""
        found = _get(self._process)
        if isinstance(found, KGError):
            raise found
        if not isinstance(found, Described):
            raise ExtractionError("a process that reads papers ended while it loaded the extractor")
        self._greeted = True
        return found

    def ask(self, asked: Asked) -> Any:
        """The answers for some papers, or of a call; None where that ended the process each time."""
        for _ in range(ATTEMPTS):
            if not self._greeted:
                self.hello()
            if _put(self._process, asked):
                answers = _get(self._process)
                if answers is not None:
                    return answers
            if self._over.is_set():
                break
            self._close()
            self._process = self._start()
            if self._over.is_set():  # ended by another thread meanwhile: nobody else knows the new process
                self.end()
                break
        return None

    def end(self) -> None:
        """End the process, whatever it does."""
        self._over.set()
        self._process.kill()
        self._close()

    def _close(self) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):  # what was not written yet can not be
                    stream.close()
        self._process.wait()


def _put(process: subprocess.Popen[bytes], question: Any) -> bool:
    """Send a frame; False where the process is gone."""
    assert process.stdin is not None
    try:
        pickle.dump(question, process.stdin, protocol=pickle.HIGHEST_PROTOCOL)
        process.stdin.flush()
    except (OSError, ValueError):
        return False
    return True


def _get(process: subprocess.Popen[bytes]) -> Any:
    """The next frame; None where the process is gone."""
    assert process.stdout is not None
    try:
        return pickle.load(process.stdout)
    except (OSError, EOFError, ValueError, pickle.UnpicklingError):
        return None
