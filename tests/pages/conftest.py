"""The fixture's store as pages are made from it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.pages import Source
from kg.store.snapshot import Snapshot
from tests.stores import publish_fixture


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Source]:
    """Graph and index of the fixture."""
    store = publish_fixture(tmp_path_factory.mktemp("pages") / "fixture")
    with Snapshot.open(store) as snapshot:
        yield Source(snapshot.store, snapshot.index)
