"""How a store grows: ``python -m benchmarks.growth 1000 10000 --folder DIR [--real FILE --jobs 2]``.

Builds a store of so many papers, then adds 60 to it and 60 to an empty one. With ``--real`` the papers are
the first ones of that file, read by the shipped extractor; else, and beyond those, they are generated, with
their extractions. Prints a line a stage: seconds of the clock and of the processor, the largest memory of the
process so far; then triples and bytes a paper. Compare processor seconds where other work disturbs the clock.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

import kg.build.job as run
from benchmarks.generate import Generator
from kg.build import BuildReport
from kg.build.crew import MAKING, Crew
from kg.extract import Extractor, load
from kg.model import Extraction, Paper, Record
from kg.sources import read_sources
from kg.store.layout import LIVE, locate
from kg.store.writer import Writer

MORE = 60


@dataclass
class Mixed:
    """Reads generated papers by drawing them again, all others by the shipped extractor."""

    name: str = "mixed"
    version: str = "1"
    threshold: float = 0.5
    generator: Generator = field(default_factory=Generator)
    shipped: Extractor | None = None

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        for paper in papers:
            if any(origin.format == "generated" for origin in paper.origins):
                read: Extractor = self.generator
            else:
                self.shipped = read = self.shipped or load()
            (found,) = read.extract([paper])
            yield Extraction(found.paper, self.name, self.version, found.entities, found.links)


class Stages:
    """Takes the time of each stage, as a build tells them."""

    def __init__(self) -> None:
        self.taken: dict[str, list[float]] = {}
        self._now = ""
        self._since = self._clock()

    @staticmethod
    def _clock() -> tuple[float, float]:
        mine = resource.getrusage(resource.RUSAGE_SELF)
        return time.perf_counter(), mine.ru_utime + mine.ru_stime

    def __call__(self, stage: str, done: int, total: int) -> None:
        clock, processor = self._clock()
        spent = self.taken.setdefault(self._now or stage, [0.0, 0.0, 0.0])
        spent[0] += clock - self._since[0]
        spent[1] += processor - self._since[1]
        spent[2] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self._now, self._since = stage, (clock, processor)


def grow(store: Path, records: Iterable[Record], *, jobs: int = 1) -> tuple[BuildReport, Stages]:
    """One build of records."""
    report, stages = BuildReport(), Stages()
    with Writer.open(store) as writer, ExitStack() as stack:
        crew = stack.enter_context(Crew(Mixed(), jobs, worker=MAKING)) if jobs > 1 else None
        job = run.Job(writer, report, Mixed(), stages, run.PUBLISH_EVERY, crew=crew)
        job.read(records)
        job.run()
    stages("", 0, 0)
    return report, stages


def papers(number: int, real: str | None) -> Iterator[Record]:
    """Real records first, then generated ones."""
    found = islice(read_sources([real], on_problem=print), number) if real else iter(())
    kept = list(found)
    return chain(kept, Generator().records(number - len(kept)))


def size(folder: Path) -> int:
    """Bytes of all files below."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def measure(options: argparse.Namespace, number: int) -> dict[str, Any]:
    """One size, in this process."""
    store = Path(options.folder, f"grown-{number}")
    shutil.rmtree(store, ignore_errors=True)
    report, stages = grow(store, papers(number, options.real), jobs=options.jobs)
    told: dict[str, Any] = {"papers": report.papers, "triples_a_paper": round(report.triples / report.papers)}
    told["bytes_a_paper"] = {
        "snapshot": size(locate(store)) // report.papers,
        "index": sum(f.stat().st_size for f in locate(store).glob("index*")) // report.papers,
        "live_tables": sum(f.stat().st_size for f in (store / LIVE).glob("*.sqlite")) // report.papers,
    }
    told["build"] = stages.taken
    return told


def add(store: Path) -> dict[str, Any]:
    """Add papers that nobody drew before, in this process."""
    _, stages = grow(store, Generator().records(MORE, start=2_000_000))
    return stages.taken


def alone(*arguments: str) -> Any:
    """One measurement in a process of its own, for its memory; what it prints."""
    command = [sys.executable, "-m", "benchmarks.growth", *arguments]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def show(title: str, stages: dict[str, list[float]]) -> None:
    """A line a stage."""
    for stage, (clock, processor, memory) in stages.items():
        print(f"  {title:10} {stage:12} {clock:9.2f} s {processor:9.2f} s of processor {memory:7.0f} MB")
    clock, processor = (sum(spent[n] for spent in stages.values()) for n in (0, 1))
    print(f"  {title:10} {'all':12} {clock:9.2f} s {processor:9.2f} s of processor")


def main() -> None:
    """Print a table a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*")
    parser.add_argument("--folder", required=True)
    parser.add_argument("--real")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--add", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options, options.one)))
        return
    if options.add:
        print(json.dumps(add(Path(options.add))))
        return
    shared = ["--folder", options.folder, "--jobs", str(options.jobs)]
    real = ["--real", options.real] if options.real else []
    for number in options.sizes:
        found = alone("--one", str(number), *shared, *real)
        sizes = f"{found['triples_a_paper']} triples a paper; bytes a paper: {found['bytes_a_paper']}"
        print(f"{found['papers']:,} papers, {sizes}", flush=True)
        show("build", found["build"])
        for title, store in (("60 more", f"grown-{number}"), ("60 alone", "grown-alone")):
            shutil.rmtree(Path(options.folder, "grown-alone"), ignore_errors=True)
            show(title, alone("--add", str(Path(options.folder, store)), "--folder", options.folder))


if __name__ == "__main__":
    from benchmarks import growth  # so that processes of a crew find `Mixed` by its name

    growth.main()
