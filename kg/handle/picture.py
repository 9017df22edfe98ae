"""A picture of a published graph: asks the index for the part that is shown, and its papers for evidence."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kg.handle import choices
from kg.handle.answers import answer_picture
from kg.handle.papers import Papers
from kg.model import Derived
from kg.store.snapshot import Snapshot
from kg.views import Only, Picture, around, entity_node, overview, paper_node
from kg.views import paper as of_paper
from kg.views.bulk import uncollected
from kg.views.only import EVERYTHING
from kg.views.select import AROUND_LIMIT, OVERVIEW_LIMIT


def picture_of(
    store: Path,
    *,
    around: str | None = None,
    paper: str | None = None,
    query: str | None = None,
    values: Mapping[str, str] | None = None,
    path: tuple[str, str] | None = None,
    compare: tuple[str, str] | None = None,
    listing: Path | None = None,
    depth: int = 2,
    limit: int | None = None,
    only: Only = EVERYTHING,
    texts: bool = True,
) -> Picture:
    """The overview of ``store``, or of one of its listings; or what is around a name, or a paper, or what a
    query finds; or the way between two; or two things or spans of days compared.

    Raises `NotFound` for names the graph does not hold, `kg.errors.QueryError` for a query that fails.
    """
    with Snapshot.open(store) as snapshot:
        papers = Papers(snapshot)
        if around is not None:
            return _around(snapshot, papers, around, depth, limit or AROUND_LIMIT, only, texts)
        if paper is not None:
            local = snapshot.index.resolve_paper(paper).id
            part = _grown(snapshot, [paper_node(local)], 1)
            return of_paper(part, papers, local, limit=limit or AROUND_LIMIT, only=only, texts=texts)
        if query is not None:
            return answer_picture(snapshot, papers, query, values or {}, limit or OVERVIEW_LIMIT, only, texts)
        if path is not None:
            return choices.path_picture(snapshot, papers, path, limit=limit, only=only, texts=texts)
        if compare is not None:
            return choices.compared_picture(snapshot, papers, compare, limit=limit, only=only, texts=texts)
        if listing is not None:
            return choices.listing_picture(snapshot, papers, listing, limit=limit, only=only, texts=texts)
        title = store.resolve().name  # of "." too
        if _is_large(snapshot, limit):
            from kg.handle.maps import MAP_LIMIT, map_of

            most = min(limit or MAP_LIMIT, MAP_LIMIT)
            with uncollected():
                return map_of(snapshot, limit=most, only=only, title=title, texts=texts)
        most = limit or OVERVIEW_LIMIT
        part = _most_used(snapshot, most)
        return overview(part, papers, limit=most, only=only, title=title, texts=texts)


def _around(
    snapshot: Snapshot, papers: Papers, name: str, depth: int, limit: int, only: Only, texts: bool
) -> Picture:
    start = choices.node_of(snapshot, name)
    part = _grown(snapshot, [start], depth)
    return around(part, papers, start, depth=depth, limit=limit, only=only, texts=texts)


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


def _is_large(snapshot: Snapshot, limit: int | None) -> bool:
    """Whether the overview has more nodes than can be seen side by side."""
    stats = snapshot.index.stats()
    nodes = stats["papers"] + stats["entities"]
    return min(nodes, limit or nodes) > OVERVIEW_LIMIT


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
