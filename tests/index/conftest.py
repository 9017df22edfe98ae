"""The index of the fixture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.index import Index, write_index
from tests.fixture import fixture_derived, fixture_papers

COUNTS = {"papers": 12, "entities": 38, "claims": 95, "triples": 1234}


@pytest.fixture(scope="session")
def index_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("index") / "index.sqlite"
    write_index(path, fixture_derived(), fixture_papers(), COUNTS)
    return path


@pytest.fixture
def index(index_file: Path) -> Iterator[Index]:
    with Index(index_file) as opened:
        yield opened
