"""`kg build` against a spaCy pipeline: ``python -m benchmarks.throughput FILE --papers 300 --python PYTHON``.

Both are whole processes on one core, over the same titles and abstracts: ``kg build`` with triples written
and published, and ``en_core_web_sm`` with nothing written, run by an interpreter that has it. Prints seconds
of the clock and of the processor, and papers a second of each.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from kg.sources import read_sources

PIPELINE = """
import json, sys, spacy
nlp = spacy.load(sys.argv[2])
texts = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
print(sum(len(doc) for doc in nlp.pipe(texts)), "tokens")
"""


def timed(command: list[str]) -> tuple[float, float]:
    """Seconds of the clock and of the processor that a command takes on one core."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - began, used


def main() -> None:
    """Print a line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--papers", type=int, default=300)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--model", default="en_core_web_sm")
    options = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    records = list(islice(read_sources([options.file], on_problem=lambda _: None), options.papers))
    with tempfile.TemporaryDirectory() as folder:
        texts, listing = Path(folder, "texts.jsonl"), Path(folder, "papers.jsonl")
        lines = [f"{record.title}\n{record.abstract}" for record in records]
        texts.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        plain = [{"title": r.title, "abstract": r.abstract, "id": r.arxiv} for r in records]
        listing.write_text("".join(json.dumps(paper) + "\n" for paper in plain), encoding="utf-8")
        build = [sys.executable, "-m", "kg", "build", str(listing), "--store", str(Path(folder, "store"))]
        for name, command in (
            ("kg build", build),
            ("en_core_web_sm", [options.python, "-c", PIPELINE, str(texts), options.model]),
        ):
            clock, processor = timed(command)
            rate = len(records) / processor
            print(
                f"{name:15} {clock:7.1f} s {processor:7.1f} s of processor, {rate:6.1f} papers a second of it"
            )


if __name__ == "__main__":
    main()
