"""A small store in which some names look alike."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kg.build.derived import derive_all, publish, remember_threshold
from kg.model import Entity, Extraction, Mention, Paper
from kg.store.state import PaperRow
from kg.store.writer import Writer

NAMES = (
    ("visual content", "self-supervised learning", "SSL", "deep radio network"),
    ("visual context", "semi-supervised learning", "SSL", "DRN"),
    ("visual context", "self-supervised learning", "SSL", "deep radio network"),
    ("visual content", "semi-supervised learning", "SSL", "DRN"),
    ("visual content", "Qwen2", "Qwen3", "homogeneous graph"),
    ("visual content", "Qwen2", "Qwen3", "heterogeneous graph"),
)


def published(store: Path, long_forms: Mapping[tuple[int, str], str] | None = None) -> Path:
    """Six papers, each of which writes four names; ``long_forms`` of a paper's names, by its number."""
    rows = [_row(n, names, long_forms or {}) for n, names in enumerate(NAMES, 1)]
    with Writer.open(store) as writer:
        remember_threshold(writer.state, ("test", "1"), 0.5, 0.5)
        writer.put(rows)
        publish(writer, *derive_all(writer, ()))
    return store


def _row(number: int, names: tuple[str, ...], long_forms: Mapping[tuple[int, str], str]) -> PaperRow:
    title, abstract = f"Paper {number}", f"We use {', '.join(names)}."
    paper = Paper(f"2401.0000{number}", title, abstract)
    start, end = len(title) + 1, len(paper.text)
    entities = []
    for name in names:
        at = paper.text.index(name)
        mention = Mention(at, at + len(name), name, start, end)
        long_form = long_forms.get((number, name))
        entities.append(Entity(name, "Method", "uses", 0.9, (mention,), long_form=long_form))
    return PaperRow(paper, (Extraction(paper.id, "test", "1", tuple(entities)),))
