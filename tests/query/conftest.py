"""The fixture as a store and as an index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import pytest

from kg.index import Index, write_index
from kg.mapping import (
    Contributors,
    companies_quads,
    links_quads,
    meta_quads,
    names_quads,
    paper_quads,
    part_quads,
    resolved_quads,
    standing_quads,
)
from kg.resolve.standing import standing
from kg.store.layout import GRAPH, INDEX
from tests.fixture import THRESHOLD, fixture_derived, fixture_pairs, fixture_papers
from tests.fixture_marks import EXTRACTOR, VERSION


def fixture_quads() -> Iterator[ox.Quad]:
    """All graphs of the fixture."""
    derived, contributors = fixture_derived(), Contributors()
    pairs = fixture_pairs()
    for paper, extraction in pairs:
        contributors.add(paper)
        yield from paper_quads(paper, [extraction])
        yield from resolved_quads(paper, [edge for edge in derived.paper_edges if edge.paper == paper.id])
    yield from links_quads(derived.entity_edges)
    names = names_quads(derived, authors=contributors.authors(), venues=contributors.venues())
    yield from names
    yield from part_quads(names)
    lists = standing(derived, [p for p, _ in pairs], [(e,) for _, e in pairs])
    yield from [*standing_quads(lists), *companies_quads(lists)]
    yield from meta_quads(extractors=[(EXTRACTOR, VERSION, THRESHOLD)])


@contextmanager
def write_fixture_index() -> Iterator[Index]:
    """The fixture's index, outside a test."""
    with TemporaryDirectory() as folder:
        path = Path(folder, INDEX)
        write_index(path, fixture_derived(), fixture_papers(), {})
        with Index(path) as index:
            yield index


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory that looks like a published snapshot of the fixture."""
    path = tmp_path_factory.mktemp("snapshot")
    store = ox.Store(str(path / GRAPH))
    store.bulk_extend(fixture_quads())
    store.flush()
    del store
    counts = {"papers": len(fixture_papers())}
    write_index(path / INDEX, fixture_derived(), fixture_papers(), counts)
    return path


@pytest.fixture(scope="session")
def store() -> ox.Store:
    """The fixture in memory."""
    store = ox.Store()
    store.extend(fixture_quads())
    return store


@pytest.fixture(scope="session")
def index(snapshot: Path) -> Iterator[Index]:
    with Index(snapshot / INDEX) as opened:
        yield opened
