"""Extraction without a store: papers of some inputs, and what the extractor is sure enough of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from kg.errors import InputError
from kg.extract import Extractor, check_extraction, link_threshold
from kg.model import Extraction, Link, Origin, Paper, Record
from kg.papers import papers
from kg.sources import read_sources

AT_ONCE = 64


def extract_sources(
    inputs: Sequence[str | Path],
    extractor: Extractor,
    *,
    format: str | None = None,  # noqa: A002 - the word of the command line
    listing_year: int | None = None,
    strict: bool = False,
    min_confidence: float | None = None,
    on_problem: Callable[[InputError], None],
) -> Iterator[tuple[Paper, Extraction]]:
    """Each paper of the inputs once, in the order of its first record, with what `confident` keeps.

    Raises as `kg.build.build` does.
    """
    records = list(
        read_sources(inputs, format=format, listing_year=listing_year, strict=strict, on_problem=on_problem)
    )
    waiting = iter(in_order(records))
    while batch := list(islice(waiting, AT_ONCE)):
        for paper, extraction in zip(batch, extractor.extract(batch), strict=True):
            check_extraction(paper, extraction)
            yield paper, confident(extraction, extractor, min_confidence)


def in_order(records: Sequence[Record]) -> list[Paper]:
    """The papers behind the records, in the order of their first records."""
    first: dict[Origin, int] = {}
    for number, record in enumerate(records):
        if record.origin is not None:
            first.setdefault(record.origin, number)
    last = len(records)
    return sorted(papers(records), key=lambda paper: min((first[o] for o in paper.origins), default=last))


def confident(
    extraction: Extraction, extractor: Extractor, min_confidence: float | None = None
) -> Extraction:
    """The entities and links from ``min_confidence`` on, by default from the extractor's own thresholds.

    A link stays only where both its ends do.
    """
    least = extractor.threshold if min_confidence is None else min_confidence
    links_from = link_threshold(extractor) if min_confidence is None else min_confidence
    entities = tuple(entity for entity in extraction.entities if entity.confidence >= least)
    names = {entity.name for entity in entities}
    return replace(extraction, entities=entities, links=tuple(_kept(extraction, names, links_from)))


def _kept(extraction: Extraction, names: Iterable[str], least: float) -> Iterator[Link]:
    for link in extraction.links:
        if link.confidence >= least and link.subject in names and link.object in names:
            yield link
