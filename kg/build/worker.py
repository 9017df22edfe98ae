"""The process that reads papers for a build with several jobs, up to what the store keeps of them."""

from __future__ import annotations

from kg.extract import check_extraction
from kg.extract import worker as reading
from kg.model import Extraction, Paper
from kg.store.ready import Ready, ready


def main() -> None:
    """Answer until there is nothing more to read."""
    reading.main(finished)


def finished(paper: Paper, extraction: Extraction) -> Ready:
    """What the store keeps of a paper with one extraction; raises what is wrong with that."""
    check_extraction(paper, extraction)
    return ready(paper, extraction)
