"""What an entity is called and what it is to the background, for people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.handle.naming import NameView

ALIASES = 12
"""Most other names, and ways of writing, that are told."""
_RELATIONS = {"exactMatch": "is", "closeMatch": "is nearly", "broadMatch": "is a kind of"}


def named(store: Path, entity: str) -> NameView:
    """What the entity with this slug is called."""
    from kg.handle.naming import name_view
    from kg.store.snapshot import Snapshot

    with Snapshot.open(store) as snapshot:
        return name_view(snapshot, entity)


def plain(shown: NameView) -> dict[str, Any]:
    """The same for machines."""
    from dataclasses import asdict

    return {key: value for key, value in asdict(shown).items() if key in ("aliases", "background")}


def lines(shown: NameView) -> Iterator[str]:
    """What it is to the background, then its other names; what differs by case alone is no other one."""
    from kg.terminal import one_line

    for term in shown.background:
        known = ", ".join((term.rule, f"{term.score:.2f}", *term.sources))
        yield "  " + one_line(f"{_RELATIONS[term.relation]} {term.label}, a background term ({known})")
        if term.broader:
            yield "    " + one_line("below " + " < ".join(term.broader))
    names = [alias for alias in shown.aliases if alias.name is not None]
    for alias in names[:ALIASES]:
        yield "  " + one_line(f"also {alias.label} ({alias.reason})")
    spelled: dict[str, str] = {shown.label.casefold(): ""}
    for alias in shown.aliases:
        if alias.name is None:
            spelled.setdefault(alias.label.casefold(), alias.label)
    if written := [label for label in spelled.values() if label]:
        more = f" … and {len(written) - ALIASES:,} more" if len(written) > ALIASES else ""
        yield "  " + one_line(f"papers also write {', '.join(written[:ALIASES])}{more}")
