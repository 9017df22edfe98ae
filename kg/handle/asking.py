"""Answers a question in plain English: chooses the saved query, runs it, and says what was understood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kg.query.limits import Limits
from kg.query.result import Result
from kg.store.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to a question, and what it was taken for."""

    question: str
    query: str
    """Name of the saved query."""
    title: str
    parameters: dict[str, str]
    command: str
    """The command line that asks the same."""
    result: Result


def ask(
    snapshot: Snapshot,
    question: str,
    *,
    folders: Iterable[str | Path] = (),
    limit: int | None = None,
    limits: Limits | None = None,
) -> Answered:
    """Answer ``question``; a number in it ("the top 5") counts unless ``limit`` is given.

    Raises `kg.errors.NotUnderstood` and what running the query raises.
    """
    from kg.ask import choose
    from kg.query import list_queries, run_saved

    choice = choose(question, list_queries(folders), snapshot.index)
    most = choice.limit if limit is None else limit
    result = run_saved(
        snapshot.path,
        choice.query,
        choice.values,
        snapshot.index,
        limit=most,
        limits=limits or Limits(),
    )
    if limit is None and choice.limit is not None:
        result = result.complete()
    return Answered(
        question=question,
        query=choice.query.name,
        title=choice.query.title,
        parameters=choice.values,
        command=choice.command,
        result=result.with_notes(*choice.notes),
    )
