"""A published store of the fixture's papers, made without any extractor."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kg.build.derived import derive_all, publish, remember_threshold
from kg.model import Extraction, Paper
from kg.store.snapshot import Snapshot
from kg.store.state import PaperRow
from kg.store.writer import Writer
from tests.fixture import THRESHOLD, fixture_pairs


def publish_fixture(store: Path) -> Path:
    """Write and publish the fixture in ``store``."""
    return publish_papers(store, fixture_pairs())


def publish_papers(store: Path, pairs: Sequence[tuple[Paper, Extraction]]) -> Path:
    """Write and publish papers with what was found in each."""
    with Writer.open(store) as writer:
        for extraction in {(e.extractor, e.version) for _, e in pairs}:
            remember_threshold(writer.state, extraction, THRESHOLD, THRESHOLD)
        writer.put([PaperRow(paper, (extraction,)) for paper, extraction in pairs])
        publish(writer, *derive_all(writer, ()))
    return store


def republish(store: Path, *, without: str) -> None:
    """Take one paper out and publish again."""
    with Writer.open(store) as writer:
        writer.put([], remove=[without])
        publish(writer, *derive_all(writer, ()))


def sizes(store: Path) -> tuple[int, int]:
    """How many named graphs and triples a store has published."""
    with Snapshot.open(store) as snapshot:
        return len(list(snapshot.store.named_graphs())), len(snapshot.store)
