"""The ledger as a list for people: which decisions hold, which were taken back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.ledger.entries import Entry, to_plain
from kg.ledger.file import read
from kg.ledger.weighing import conflicts, undone
from kg.names import normal_form, slug


@dataclass(frozen=True, slots=True)
class Listed:
    """A decision, and whether it holds."""

    entry: Entry
    state: str
    """``in force``, ``undone by N``, or ``contradicts N``."""

    def to_plain(self) -> dict[str, Any]:
        """As an object for machines."""
        return {**to_plain(self.entry), "state": self.state}


def listed(
    directory: Path,
    *,
    actions: Collection[str] = (),
    author: str | None = None,
    name: str | None = None,
    papers: Collection[str] = (),
    since: str | None = None,
) -> list[Listed]:
    """The decisions of a store that pass all filters, the oldest first; ``papers`` are names of one paper."""
    entries = read(directory)
    gone = undone(entries)
    against = {found.entry.number: found.earlier.number for found in conflicts(entries)}
    out = []
    for entry in entries:
        state = "in force"
        if entry.number in gone:
            state = f"undone by {gone[entry.number]}"
        elif entry.number in against:
            state = f"contradicts {against[entry.number]}"
        if (
            (not actions or entry.action in actions)
            and (author is None or entry.author.casefold() == author.casefold())
            and (name is None or _concerns(entry, name))
            and (not papers or not set(papers).isdisjoint(entry.papers))
            and (since is None or entry.time >= since)
        ):
            out.append(Listed(entry, state))
    return out


def _concerns(entry: Entry, name: str) -> bool:
    forms = {normal_form(label) for _, label in entry.names} | {normal_form(entry.value)}
    return name in (*entry.slugs, entry.sense) or slug(name) in entry.slugs or normal_form(name) in forms
