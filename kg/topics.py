"""Saved topics: what somebody follows, kept in a small text file in the store's folder.

A topic is a name of its own with names of the graph, a query, or both. Beside each stand the papers that its
last report has told of, so that the next one tells what is new.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from kg.durable import write_atomically
from kg.errors import InputError, NotFound, UsageError
from kg.store.layout import refuse_backup

FILE = "topics.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that is followed."""

    name: str
    names: tuple[str, ...] = ()
    """Names of the graph, as somebody wrote them."""
    query: str | None = None
    """A saved query, a file, or SPARQL; the papers among its results belong to the topic."""
    values: tuple[tuple[str, str], ...] = ()
    """Parameters of a saved query."""
    told: tuple[str, ...] | None = None
    """Papers that its last report told of, by local name; None before the first."""

    @property
    def what(self) -> str:
        """What it follows, in words."""
        values = "".join(f" {key}={value}" for key, value in self.values)
        return "; ".join((*self.names, *([f"query {self.query}{values}"] if self.query else [])))


def read_topics(store: Path) -> tuple[Topic, ...]:
    """The topics of a store, by name. Raises `InputError` for a file that can not be read."""
    path = store / FILE
    if not path.is_file():
        return ()
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        if rows["format"] != FORMAT:
            raise ValueError(f"it has format {rows['format']}, this software reads {FORMAT}")
        return tuple(sorted((_topic(row) for row in rows["topics"]), key=lambda topic: topic.name))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path}: no file of topics ({error}); mend or remove it") from error


def write_topics(store: Path, topics: Iterable[Topic]) -> None:
    """Replace the topics of a store, whole or not at all."""
    ordered = sorted(topics, key=lambda topic: topic.name)
    rows = {"format": FORMAT, "topics": [asdict(topic) for topic in ordered]}
    write_atomically(store / FILE, json.dumps(rows, ensure_ascii=False, indent=1) + "\n")


def add_topic(store: Path, topic: Topic) -> None:
    """Follow something more. Raises `UsageError` where the name is taken, or nothing is to be followed."""
    if not topic.name.strip():
        raise UsageError("a topic needs a name that is not empty; kg topics add NAME --name WHAT")
    if not topic.names and not topic.query:
        raise UsageError(f"topic {topic.name!r} follows nothing; give --name NAME or --query QUERY")
    with _alone(store):
        topics = read_topics(store)
        if any(other.name == topic.name for other in topics):
            raise UsageError(
                f"there is a topic {topic.name!r} already; remove it first, or choose another name"
            )
        write_topics(store, (*topics, topic))


def remove_topic(store: Path, name: str) -> None:
    """Follow it no more. Raises `NotFound`."""
    with _alone(store):
        one_topic(store, name)
        write_topics(store, (topic for topic in read_topics(store) if topic.name != name))


def one_topic(store: Path, name: str) -> Topic:
    """The topic of that name. Raises `NotFound`."""
    topics = read_topics(store)
    found = next((topic for topic in topics if topic.name == name), None)
    if found is None:
        there = ", ".join(topic.name for topic in topics) or "none"
        raise NotFound(f"no topic is called {name[:80]!r}; there are: {there}")
    return found


def remember(store: Path, told: Mapping[str, Iterable[str]]) -> None:
    """Keep which papers a report has told of, by topic; what was told before stays told."""
    with _alone(store):
        topics = read_topics(store)
        write_topics(store, (_told(topic, told.get(topic.name)) for topic in topics))


def _told(topic: Topic, papers: Iterable[str] | None) -> Topic:
    if papers is None:
        return topic
    return replace(topic, told=tuple(sorted({*(topic.told or ()), *papers})))


@contextmanager
def _alone(store: Path) -> Iterator[None]:
    """Nobody else changes the topics meanwhile: the folder is locked, as the file is replaced each time.

    Raises `kg.errors.ForeignPath` where ``store`` is a backup.
    """
    refuse_backup(store)
    descriptor = os.open(store, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _topic(row: Mapping[str, object]) -> Topic:
    told, values = row["told"], row["values"]
    if not isinstance(row["names"], list) or not isinstance(values, list):
        raise ValueError("names and values are lists")
    return Topic(
        name=str(row["name"]),
        names=tuple(map(str, row["names"])),
        query=None if row["query"] is None else str(row["query"]),
        values=tuple((str(key), str(value)) for key, value in values),
        told=tuple(map(str, told)) if isinstance(told, list) else None,
    )
