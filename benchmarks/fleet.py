"""What each stage of ``kg extract --engine`` took: ``python -m benchmarks.fleet OUT``, once it is done.

Prints tasks, seconds of processor (without the extractor's, which has a process of its own), and the bytes
that the stage left, a thousand papers; and what the sorted lines come to.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from kg.fleet.tasks import MARKER


def main() -> None:
    """Print a line a stage."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    stages = sorted((options.out / "work").iterdir(), key=lambda stage: stage.stat().st_mtime)
    read = {
        stage.name: [json.loads(file.read_bytes()) for file in stage.glob(f"*/{MARKER}")] for stage in stages
    }
    papers = sum(marker["told"]["papers"] for marker in read["extract"]) / 1000
    total = 0.0
    for stage in stages:
        spent = sum(marker["spent"] for marker in read[stage.name]) / papers
        size = sum(file.stat().st_size for file in stage.glob("*/*")) / papers / 1e6
        total += spent
        print(f"{stage.name:14} {len(read[stage.name]):5} tasks {spent:8.2f} s {size:8.2f} MB")
    quads = sum(marker["told"]["quads"] for marker in read["merged"])
    lines = sum(file.stat().st_size for file in (options.out / "quads").iterdir())
    print(
        f"all {total:.2f} s a thousand papers; a paper has {quads / papers / 1000:.0f} quads, "
        f"{lines / papers / 1e6:.0f} kB"
    )


if __name__ == "__main__":
    main()
