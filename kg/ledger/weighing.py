"""Which decisions hold, which contradict earlier ones, and what they come to.

Decisions are gone through in the order of the ledger. One that contradicts an earlier one counts for
nothing and is a `Conflict`; the command line writes none such, a table from elsewhere may hold some.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from kg.errors import UsageError
from kg.ledger.entries import OF_PAPERS, Entry
from kg.names import slug
from kg.rulings import Pair, Rulings, Sense


@dataclass(frozen=True, slots=True)
class Conflict:
    """A decision that contradicts an earlier one, and counts for nothing."""

    entry: Entry
    earlier: Entry

    def __str__(self) -> str:
        was = self.earlier
        return (
            f"{self.entry} contradicts entry {was.number} ({was}; {was.author}, {was.time[:10]}); "
            f"`kg undo {was.number}` first if that was wrong"
        )


def undone(entries: Sequence[Entry]) -> dict[int, int]:
    """The numbers of the decisions that are taken back, each with the undo that does it."""
    out: dict[int, int] = {}
    for entry in reversed(entries):
        if entry.action == "undo" and entry.undoes is not None and entry.number not in out:
            out.setdefault(entry.undoes, entry.number)
    return out


def in_force(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The decisions that are not taken back, without the undoings themselves."""
    gone = undone(entries)
    return tuple(entry for entry in entries if entry.number not in gone and entry.action != "undo")


def retracted(entries: Iterable[Entry]) -> frozenset[str]:
    """The papers (as named) that are retracted after all entries: the last word on a paper counts."""
    return frozenset(paper for paper, entry in last_words(entries).items() if entry.action == "retract")


def last_words(entries: Iterable[Entry]) -> dict[str, Entry]:
    """The last decision in force that takes a paper out or brings it back, by the paper as named."""
    decided = [entry for entry in in_force(tuple(entries)) if entry.action in OF_PAPERS]
    return {paper: entry for entry in decided for paper in entry.papers}


def conflicts(entries: Sequence[Entry]) -> tuple[Conflict, ...]:
    """Decisions in force that contradict earlier ones."""
    return tuple(Scale(in_force(entries)).conflicts)


def held(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The decisions in force that contradict no earlier one."""
    return tuple(Scale(in_force(entries)).held)


def check(entries: Sequence[Entry], *new: Entry) -> None:
    """Raise `UsageError` where ``new`` can not follow ``entries``; it names the earlier decision."""
    known = list(entries)
    scale = Scale(in_force(known))
    for entry in new:
        if entry.action == "undo":
            _check_undo(known, entry)
            before = set(scale.conflicts)
            scale = Scale(in_force((*known, entry)))
            found = next((conflict for conflict in scale.conflicts if conflict not in before), None)
        else:
            found = scale.weigh(entry)
        if found is not None:
            raise UsageError(str(found))
        known.append(entry)


def _check_undo(entries: Sequence[Entry], entry: Entry) -> None:
    number = entry.undoes or 0
    if not 0 < number <= len(entries):
        have = f"entries 1 to {len(entries)}" if entries else "no entry"
        raise UsageError(f"the ledger has no entry {number}: it has {have}; `kg log` lists them")
    by = undone(entries).get(number)
    if by is not None:
        raise UsageError(f"entry {number} is undone already, by entry {by}; `kg undo {by}` brings it back")


def repeated(entries: Sequence[Entry], entry: Entry) -> Entry | None:
    """The decision in force that says the same already, if there is one."""
    if entry.action in OF_PAPERS:
        words = last_words(entries)
        said = [words[paper] for paper in entry.papers if paper in words]
        same = [old for old in said if old.action == entry.action]
        return max(same, key=lambda old: old.number) if same and len(same) == len(entry.papers) else None
    facts = _facts(entry)
    for old in reversed(in_force(entries)):
        if _facts(old) == facts:
            return old
        if old.action == entry.action and old.slugs == entry.slugs and entry.action in ("rename", "retype"):
            return None  # it was changed since
    return None


def _facts(entry: Entry) -> tuple[object, ...]:
    slugs = frozenset(entry.slugs) if entry.action in ("merge", "different") else entry.slugs
    return entry.action, slugs, frozenset(entry.papers), entry.value, entry.sense


def rulings(
    entries: Sequence[Entry],
    *,
    papers: Mapping[str, str] | None = None,
    standing: Sequence[Entry] = (),
) -> Rulings:
    """What the decisions in force come to; ``papers`` leads from other local names of papers to their own.

    ``standing`` are rules of the house: a decision goes before them, and nothing is known by them alone.
    """
    decided = in_force(entries)
    weighed = Scale((*decided, *standing)).held
    ours = [entry for entry in weighed if entry.number]
    held = [*(entry for entry in weighed if not entry.number), *ours]
    own = papers or {}
    return Rulings(
        same=tuple(sorted({pair for entry in held for pair in _same(entry)})),
        apart=tuple(sorted({pair for entry in held for pair in _apart(entry)} | _senses_apart(held))),
        senses={
            (own.get(paper, paper), name): Sense(entry.sense, entry.value or None)
            for entry in held
            if entry.action == "split"
            for paper in entry.papers
            for name in entry.slugs
        },
        labels=tuple((e.slugs[0], e.value) for e in held if e.action == "rename"),
        types=tuple((e.slugs[0], e.value) for e in held if e.action == "retype"),  # type: ignore[misc]
        aliases=tuple(
            (e.slugs[0], e.value, e.action == "alias") for e in held if e.action in ("alias", "unalias")
        ),
        rejected=frozenset(
            (own.get(paper, paper), e.slugs[0] if len(e.slugs) > 1 else "", e.value, e.slugs[-1])
            for e in held
            if e.action == "reject"
            for paper in e.papers
        ),
        broader=tuple(sorted({(e.slugs[0], e.slugs[1]) for e in held if e.action == "broader"})),
        written={name: label for entry in ours for name, label in _written(entry)},
    )


def _same(entry: Entry) -> list[Pair]:
    """The pairs that a decision makes one thing."""
    if entry.action == "merge":
        return [_pair(entry.slugs[0], other) for other in entry.slugs[1:] if other != entry.slugs[0]]
    if entry.action == "alias" and slug(entry.value) != entry.slugs[0]:
        return [_pair(entry.slugs[0], slug(entry.value))]
    return []


def _apart(entry: Entry) -> list[Pair]:
    """The pairs that a decision holds apart."""
    if entry.action in ("different", "broader"):
        return [_pair(entry.slugs[0], entry.slugs[1])]
    if entry.action == "unalias" and slug(entry.value) != entry.slugs[0]:
        return [_pair(entry.slugs[0], slug(entry.value))]
    if entry.action == "split":
        return [_pair(name, entry.sense) for name in entry.slugs]
    return []


def _senses_apart(held: Iterable[Entry]) -> set[Pair]:
    """Two senses of one name are two things, too."""
    senses: dict[str, set[str]] = {}
    for entry in held:
        if entry.action == "split":
            for name in entry.slugs:
                senses.setdefault(name, set()).add(entry.sense)
    return {pair for found in senses.values() for pair in combinations(sorted(found), 2)}


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def _written(entry: Entry) -> list[Pair]:
    """Every name that a decision speaks of, as written."""
    found = list(entry.names)
    if entry.action in ("alias", "unalias"):
        found.append((slug(entry.value), entry.value))
    if entry.action == "split":
        found.append((entry.sense, entry.names[0][1]))
    return found


def behind(entries: Sequence[Entry], one: str, other: str, *, same: bool) -> Entry | None:
    """The decision that makes two names one thing, or holds them apart; of several the latest."""
    scale = Scale(in_force(entries))
    return scale.joins(one, other) if same else scale.parts(one, other)


class Scale:
    """Weighs decisions in order; ``held`` are those that contradict nothing before them."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.held: list[Entry] = []
        self.conflicts: list[Conflict] = []
        self._joined: dict[str, dict[str, Entry]] = {}
        self._apart: dict[str, dict[str, Entry]] = {}
        self._wider: dict[str, dict[str, Entry]] = {}
        self._senses: dict[Pair, Entry] = {}
        for entry in entries:
            self.weigh(entry)

    def weigh(self, entry: Entry) -> Conflict | None:
        """Take one more decision; where it contradicts an earlier one it counts for nothing."""
        earlier = self._against(entry)
        if earlier is None:
            self.held.append(entry)
            self._take(entry)
            return None
        found = Conflict(entry, earlier)
        self.conflicts.append(found)
        return found

    def joins(self, one: str, other: str) -> Entry | None:
        """The latest decision on the way from one name to the other, None where there is no way."""
        return _way(self._joined, one, other)

    def parts(self, one: str, other: str) -> Entry | None:
        """The decision that holds two names apart: itself, or because one is a sense that it split off."""
        direct = self._apart.get(one, {}).get(other)
        return direct or next((e for e in reversed(self.held) if e.sense and e.sense in (one, other)), None)

    def _take(self, entry: Entry) -> None:
        for table, pairs in ((self._joined, _same(entry)), (self._apart, _apart(entry))):
            for one, other in pairs:
                table.setdefault(one, {}).setdefault(other, entry)
                table.setdefault(other, {}).setdefault(one, entry)
        if entry.action == "broader":
            self._wider.setdefault(entry.slugs[0], {})[entry.slugs[1]] = entry
        if entry.action == "split":
            self._senses.update(((paper, name), entry) for paper in entry.papers for name in entry.slugs)

    def _against(self, entry: Entry) -> Entry | None:
        """An earlier decision that ``entry`` contradicts."""
        for one, other in _apart(entry):
            found = self.joins(one, other)
            if found is not None:
                return found
        group = {name for pair in _same(entry) for end in pair for name in _reached(self._joined, end)}
        for name in sorted(group):
            for other, earlier in self._apart.get(name, {}).items():
                if other in group:
                    return earlier
        if entry.action == "broader":
            return _way(self._wider, entry.slugs[1], entry.slugs[0])
        if entry.action == "split":
            uses = ((paper, name) for paper in entry.papers for name in entry.slugs)
            return next((self._senses[use] for use in uses if use in self._senses), None)
        return None


def _reached(table: Mapping[str, Mapping[str, Entry]], start: str) -> dict[str, Entry | None]:
    """All that can be reached from ``start``, each with the latest decision on the way to it."""
    found: dict[str, Entry | None] = {start: None}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for other, entry in table.get(here, {}).items():
            if other not in found:
                found[other] = max(entry, found[here] or entry, key=lambda e: e.number)
                waiting.append(other)
    return found


def _way(table: Mapping[str, Mapping[str, Entry]], start: str, end: str) -> Entry | None:
    """The latest decision on the way from ``start`` to ``end``, None where there is no way."""
    return _reached(table, start).get(end)
