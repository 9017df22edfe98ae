"""Build a store of N generated papers: ``python -m benchmarks.scale 10000 --store DIR``.

Prints seconds, peak memory, triples and bytes a paper, and the CPU time of a cold ``kg neighbours`` beside
that of ``python -c pass``, medians of 20; it asks for the name that most papers use.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import kg
import kg.build.job as run
from benchmarks.generate import Generator
from kg.build import BuildReport
from kg.store.layout import locate
from kg.store.writer import Writer


def build_generated(number: int, store: Path) -> BuildReport:
    """The path of `kg.build.build`, with records from the generator instead of files."""
    report, generator = BuildReport(), Generator()
    with Writer.open(store) as writer:
        job = run.Job(writer, report, generator, lambda *_: None, run.PUBLISH_EVERY)
        job.read(generator.records(number))
        job.run()
    return report


def cpu(command: list[str]) -> float:
    """Median CPU seconds of a command as a process of its own."""
    taken = []
    for _ in range(20):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(taken)


def main() -> None:
    """Measure and print one JSON object."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("papers", type=int)
    arguments.add_argument("--store", type=Path, required=True)
    given = arguments.parse_args()
    began = time.perf_counter()
    report = build_generated(given.papers, given.store)
    seconds = time.perf_counter() - began
    size = sum(f.stat().st_size for f in locate(given.store).rglob("*") if f.is_file())
    with kg.open(given.store) as graph:
        most_used = graph.find("", limit=1)[0].label
    look_up = [sys.executable, "-m", "kg", "neighbours", most_used, "--store", str(given.store)]
    bare, cold = cpu([sys.executable, "-c", "pass"]), cpu(look_up)
    print(
        json.dumps(
            {
                "papers": report.papers,
                "seconds": round(seconds, 1),
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                "entities": report.entities,
                "triples_a_paper": round(report.triples / report.papers, 1),
                "bytes_a_paper": size // report.papers,
                "bare_python_ms": round(1000 * bare, 1),
                "cold_neighbours_ms": round(1000 * cold, 1),
                "ratio": round(cold / bare, 2),
            }
        )
    )


if __name__ == "__main__":
    main()
