"""From which confidence on claims are plain triples: what extractors say, and what somebody demands."""

from __future__ import annotations

import json
from collections.abc import Iterable

from kg.store.state import State

_NOTE = "threshold:"
_LEAST = "min-confidence"


def remember_threshold(state: State, extractor: tuple[str, str], entity: float, link: float) -> None:
    """Keep an extractor's thresholds: a later build may run another one."""
    key, value = _NOTE + json.dumps(extractor), json.dumps([entity, link])
    if state.note(key) != value:
        state.set_note(key, value)


def demand(state: State, least: float) -> None:
    """Let no claim below ``least`` be a plain triple, in this build and later ones; 0 takes that back."""
    if state.note(_LEAST) != str(least):
        state.set_note(_LEAST, str(least))


def thresholds(
    state: State, extractors: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], tuple[float, float]]:
    """For each extractor's name and version, the confidence from which entities and links count.

    It is no lower than what is demanded.
    """
    found = {}
    least = float(state.note(_LEAST) or 0.0)
    for extractor in sorted(set(extractors)):
        note = state.note(_NOTE + json.dumps(extractor))
        entity, link = json.loads(note) if note else (0.5, 0.5)
        found[extractor] = (max(entity, least), max(link, least))
    return found
