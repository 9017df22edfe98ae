"""Stores for the server's tests: the fixture, and graphs of foreign data published as a snapshot."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from kg.index import write_index
from kg.store.layout import prepare
from kg.store.publish import publish
from tests.fixture import fixture_derived, fixture_papers


def publish_quads(store: Path, quads: Iterable[ox.Quad]) -> Path:
    """Publish quads, whatever they say, as the next snapshot of ``store``."""
    prepare(store)
    (store / "live").mkdir(exist_ok=True)
    live = ox.Store(str(store / "live" / "graph"))
    live.bulk_extend(quads)
    live.flush()
    publish(store, live, lambda path: write_index(path, fixture_derived(), fixture_papers(), {}))
    return store
