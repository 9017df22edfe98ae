"""Decisions about papers: into the ledger first, then into the graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kg import ledger
from kg.build.deciding import apply, now
from kg.errors import NotFound
from kg.extract import Extractor
from kg.store.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Curated:
    """What became of a decision."""

    papers: tuple[str, ...]
    applied: bool
    """False where a build is running: it, or the next one, applies the decision."""


def curate(
    store: Path,
    action: ledger.Action,
    papers: Sequence[str],
    *,
    author: str,
    reason: str = "",
    extractor: str | Extractor = "spacy",
) -> Curated:
    """Retract or restore papers, named by identifier or title; ``extractor`` reads restored ones.

    Raises `NotFound` where a paper is neither in the graph nor retracted; then nothing is written.
    """
    entries = ledger.read(store)
    with Snapshot.open(store) as snapshot:
        out = ledger.retracted(entries)
        local = tuple(name if name in out else _local(snapshot, action, name) for name in papers)
    ledger.append(store, action, local, author=author, time=now(), reason=reason)
    return Curated(local, applied=apply(store, extractor=extractor))


def _local(snapshot: Snapshot, action: ledger.Action, name: str) -> str:
    found = snapshot.index.resolve_paper(name)
    if action == "restore":
        raise NotFound(f"{found.id} is not retracted")
    return found.id
