"""Where tasks run: processes of this machine, or Dask distributed (docs/engines.md says why Dask).

An engine only starts tasks and says which are done. That a task may be lost, repeated or late is the driver's
business (`kg.fleet.driver`); that this harms nothing is the task's (`kg.fleet.tasks`).
"""

from __future__ import annotations

import concurrent.futures
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Collection
from contextlib import suppress
from typing import Any, Protocol

from kg.errors import KGError, UsageError
from kg.fleet.tasks import Task, perform

ENGINES = ("local", "dask")


class WorkerLost(Exception):
    """The process that ran a task is gone; the task may be run again."""


class Engine(Protocol):
    """What starts tasks elsewhere."""

    @property
    def workers(self) -> int:
        """How many tasks run at once."""

    def submit(self, task: Task) -> Any:
        """Start a task; what stands for it."""

    def wait(self, running: Collection[Any], timeout: float) -> list[Any]:
        """Those that ended, after at least one did or ``timeout`` seconds went by."""

    def result(self, done: Any) -> dict[str, Any]:
        """A task's marker. Raises `WorkerLost`, or what the task raised."""

    def close(self) -> None:
        """End what was started."""


def open_engine(name: str, *, workers: int = 2, scheduler: str | None = None) -> Engine:
    """The engine called ``name``: with so many workers on this machine, or those of a running ``scheduler``.

    Raises `UsageError` where it is unknown or not installed.
    """
    if name == "local":
        if scheduler is not None:
            raise UsageError("the local engine has no scheduler; use --engine dask")
        return Local(workers)
    if name == "dask":
        return Dask(workers, scheduler)
    raise UsageError(f"no engine is called {name!r}; there are {', '.join(ENGINES)}")


class Local:
    """Processes of this machine, each fed by a thread here. A process that ends is started again."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._tasks: queue.Queue[tuple[Task, concurrent.futures.Future[dict[str, Any]]] | None] = (
            queue.Queue()
        )
        self._over = threading.Event()
        self._processes: dict[int, subprocess.Popen[bytes]] = {}
        self._threads = [threading.Thread(target=self._drive, args=(n,), daemon=True) for n in range(workers)]
        for thread in self._threads:
            thread.start()

    @property
    def processes(self) -> list[int]:
        """Numbers of the processes that run now."""
        return [process.pid for process in list(self._processes.values())]

    def submit(self, task: Task) -> concurrent.futures.Future[dict[str, Any]]:
        future: concurrent.futures.Future[dict[str, Any]] = concurrent.futures.Future()
        self._tasks.put((task, future))
        return future

    def wait(self, running: Collection[Any], timeout: float) -> list[Any]:
        first = concurrent.futures.FIRST_COMPLETED
        return list(concurrent.futures.wait(running, timeout, return_when=first).done)

    def result(self, done: concurrent.futures.Future[dict[str, Any]]) -> dict[str, Any]:
        return done.result()

    def close(self) -> None:
        self._over.set()
        for _ in self._threads:
            self._tasks.put(None)
        for process in list(self._processes.values()):
            process.kill()
        for thread in self._threads:
            thread.join()

    def _drive(self, number: int) -> None:
        while (item := self._tasks.get()) is not None and not self._over.is_set():
            task, future = item
            try:
                answer = self._ask(number, task)
            except Exception as error:  # noqa: BLE001 - the driver raises it
                self._end(number)  # it may have got half a task
                answer = error
            if isinstance(answer, BaseException):
                future.set_exception(answer)
            else:
                future.set_result(answer)
        self._end(number)

    def _ask(self, number: int, task: Task) -> Any:
        told = _packed(task)
        process = self._processes.get(number)
        if process is None or process.poll() is not None:
            self._end(number)
            process = self._processes[number] = _start()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(told)
            process.stdin.flush()
            return pickle.load(process.stdout)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):
            self._end(number)
            return WorkerLost(f"a process ended in {task.stage}/{task.number}")

    def _end(self, number: int) -> None:
        process = self._processes.pop(number, None)
        if process is not None:
            process.kill()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with suppress(OSError):
                        stream.close()
            process.wait()


def _packed(task: Task) -> bytes:
    """A task as it crosses to a process; raises `UsageError` where its extractor can not."""
    try:
        return pickle.dumps(task, protocol=pickle.HIGHEST_PROTOCOL)
    except (pickle.PicklingError, AttributeError, TypeError) as error:  # pickle raises any of them
        raise UsageError(
            f"the extractor can not be sent to other processes ({error}); define it in a module, and let it "
            "hold nothing that belongs to this process"
        ) from error


def _start() -> subprocess.Popen[bytes]:
    path = os.pathsep.join(dict.fromkeys(part or os.getcwd() for part in sys.path))
    return subprocess.Popen(
        [sys.executable, "-c", "from kg.fleet.engines import serve; serve()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
    )


def serve() -> None:
    """A process of the local engine: tasks in, markers or errors out, until there are no more.

    What comes is pickled by the driver, a program of ours, never anything from elsewhere.
    """
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a step prints is no answer
    while True:
        try:
            task = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        pickle.dump(_performed(task), answers, protocol=pickle.HIGHEST_PROTOCOL)
        answers.flush()


def _performed(task: Task) -> Any:
    try:
        return perform(task)
    except KGError as error:
        return error
    except Exception as error:  # noqa: BLE001 - the driver raises it
        return RuntimeError(f"{task.stage}/{task.number}: {type(error).__name__}: {error}")


class Dask:
    """Dask distributed: a scheduler with workers on loopback, or one that runs already."""

    def __init__(self, workers: int, scheduler: str | None) -> None:
        try:
            import distributed
        except ImportError as error:
            raise UsageError("Dask is not installed: pip install 'papertriples[fleet]'") from error
        self._cluster = None
        if scheduler is None:
            self._cluster = distributed.LocalCluster(
                host="127.0.0.1",  # whoever reaches a scheduler may run anything
                n_workers=workers,
                threads_per_worker=1,
                dashboard_address=None,
            )
        try:
            self._client = distributed.Client(self._cluster or scheduler, timeout="30s")
        except OSError as error:
            raise UsageError(f"no Dask scheduler answers at {scheduler}: {error}") from error

    @property
    def workers(self) -> int:
        return max(1, len(self._client.scheduler_info(n_workers=-1)["workers"]))

    @property
    def processes(self) -> list[int]:
        """Numbers of the processes that run now, where they are on this machine."""
        return list(self._client.run(os.getpid).values())

    def submit(self, task: Task) -> Any:
        return self._client.submit(_performed, task, pure=False)

    def wait(self, running: Collection[Any], timeout: float) -> list[Any]:
        import distributed

        try:
            found = distributed.wait(list(running), timeout=timeout, return_when="FIRST_COMPLETED")
        except TimeoutError:
            return []
        return list(found.done)

    def result(self, done: Any) -> dict[str, Any]:
        import distributed

        try:
            answer = done.result()
        except (distributed.scheduler.KilledWorker, distributed.CancelledError) as error:
            raise WorkerLost(str(error)) from error
        if isinstance(answer, BaseException):
            raise answer
        return dict(answer)

    def close(self) -> None:
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()
