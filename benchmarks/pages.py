"""How long pages take: CPU and wall milliseconds over a store, in one process, without HTTP.

``taskset -c 0 python -m benchmarks.pages STORE`` takes 100 papers and 100 names of theirs by chance (the same
each time), the most used names of each type, the start page, searches and completions; each made once before.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from pathlib import Path

from kg.pages import Source, page
from kg.store.snapshot import Snapshot

MANY, TOP = 100, 8
TEXTS = ("reinforcement", "attention", "graph neural", "objct detection", "bert", "a", "zzzzzqq")
QUERY = "SELECT * { ?p a kg:Paper ; kg:uses ne"
Case = tuple[str, str, dict[str, str]]


def cases(source: Source) -> dict[str, list[Case]]:
    """What is asked for, by kind."""
    chance = random.Random(1)
    recent = [row.id for row in source.index.recent(30 * MANY)]
    papers = chance.sample(recent, min(MANY, len(recent)))
    near = {row.id for paper in papers for row in source.index.neighbours(f"paper/{paper}").rows}
    names = chance.sample(sorted(near), min(MANY, len(near)))
    most = [slug for rows in source.index.paging().top(TOP).values() for slug, _, _ in rows]
    return {
        "paper": [("paper", paper, {}) for paper in papers],
        "name": [("name", name, {}) for name in names],
        "most used names": [("name", name, {}) for name in most],
        "start": [("", "", {})] * 20,
        "search": [("search", "", {"q": text}) for text in TEXTS],
        "completion": [("complete", "", {"query": QUERY, "at": str(len(QUERY))})] * 20,
    }


def measured(source: Source, asked: Sequence[Case]) -> tuple[list[float], list[float]]:
    """Sorted milliseconds of CPU and of the wall, the pages made once before."""
    for case in asked:
        page(source, *case)
    cpu, wall = [], []
    for case in asked:
        at, used = time.perf_counter(), time.process_time()
        page(source, *case)
        cpu.append(1000 * (time.process_time() - used))
        wall.append(1000 * (time.perf_counter() - at))
    return sorted(cpu), sorted(wall)


def main() -> None:
    """Print a row for each kind of page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    with Snapshot.open(parser.parse_args().store) as snapshot:
        source = Source(snapshot.store, snapshot.index)
        print(", ".join(f"{count:,} {what}" for what, count in snapshot.index.stats().items()))
        for kind, asked in cases(source).items():
            cpu, wall = measured(source, asked)
            at = [len(cpu) // 2, int(0.95 * len(cpu)), -1]
            named = zip(("p50", "p95", "max"), at, strict=True)
            numbers = " ".join(f"{name} {cpu[i]:.1f} ({wall[i]:.1f})" for name, i in named)
            print(f"{kind:16} {len(cpu):4} pages, ms CPU (wall): {numbers}")


if __name__ == "__main__":
    main()
