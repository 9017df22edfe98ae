"""A picture of a published graph: asks the index for the part that is shown, and its papers for evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from kg import vocab
from kg.errors import NotFound
from kg.model import Derived, Extraction, Paper
from kg.store.snapshot import Snapshot
from kg.views import Only, Picture, around, entity_node, overview, paper_node, selection
from kg.views import paper as of_paper
from kg.views.select import AROUND_LIMIT, OVERVIEW_LIMIT


def picture_of(
    store: Path,
    *,
    around: str | None = None,
    paper: str | None = None,
    query: str | None = None,
    values: Mapping[str, str] | None = None,
    depth: int = 2,
    limit: int | None = None,
    min_confidence: float = 0.0,
    texts: bool = True,
) -> Picture:
    """The overview of ``store``, or what is around a name, or a paper, or what a query finds.

    Raises `NotFound` for names the graph does not hold, `kg.errors.QueryError` for a query that fails.
    """
    only = Only(min_confidence=min_confidence)
    with Snapshot.open(store) as snapshot:
        papers = Papers(snapshot)
        if around is not None:
            return _around(snapshot, papers, around, depth, limit or AROUND_LIMIT, only, texts)
        if paper is not None:
            local = snapshot.index.resolve_paper(paper).id
            part = _grown(snapshot, [paper_node(local)], 1)
            return of_paper(part, papers, local, limit=limit or AROUND_LIMIT, only=only, texts=texts)
        if query is not None:
            return _found(snapshot, papers, query, values or {}, limit or OVERVIEW_LIMIT, texts)
        most = limit or OVERVIEW_LIMIT
        part = _most_used(snapshot, most)
        return overview(part, papers, limit=most, only=only, title=store.name, texts=texts)


class Papers(Mapping[str, tuple[Paper, tuple[Extraction, ...]]]):
    """The papers of a snapshot by local name or alias; each is read from the graph when first asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._read: dict[str, tuple[Paper, tuple[Extraction, ...]]] = {}

    def __getitem__(self, name: str) -> tuple[Paper, tuple[Extraction, ...]]:
        if name not in self._read:
            try:
                self._read[name] = self._snapshot.paper(name)
            except NotFound as error:
                raise KeyError(name) from error
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return self._snapshot.papers()

    def __len__(self) -> int:
        return self._snapshot.index.stats()["papers"]


def _around(
    snapshot: Snapshot, papers: Papers, name: str, depth: int, limit: int, only: Only, texts: bool
) -> Picture:
    match = snapshot.index.resolve(name)
    start = paper_node(match.id) if match.kind == "paper" else entity_node(match.id)
    part = _grown(snapshot, [start], depth)
    return around(part, papers, match.id, depth=depth, limit=limit, only=only, texts=texts)


def _grown(snapshot: Snapshot, nodes: list[str], depth: int) -> Derived:
    """What lies within ``depth`` steps of ``nodes``; bounded by the neighbours that the index returns."""
    seen = set(nodes)
    front = list(nodes)
    for _ in range(depth):
        found: list[str] = []
        for node in front:
            rows = snapshot.index.neighbours(_asked(node), limit=2 * AROUND_LIMIT).rows
            found += (paper_node(row.id) if row.kind == "paper" else entity_node(row.id) for row in rows)
        front = sorted(set(found) - seen)
        seen.update(front)
        if len(seen) > 20 * AROUND_LIMIT:
            break
    return snapshot.index.derived(seen)


def _asked(node: str) -> str:
    return node.removeprefix("name/")


def _most_used(snapshot: Snapshot, limit: int) -> Derived:
    """All where it fits, else the most used entities with their papers."""
    if snapshot.index.stats()["entities"] <= 20 * limit:
        return snapshot.index.derived()
    top = snapshot.index.most_used(limit)
    nodes = {entity_node(slug) for slug in top}
    for slug in top:
        rows = snapshot.index.neighbours(slug, types=["Paper"], limit=20).rows
        nodes.update(paper_node(row.id) for row in rows)
    return snapshot.index.derived(nodes)


def _found(
    snapshot: Snapshot, papers: Papers, query: str, values: Mapping[str, str], limit: int, texts: bool
) -> Picture:
    from kg.query import load_query, run_saved

    saved = load_query(query)
    result = run_saved(snapshot.path, saved, values, snapshot.index)
    terms = [term for row in (result.triples or result.rows) for term in row if term is not None]
    nodes = {
        node
        for term in terms
        if (node := term.value.removeprefix(vocab.BASE)).startswith(("name/", "paper/"))
    }
    if not nodes:
        raise NotFound("the query finds no papers or entities to draw; select their IRIs, not only labels")
    part = snapshot.index.derived(nodes)
    return selection(part, papers, nodes, limit=limit, title=saved.title, texts=texts)
