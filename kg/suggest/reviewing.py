"""Going through suggestions one by one: what was asked, what was answered, what is left for another day."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from kg.build.drafts import split
from kg.ledger import Action, Entry
from kg.store.snapshot import Snapshot
from kg.suggest.suggest import Suggestion

Answer = Literal["same", "different", "first", "second", "skip", "quit"]
"""``first`` and ``second``: that one is broader than the other."""

FILE = "review.jsonl"
"""Beside the ledger: pairs that somebody looked at and left open. Nothing follows from it."""

ANSWERS: dict[str, Answer] = {
    "s": "same",
    "same": "same",
    "d": "different",
    "different": "different",
    "1": "first",
    "2": "second",
    "k": "skip",
    "skip": "skip",
    "": "skip",
    "q": "quit",
    "quit": "quit",
}
ASK = "[s]ame, [d]ifferent, [b]roader, s[k]ip, [q]uit; words after it are the reason"
ASK_BROADER = "which is broader, 1 or 2?"


@dataclass(frozen=True, slots=True)
class Replied:
    """One answer, with the reason that somebody gave behind it."""

    answer: Answer | None
    """None where it was not understood."""
    reason: str = ""
    which: bool = False
    """Whether it has to be asked which of the two is broader."""


def understand(line: str) -> Replied:
    """An answer as typed: a letter or word, and after it the reason if there is one."""
    word, _, reason = line.strip().partition(" ")
    if word.casefold() in ("b", "broader"):
        rest, _, more = reason.strip().partition(" ")
        if rest in ("1", "2"):
            return Replied(ANSWERS[rest], more.strip())
        return Replied(None, reason.strip(), which=True)
    return Replied(ANSWERS.get(word.casefold()), reason.strip())


def decided(store: Path, suggestion: Suggestion, answer: Answer, reason: str) -> Entry | None:
    """The decision that an answer comes to in a store; None for those that come to none.

    A name that stands for one thing in all its papers needs none.
    """
    if suggestion.kind != "split":
        return decision(suggestion, answer, reason)
    if answer != "different":
        return None
    with Snapshot.open(store) as snapshot:
        entry = split(snapshot, suggestion.one.name, suggestion.group)
    return replace(entry, reason=reason_of(suggestion, reason))


def decision(suggestion: Suggestion, answer: Answer, reason: str) -> Entry | None:
    """The decision that an answer about two names comes to; None for those that come to none."""
    one, other = ((side.name, side.label) for side in (suggestion.one, suggestion.other))
    forms: dict[Answer, tuple[Action, tuple[tuple[str, str], ...]]] = {
        "same": ("merge", (one, other)),
        "different": ("different", (one, other)),
        "first": ("broader", (other, one)),
        "second": ("broader", (one, other)),
    }
    if answer not in forms:
        return None
    action, names = forms[answer]
    return Entry(0, "", "", action, names=names, reason=reason_of(suggestion, reason))


def reason_of(suggestion: Suggestion, reason: str) -> str:
    """The reason that somebody gave, else why it was suggested."""
    return reason or f"reviewed; {suggestion.why}"


class Skipped:
    """The pairs that were left open in a store, kept in `FILE`."""

    def __init__(self, store: Path) -> None:
        self._path = store / FILE
        self._pairs = set(self._read())

    def _read(self) -> Iterator[tuple[str, str]]:
        if not self._path.exists():
            return
        for line in self._path.read_text(encoding="utf-8").splitlines():
            try:
                one, other = json.loads(line)
            except (ValueError, TypeError):
                continue  # the torn end of a killed review: that pair is asked again
            yield str(one), str(other)

    def without(self, suggestions: Iterable[Suggestion]) -> Iterator[Suggestion]:
        """Those that nobody left open."""
        return (s for s in suggestions if (s.one.name, s.other.name) not in self._pairs)

    def add(self, suggestion: Suggestion) -> None:
        """Leave a pair open."""
        pair = suggestion.one.name, suggestion.other.name
        self._pairs.add(pair)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(pair, ensure_ascii=False) + "\n")
