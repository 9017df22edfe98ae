"""Make the files of the sample graph anew: ``python -m benchmarks.sample [--records]``.

``graphs/sample.txt`` is the listing. With ``--records`` the extractor reads it and its answers are written to
``graphs/sample-extractions.jsonl``; without, these are taken as they are. Both write the graph
(``sample.nq``, sorted N-Quads) and the picture (``sample.html``).
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from kg.build import BuildReport, build
from kg.extract import load
from kg.extract.recorded import Recorded
from kg.handle.picture import picture_of
from kg.papers import papers
from kg.serial import dumps
from kg.sources import read_sources
from kg.store.snapshot import Snapshot
from kg.views import render

GRAPHS = Path(__file__).resolve().parent.parent / "graphs"
LISTING, RECORDS = GRAPHS / "sample.txt", GRAPHS / "sample-extractions.jsonl"
THRESHOLD = GRAPHS / "sample-threshold.json"


def record() -> None:
    """Let the extractor read the listing, and write down what it finds."""

    def fail(problem: Exception) -> None:
        raise problem

    extractor = load()
    found = papers(read_sources([LISTING], on_problem=fail))
    lines = [dumps(extraction) + "\n" for extraction in extractor.extract(found)]
    RECORDS.write_text("".join(lines), encoding="utf-8")
    used = {name: getattr(extractor, name, extractor.threshold) for name in ("threshold", "link_threshold")}
    THRESHOLD.write_text(json.dumps(used) + "\n", encoding="utf-8")


def build_sample(store: Path) -> BuildReport:
    """A store of the sample, from the recorded extractions."""
    used = json.loads(THRESHOLD.read_text(encoding="utf-8"))
    return build([LISTING], store, extractor=Recorded(RECORDS, **used))


def rebuild(folder: Path) -> tuple[bytes, str]:
    """N-Quads and picture of the sample, from the recorded extractions, by way of a store in ``folder``."""
    store = folder / "sample"
    build_sample(store)
    with Snapshot.open(store) as snapshot:
        quads = b"".join(snapshot.sorted_nquads())
    return quads, render(picture_of(store))


def main() -> None:
    """Write the files."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--records", action="store_true", help="run the extractor as well")
    if arguments.parse_args().records:
        record()
    with tempfile.TemporaryDirectory() as folder:
        quads, page = rebuild(Path(folder))
    (GRAPHS / "sample.nq").write_bytes(quads)
    (GRAPHS / "sample.html").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
