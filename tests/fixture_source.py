"""Where the fixture's records come from: invented papers in our own words, with what a reader would mark.

``python -m tests.fixture_source`` writes ``tests/data/papers.jsonl`` and ``extractions.jsonl``; a test holds
the files against this source. Mentions are found by searching the text, so that no offset is typed by hand.
"""

from __future__ import annotations

from pathlib import Path

from kg.serial import dumps
from tests.fixture_marks import extraction
from tests.fixture_offline import OFFLINE
from tests.fixture_vision import GRAPHS_AND_TEXT, VISION

DATA = Path(__file__).parent / "data"
SAMPLES = tuple(sorted((*OFFLINE, *VISION, *GRAPHS_AND_TEXT), key=lambda sample: sample.paper.id))


def files() -> dict[str, str]:
    """Name and content of each file of the fixture."""
    return {
        "papers.jsonl": "".join(dumps(s.paper) + "\n" for s in SAMPLES),
        "extractions.jsonl": "".join(dumps(extraction(s)) + "\n" for s in SAMPLES),
    }


if __name__ == "__main__":
    for file, content in files().items():
        (DATA / file).write_text(content, encoding="utf-8")
