"""The fixture that golden results run over: twelve papers with their extractions, and what follows from them.

Written by `tests.fixture_source`; no weights are involved, so that a new model breaks none of them.
"""

from __future__ import annotations

from functools import cache

from kg.model import Derived, Extraction, Paper
from kg.resolve import derive
from kg.serial import loads
from tests.fixture_source import DATA

THRESHOLD = 0.5


@cache
def fixture_papers() -> tuple[Paper, ...]:
    """The papers, by id."""
    lines = (DATA / "papers.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(loads(Paper, line) for line in lines)


@cache
def fixture_extractions() -> tuple[Extraction, ...]:
    """One extraction a paper, in the order of `fixture_papers`."""
    lines = (DATA / "extractions.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(loads(Extraction, line) for line in lines)


def fixture_pairs() -> tuple[tuple[Paper, Extraction], ...]:
    """Each paper with its extraction."""
    return tuple(zip(fixture_papers(), fixture_extractions(), strict=True))


@cache
def fixture_derived() -> Derived:
    """Entities, names and edges of the whole fixture."""
    return derive(fixture_extractions(), threshold=THRESHOLD)
