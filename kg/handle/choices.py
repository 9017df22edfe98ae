"""Pictures of a chosen part: a listing, a path, two things or two spans of days compared."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from kg.days import DATE, within
from kg.errors import InputError, NotFound, UsageError
from kg.handle.papers import Papers
from kg.index import Neighbours
from kg.model import Derived, Paper
from kg.store.snapshot import Snapshot
from kg.views import Only, Picture, entity_node, overview, paper_node
from kg.views.compare import COMPARE_LIMIT, WAY_LIMIT, compared, way
from kg.views.select import OVERVIEW_LIMIT

CITING = 100
"""Most papers of each of two names that are compared."""
_SPAN = re.compile(rf"({DATE})(?:\.\.({DATE}))?\Z")


@dataclass(frozen=True, slots=True)
class Span:
    """Days from one to another, both inclusive; shortened dates stand for all days in them."""

    since: str
    until: str

    def holds(self, date: str | None) -> bool:
        """Whether a paper of this date falls into it for sure."""
        return within(date, self.since, self.until)


def span(text: str) -> Span | None:
    """``2025-10-07``, ``2025-10`` or ``2025-10-01..2025-10-07``; None for what is none.

    >>> span("2025-10..2025-11")
    Span(since='2025-10', until='2025-11')
    """
    found = _SPAN.match(text)
    return Span(found[1], found[2] or found[1]) if found else None


def listing_picture(
    snapshot: Snapshot, papers: Papers, listing: Path, *, limit: int | None, only: Only, texts: bool
) -> Picture:
    """The overview of the papers of one listing, as far as the store holds them."""
    found, notes = papers_of_listing(snapshot, listing)
    part = _whole(snapshot, [paper_node(local) for local in found])
    made = overview(part, papers, limit=limit or OVERVIEW_LIMIT, only=only, title=listing.name, texts=texts)
    return replace(made, notes=(*made.notes, *notes))


def papers_of_listing(snapshot: Snapshot, listing: Path) -> tuple[list[str], list[str]]:
    """The papers of a listing that the store holds, by local name, and what there is to say of the others.

    Raises `NotFound` where it holds none.
    """
    from kg.papers import papers as grouped
    from kg.sources import read_sources

    problems: list[InputError] = []
    wanted = list(grouped(read_sources([listing], on_problem=problems.append)))
    found = [local for paper in wanted if (local := _held(snapshot, paper)) is not None]
    if not found:
        raise NotFound(f"{listing.name}: this store holds none of its papers; run kg build on it first")
    notes = []
    if len(found) < len(wanted):
        notes.append(f"{len(wanted) - len(found):,} of its {len(wanted):,} papers are not in this store.")
    if problems:
        notes.append(f"Not all of it could be read; problems: {len(problems):,}, the first: {problems[0]}")
    return found, notes


def _held(snapshot: Snapshot, paper: Paper) -> str | None:
    """The local name of a paper of a listing in the store, by identifier, else by its exact title.

    A listing leaves out the year, and the store may have read it with another one (``--listing-year``).
    """
    row = snapshot.index.paper(paper.id)
    if row is not None:
        return row.id
    same = (m.id for m in snapshot.index.find(paper.title) if m.kind == "paper" and m.how == "title")
    return next(same, None)


def path_picture(
    snapshot: Snapshot, papers: Papers, ends: tuple[str, str], *, limit: int | None, only: Only, texts: bool
) -> Picture:
    """The shortest way between two names or papers, and what else lies between them."""
    from kg.analytics import short_path

    nodes = [node_of(snapshot, end) for end in ends]
    steps = short_path(snapshot.index, *nodes)
    if not steps:
        raise UsageError("both ends of the path are the same")
    on = [steps[0].source, *(step.target for step in steps)]
    part = snapshot.index.derived(on)
    return way(part, papers, on, limit=limit or WAY_LIMIT, only=only, texts=texts)


def compared_picture(
    snapshot: Snapshot, papers: Papers, ends: tuple[str, str], *, limit: int | None, only: Only, texts: bool
) -> Picture:
    """Two papers or names, or two days or spans of days: what is shared, what only one has."""
    spans = span(ends[0]), span(ends[1])
    citing: list[Neighbours] = []
    if spans[0] and spans[1]:
        dated = snapshot.index.papers()
        sets = [[paper_node(p.id) for p in dated if s and s.holds(p.date)] for s in spans]
        for text, found in zip(ends, sets, strict=True):
            if not found:
                raise NotFound(f"no paper of this graph is dated {text}; see kg trends for its dates")
        sides = ("In both", f"Only {ends[0]}", f"New in {ends[1]}")
        title = f"{ends[0]} and {ends[1]}"
    else:
        nodes = [node_of(snapshot, end) for end in ends]
        if nodes[0] == nodes[1]:
            raise UsageError("both are the same; compare two different ones")
        labels = [_label(snapshot, node) for node in nodes]
        sets, title = [[node] for node in nodes], f"{labels[0]} and {labels[1]}"
        sides = ("Shared by both", f"Only {labels[0]}", f"Only {labels[1]}")
        names = [node.removeprefix("name/") for node in nodes if node.startswith("name/")]
        citing = [snapshot.index.neighbours(name, types=["Paper"], limit=CITING) for name in names]
    part = _whole(snapshot, [*sets[0], *sets[1]], citing)
    most = limit or (OVERVIEW_LIMIT if spans[0] else COMPARE_LIMIT)
    made = compared(
        part, papers, sets[0], sets[1], sides=sides, limit=most, only=only, title=title, texts=texts
    )
    notes = [
        f"Of the papers that name {found.label} the best {CITING:,} are compared, {found.left_out:,} are not."
        for found in citing
        if found.left_out
    ]
    return replace(made, notes=(*made.notes, *notes))


def node_of(snapshot: Snapshot, text: str) -> str:
    """The node that somebody means by a name, an identifier or a title. Raises `NotFound`."""
    match = snapshot.index.resolve(text).sure()
    return paper_node(match.id) if match.kind == "paper" else entity_node(match.id)


def _label(snapshot: Snapshot, node: str) -> str:
    kind, _, local = node.partition("/")
    found = snapshot.index.label(kind, local) or local
    return found if len(found) <= 40 else found[:39] + "…"


def _whole(snapshot: Snapshot, nodes: list[str], citing: Iterable[Neighbours] = ()) -> Derived:
    """The triples of these nodes and of the papers citing them, and those between what they touch."""
    near = snapshot.index.derived(nodes)
    names = {entity_node(e.slug) for e in near.entities}
    cited = {paper_node(row.id) for found in citing for row in found.rows}
    return snapshot.index.derived({*nodes, *names, *cited})
