"""The fixture's index, for questions about it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.index import Index
from tests.query.conftest import write_fixture_index


@pytest.fixture(scope="session")
def index() -> Iterator[Index]:
    with write_fixture_index() as opened:
        yield opened
