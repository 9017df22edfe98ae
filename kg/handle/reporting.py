"""A report on a published graph: its projection from the index, its papers from the graph."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

from kg.analytics import read_corpus
from kg.analytics.nearest import Nearness
from kg.analytics.similar import Similar
from kg.days import check_date
from kg.errors import UsageError
from kg.handle.choices import papers_of_listing
from kg.handle.following import news_of
from kg.handle.likeness import Texts
from kg.handle.papers import Papers
from kg.report import Report, gather
from kg.store.snapshot import Snapshot
from kg.topics import read_topics

COMPARED = 200
"""Papers of a report, the first of its first themes, that say what they are like."""
LOOKED_AT = 2_000_000
"""Pairs of papers that are looked at for it at most, so that a large store does not hold a report up."""
LIKE = 2
"""Papers that each names."""


def report_on(
    store: Path,
    *,
    since: str | None = None,
    until: str | None = None,
    title: str | None = None,
    texts: bool = True,
    topics: bool = False,
    listing: Path | None = None,
) -> Report:
    """The report on ``store``, or on its papers from ``since`` to ``until`` (``2025``, ``2025-10``, …).

    With ``listing`` on the papers of that file only: what they name and no other paper does is new. Raises
    `NotFound` where the store holds none of them.
    With ``topics``, also what is new for each saved topic: with ``since`` by date, else since the last report
    of it; who writes the page calls `kg.topics.remember` then. Raises `UsageError` for what is no date, and
    where no paper is dated so.
    """
    for date in (since, until):
        check_date(date)
    followed = read_topics(store) if topics else ()
    if topics and not followed:
        raise UsageError("there are no topics yet; make one with kg topics add NAME --name WHAT")
    with Snapshot.open(store) as snapshot:
        corpus = read_corpus(snapshot.index)
        held, notes = papers_of_listing(snapshot, listing) if listing else (None, [])
        heading = title or (listing.stem if listing else store.resolve().name)
        report = gather(
            corpus,
            Papers(snapshot),
            title=heading,
            since=since,
            until=until,
            texts=texts,
            only=held,
            similar=_similar(snapshot),
        )
        report = replace(report, notes=tuple(notes))
        if not followed:
            return report
        return replace(report, news=news_of(snapshot, followed, since=since), since=since)


def _similar(snapshot: Snapshot) -> Callable[[str], tuple[Similar, ...]]:
    """What `kg similar` says of a paper, for the first so many that are asked for.

    Who reads a report of more papers reads its themes, and each paper costs a look at many others.
    """
    near = Nearness(snapshot.index, Texts(snapshot))
    asked, most = count(), min(COMPARED, LOOKED_AT // max(len(near.papers), 1))

    def similar(paper: str) -> tuple[Similar, ...]:
        return near.similar(paper, limit=LIKE) if next(asked) < most else ()

    return similar
