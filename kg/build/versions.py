"""By which rules a store was made, so that no build mixes two of them."""

from __future__ import annotations

import json

from kg.errors import StoreVersionError
from kg.mapping import LAYOUT_VERSION
from kg.papers import KEYS_VERSION
from kg.store.state import State
from kg.store.writer import Writer
from kg.text import CLEANING_VERSION

Versions = dict[str, str]
_NOTE = "made"
_FIRST = "1"
"""What stores were made by that do not say."""


def current() -> Versions:
    """The rules of this version: of cleaning texts, of joining records, of writing a paper as triples."""
    return {"cleaning": CLEANING_VERSION, "keys": KEYS_VERSION, "layout": LAYOUT_VERSION}


def changed(state: State) -> dict[str, tuple[str, str]]:
    """The rules that changed since the store was made: by their name the old version and the new one."""
    made: Versions = json.loads(state.note(_NOTE) or "{}")
    both = {what: (made.get(what, _FIRST), now) for what, now in current().items()}
    return {what: (old, now) for what, (old, now) in both.items() if old != now}


def keep(state: State) -> None:
    """Everything in the store follows the rules of this version now."""
    state.set_note(_NOTE, json.dumps(current()))


def require(writer: Writer) -> None:
    """Raise `StoreVersionError` where a build would mix rules; a new store takes those of this version."""
    state = writer.state
    if not state.record_count() and not state.paper_count():
        if state.note(_NOTE) is None:
            keep(state)
        return
    if others := changed(state):
        listed = ", ".join(f"{what} {old} instead of {now}" for what, (old, now) in others.items())
        raise StoreVersionError(
            f"{writer.path} was made by another version of papertriples ({listed}): "
            f"`kg upgrade --store {writer.path}` brings it up, and readers see the old state meanwhile"
        )
