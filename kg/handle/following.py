"""Which papers of a published graph belong to the saved topics, and which of them are new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from kg import vocab
from kg.days import check_date, within
from kg.errors import NotFound
from kg.report.records import NewPaper, News
from kg.store.snapshot import Snapshot
from kg.topics import Topic, one_topic, read_topics


def news(store: Path, *, since: str | None = None, only: str | None = None) -> tuple[News, ...]:
    """What is new for each topic of a store (or one of them).

    New is what its last report did not tell of; with ``since``, what is dated from then on, whatever was
    told. Raises `UsageError` for what is no date.
    """
    check_date(since)
    topics = read_topics(store) if only is None else (one_topic(store, only),)
    with Snapshot.open(store) as snapshot:
        return news_of(snapshot, topics, since=since)


def news_of(snapshot: Snapshot, topics: Iterable[Topic], *, since: str | None) -> tuple[News, ...]:
    """The same for these topics over an open snapshot."""
    return tuple(_news(snapshot, topic, since) for topic in topics)


def _news(snapshot: Snapshot, topic: Topic, since: str | None) -> News:
    named, missing = _papers(snapshot, topic)
    rows = [row for row in map(snapshot.index.paper, sorted(named)) if row is not None]
    told = set(topic.told or ())
    fresh = [row for row in rows if (within(row.date, since, None) if since else row.id not in told)]
    fresh.sort(key=lambda row: (row.date or "", row.id), reverse=True)
    return News(
        name=topic.name,
        what=topic.what,
        papers=len(rows),
        new=tuple(NewPaper(r.id, r.title, r.date, tuple(sorted(named[r.id]))) for r in fresh),
        all_new=tuple(row.id for row in fresh),
        missing=tuple(missing),
        first=topic.told is None,
    )


def _papers(snapshot: Snapshot, topic: Topic) -> tuple[dict[str, set[str]], list[str]]:
    """The papers of a topic with the names that they name; and names that the graph does not hold."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    missing = []
    scans = snapshot.index.scans()
    for name in topic.names:
        try:
            match = snapshot.index.resolve_entity(name, fuzzy=False)
        except NotFound:
            missing.append(name)
            continue
        for said in scans.said_of(match.id):
            found[said.paper].add(match.label)
    for paper in _queried(snapshot, topic):
        found[paper].update(())
    return found, missing


def _queried(snapshot: Snapshot, topic: Topic) -> Iterable[str]:
    """Papers among the results of a topic's query."""
    if not topic.query:
        return
    from kg.query import load_query, run_saved

    saved = load_query(topic.query)
    result = run_saved(snapshot.path, saved, dict(topic.values), snapshot.index)
    prefix = vocab.PREFIXES["paper"]
    for row in result.triples or result.rows:
        for term in row:
            if term is not None and term.value.startswith(prefix):
                yield term.value.removeprefix(prefix).partition("#")[0]
