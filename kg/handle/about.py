"""What a store is: its place, its snapshot, its size and what it was made with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg import __version__, ledger, vocab
from kg.store.snapshot import Snapshot
from kg.vocab import value_of

if TYPE_CHECKING:
    from pyoxigraph import Quad


def about(store: Path) -> dict[str, object]:
    """Facts about the published snapshot of ``store``, ready for JSON."""
    with Snapshot.open(store) as snapshot:
        meta = snapshot.graph(vocab.GRAPH_META)
        return {
            "store": str(store),
            "snapshot": snapshot.name,
            "software": __version__,
            "bytes": sum(file.stat().st_size for file in snapshot.path.rglob("*") if file.is_file()),
            "ledger entries": len(ledger.read(store)),
            "extractors": _extractors(meta),
            "cleaning": next((value_of(q.object) for q in meta if _is(q, "cleaningVersion")), ""),
            **snapshot.index.stats(),
        }


def _is(quad: Quad, local: str) -> bool:
    return quad.predicate.value == vocab.term(local)


def _extractors(meta: list[Quad]) -> list[str]:
    facts: dict[str, dict[str, str]] = {}
    for quad in meta:
        for local in ("extractorName", "extractorVersion", "threshold"):
            if _is(quad, local):
                facts.setdefault(str(quad.subject), {})[local] = value_of(quad.object)
    return sorted(
        f"{fact.get('extractorName', '?')}/{fact.get('extractorVersion', '?')} "
        f"(plain triples from {fact.get('threshold', '?')})"
        for fact in facts.values()
    )
