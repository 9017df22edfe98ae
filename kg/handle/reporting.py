"""A report on a published graph: its projection from the index, its papers from the graph."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from kg.analytics import read_corpus
from kg.errors import UsageError
from kg.handle.following import news
from kg.handle.papers import Papers
from kg.report import Report, gather
from kg.store.snapshot import Snapshot

_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?\Z")


def report_on(
    store: Path,
    *,
    since: str | None = None,
    until: str | None = None,
    title: str | None = None,
    texts: bool = True,
    topics: bool = False,
) -> Report:
    """The report on ``store``, or on its papers from ``since`` to ``until`` (``2025``, ``2025-10``, …).

    With ``topics``, also what is new for each saved topic: with ``since`` by date, else since the last report
    of it; who writes the page calls `kg.topics.remember` then. Raises `UsageError` for what is no date, and
    where no paper is dated so.
    """
    for date in (since, until):
        if date is not None and not _DATE.match(date):
            raise UsageError(f"{date[:40]!r} is no date; write 2025, 2025-10 or 2025-10-07")
    with Snapshot.open(store) as snapshot:
        corpus = read_corpus(snapshot.index)
        heading = title or store.resolve().name
        report = gather(corpus, Papers(snapshot), title=heading, since=since, until=until, texts=texts)
    if not topics:
        return report
    found = news(store, since=since)
    if not found:
        raise UsageError("there are no topics yet; make one with kg topics add NAME --name WHAT")
    return replace(report, news=found, since=since)
