"""Stores to publish, and where to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.remote.fake import Fake, fake_server
from tests.stores import publish_fixture


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fixture's store; tests copy it."""
    return publish_fixture(tmp_path_factory.mktemp("remote") / "store")


@pytest.fixture
def store(published: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    return Path(shutil.copytree(published, tmp_path / "store"))


@pytest.fixture
def fake() -> Iterator[Fake]:
    with fake_server() as running:
        yield running
