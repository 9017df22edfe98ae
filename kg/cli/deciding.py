"""What the commands of curation share: who decides, why, and what became of it."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.common import fail, say, store_of

if TYPE_CHECKING:
    from kg.build.deciding import Decided
    from kg.ledger import Entry
    from kg.store.snapshot import Snapshot

ReasonOption = Annotated[
    str | None, typer.Option("--reason", "-r", help="Why; kept in the ledger. Asked for on a terminal.")
]
AuthorOption = Annotated[
    str | None,
    typer.Option(envvar="KG_AUTHOR", help="Who decides [default: the user's name]."),
]
LaterOption = Annotated[
    bool, typer.Option("--later", help="Only record it; `kg build` without files applies what is recorded.")
]

RECORDED = "kg: recorded; the next `kg build` applies it, with or without files"


def decide(
    store: str | None,
    make: Callable[[Snapshot], Sequence[Entry]],
    *,
    reason: str | None,
    author: str | None,
    later: bool = False,
) -> None:
    """Make drafts over the published graph, write them, apply them, and tell."""
    from kg.build.deciding import decide as write_and_apply
    from kg.build.deciding import record
    from kg.store.snapshot import Snapshot

    path = store_of(store)
    with Snapshot.open(path) as snapshot:
        drafts = make(snapshot)
    why, who = asked_reason(reason), decider(author)
    done = (record if later else write_and_apply)(path, drafts, author=who, reason=why)
    tell(path, done)


def decider(author: str | None) -> str:
    """Who decides: as given, else the user's name."""
    if author:
        return author
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in containers
        fail("a decision needs an author: --author, or the variable KG_AUTHOR")


def asked_reason(reason: str | None) -> str:
    """The reason given, or what somebody types when asked."""
    if reason is not None:
        return reason
    if sys.stdin is None or not sys.stdin.isatty():
        fail("a decision needs a reason: --reason TEXT")
    return str(typer.prompt("Why", err=True))


def tell(store: Path, done: Decided) -> None:
    """Say what was written, what held already, and whether the graph shows it."""
    for entry in done.entries:
        say(f"kg: entry {entry.number}: {entry}")
    for entry in done.repeated:
        say(f"kg: entry {entry.number} says so already: {entry}")
    if done.applied:
        _tell_entities(store, done.entries)
    elif done.entries:
        say(RECORDED)


def _tell_entities(store: Path, entries: Sequence[Entry]) -> None:
    from kg.store.snapshot import Snapshot

    with Snapshot.open(store) as snapshot:
        slugs = [slug for entry in entries for slug in (*entry.slugs, *filter(None, [entry.sense]))]
        found = [snapshot.index.entity(slug) for slug in dict.fromkeys(slugs)]
    for entity in dict.fromkeys(row for row in found if row is not None):
        kinds = ", ".join(kind for kind, _ in entity.types)
        papers = "1 paper" if entity.papers == 1 else f"{entity.papers:,} papers"
        say(f"kg: {entity.label} [{entity.slug}]: {kinds}, {papers}")
