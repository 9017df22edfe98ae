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


def show_name(store: Path, entity: str, *, as_json: bool) -> dict[str, Any]:
    """Print what the entity with this slug is called; as JSON it is given instead."""
    from dataclasses import asdict

    from kg.handle.naming import name_view
    from kg.store.snapshot import Snapshot

    with Snapshot.open(store) as snapshot:
        shown = name_view(snapshot, entity)
    if as_json:
        return {key: value for key, value in asdict(shown).items() if key in ("aliases", "background")}
    for line in _lines(shown):
        print(line)
    return {}


def _lines(shown: NameView) -> Iterator[str]:
    from kg.terminal import one_line

    names = [alias for alias in shown.aliases if alias.name is not None]
    for alias in names[:ALIASES]:
        yield "  " + one_line(f"also {alias.label} ({alias.reason})")
    written = [alias.label for alias in shown.aliases if alias.name is None]
    if written:
        more = f" … and {len(written) - ALIASES:,} more" if len(written) > ALIASES else ""
        yield "  " + one_line(f"papers also write {', '.join(written[:ALIASES])}{more}")
    for term in shown.background:
        known = ", ".join((term.rule, f"{term.score:.2f}", *term.sources))
        yield "  " + one_line(f"{_RELATIONS[term.relation]} {term.label}, a background term ({known})")
        if term.broader:
            yield "    " + one_line("below " + " < ".join(term.broader))
