"""Seconds that the commands over a large graph take: ``python -m benchmarks.counted --store STORE``.

Each is timed twice, as processor time of a process of its own (start of Python included) and on the wall; it
asks for the most used names and for the first paper.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time

import kg


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", required=True)
    store = parser.parse_args().store
    with kg.open(store) as graph:
        stats = graph.stats()
        names = [row.label for row in graph.find("", limit=8)]
        index = graph.snapshot.index
        rare = index.scans().entities(least=3)[-1].label
        paper = index.papers()[0].id
    print(f"{stats['papers']:,} papers, {stats['entities']:,} entities, {stats['triples']:,} triples")
    for arguments in (
        ["rank"],
        ["trends"],
        ["cooccur"],
        ["cooccur", names[0]],
        ["path", names[0], rare],
        ["path", paper, rare],
        ["similar", paper],
    ):
        taken = []
        for _ in range(2):
            before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            command = [sys.executable, "-m", "kg", *arguments, "--store", store]
            ran = subprocess.run(command, check=False, capture_output=True, text=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            taken.append((cpu, time.perf_counter() - start))
            if ran.returncode:
                print(ran.stderr.strip())
        best = min(taken)
        print(f"kg {' '.join(arguments):50} {best[0]:5.2f} s processor, {best[1]:5.2f} s in all", flush=True)


if __name__ == "__main__":
    main()
