"""Papers like a paper of a published graph: candidates from the index, words from the texts in the graph."""

from __future__ import annotations

from pathlib import Path

from kg import vocab
from kg.analytics.nearest import Nearness
from kg.analytics.similar import Similar
from kg.index import PaperRow
from kg.store.snapshot import Snapshot


def similar_papers(
    store: Path, paper: str, *, limit: int = 10, texts: bool = True
) -> tuple[PaperRow, tuple[Similar, ...]]:
    """The paper that was asked for (identifier or title) and those most like it, each with the reasons.

    Without ``texts``, by the graph alone. Raises `NotFound` for a paper that the graph does not hold.
    """
    with Snapshot.open(store) as snapshot:
        asked = snapshot.index.resolve_paper(paper)
        near = Nearness(snapshot.index, Texts(snapshot) if texts else None)
        return asked, near.similar(asked.id, limit=limit)


class Texts:
    """Title and abstract of papers, read from the graph without what else it says of them."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def __call__(self, paper: str) -> str:
        """The text of a paper by local name; empty for one that is not there."""
        from pyoxigraph import Literal, NamedNode

        graph, node = NamedNode(vocab.paper_graph(paper)), NamedNode(vocab.paper_iri(paper))
        parts = []
        for predicate in ("title", "abstract"):
            asked = NamedNode(vocab.PREFIXES["dcterms"] + predicate)
            found = self._snapshot.store.quads_for_pattern(node, asked, None, graph)
            parts += [quad.object.value for quad in found if isinstance(quad.object, Literal)]
        return "\n".join(parts)
