"""What engines cost for one plan: ``python -m benchmarks.engines dask|ray|spark|local FILE --folder DIR``.

Each is started on loopback with two workers and given the tasks of `kg.fleet`; with ``--kill`` the extractor
kills, once, the worker that asked for it. Prints seconds to start, seconds in all, processor time, the
largest sum of memory of all processes, and a digest of what was written, which must be the same for all. Ray
and PySpark (with Java) are no part of papertriples: give them an environment of their own.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import hashlib
import json
import os
import resource
import shutil
import signal
import threading
import time
from collections.abc import Collection, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from kg.extract import Extractor, load
from kg.fleet import extract_far, open_engine
from kg.fleet.engines import WorkerLost, _performed
from kg.fleet.tasks import Task
from kg.model import Extraction, Paper

WORKERS = 2


class Ray:
    """Ray: a head node with workers on loopback."""

    workers = WORKERS

    def __init__(self) -> None:
        import ray

        self._ray = ray
        ray.init(
            num_cpus=WORKERS, include_dashboard=False, object_store_memory=100_000_000, logging_level="error"
        )
        self._perform = ray.remote(max_retries=3)(_performed)

    def submit(self, task: Task) -> Any:
        return self._perform.remote(task)

    def wait(self, running: Collection[Any], timeout: float) -> list[Any]:
        done, _ = self._ray.wait(list(running), num_returns=1, timeout=timeout)
        return list(done)

    def result(self, done: Any) -> dict[str, Any]:
        try:
            return _answer(self._ray.get(done))
        except self._ray.exceptions.WorkerCrashedError as error:
            raise WorkerLost(str(error)) from error

    def close(self) -> None:
        self._ray.shutdown()


class Spark:
    """PySpark: a driver and executors in one Java machine, Python workers beside it."""

    workers = WORKERS

    def __init__(self) -> None:
        from pyspark.sql import SparkSession

        os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
        builder = SparkSession.builder.master(f"local[{WORKERS},4]").config("spark.ui.enabled", "false")
        self._session = builder.config("spark.driver.bindAddress", "127.0.0.1").getOrCreate()
        self._session.sparkContext.setLogLevel("OFF")
        self._threads = concurrent.futures.ThreadPoolExecutor(WORKERS)

    def submit(self, task: Task) -> Any:
        def run() -> Any:
            return self._session.sparkContext.parallelize([task], 1).map(_performed).collect()[0]

        return self._threads.submit(run)

    def wait(self, running: Collection[Any], timeout: float) -> list[Any]:
        first = concurrent.futures.FIRST_COMPLETED
        return list(concurrent.futures.wait(running, timeout, return_when=first).done)

    def result(self, done: Any) -> dict[str, Any]:
        return _answer(done.result())

    def close(self) -> None:
        self._threads.shutdown()
        self._session.stop()


def _answer(found: Any) -> dict[str, Any]:
    if isinstance(found, BaseException):
        raise found
    return dict(found)


class Once:
    """The packaged extractor, which kills once the process that asked for it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._extractor: Extractor | None = None
        found = load()
        self.name, self.version, self.threshold = found.name, found.version, found.threshold
        self.link_threshold = getattr(found, "link_threshold", found.threshold)

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        self._extractor = self._extractor or load()
        for number, found in enumerate(self._extractor.extract(papers)):
            if number == 0 and not self._file.exists() and self._file.with_suffix(".armed").exists():
                self._file.touch()
                os.kill(os.getppid(), signal.SIGKILL)
            yield found


class Memory(threading.Thread):
    """The largest sum of what this process and all below it hold."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = 0
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.3):
            self.most = max(self.most, sum(_resident(pid) for pid in _below(os.getpid())))


def _below(root: int) -> set[int]:
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return 0


def main() -> None:
    """Print one object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=["local", "dask", "ray", "spark"])
    parser.add_argument("file", type=Path)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--shards", type=int, default=8)
    parser.add_argument("--kill", action="store_true")
    options = parser.parse_args()
    shutil.rmtree(options.folder, ignore_errors=True)
    options.folder.mkdir(parents=True)
    here = import_module("benchmarks.engines")  # run as a program, this file has another name to workers
    extractor: Any = here.Once(options.folder / "killed") if options.kill else "spacy"
    memory = Memory()
    memory.start()
    began = time.monotonic()
    made = {"ray": Ray, "spark": Spark}
    engine: Any = made[options.name]() if options.name in made else open_engine(options.name, workers=WORKERS)
    started = time.monotonic() - began
    first: list[float] = []

    def progress(stage: str, done: int, total: int) -> None:
        if done and not first:
            first.append(time.monotonic() - began)
        if stage == "extract" and done:
            (options.folder / "killed.armed").touch()

    done = extract_far(
        [options.file],
        options.folder / "out",
        engine,
        extractor=extractor,
        shards=options.shards,
        on_progress=progress,
    )
    wall = time.monotonic() - began
    engine.close()
    memory.over.set()
    digest = hashlib.sha256()
    for part in sorted((options.folder / "out" / "quads").iterdir()):
        digest.update(part.read_bytes())
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(
        json.dumps(
            {
                "engine": options.name,
                "start_s": round(started, 1),
                "all_s": round(wall, 1),
                "processor_s": round(sum(one.ru_utime + one.ru_stime for one in spent), 1),
                "memory_mb": memory.most // 1_000_000,
                "killed": (options.folder / "killed").exists(),
                "papers": done.papers,
                "digest": digest.hexdigest()[:16],
            }
        )
    )


if __name__ == "__main__":
    main()
