"""The saved query whose phrases a question is nearest to, or the reason why none is chosen."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from kg.ask.meaning import Reading, Value
from kg.ask.reading import read, words_of
from kg.ask.words import LIGHT, SMALL, UNANSWERED
from kg.errors import NotFound, NotUnderstood
from kg.index import Index
from kg.query.binding import option
from kg.query.saved import Parameter, SavedQuery

ENOUGH = 0.72
"""Least likeness, of 1, of a question that is answered."""
APART = 0.04
"""How much nearer the best query must be than the second."""
OFFERED = 3
NEAR = 0.55
"""Least likeness of a command that is offered instead."""
_SLOT = re.compile(r"\{(\w+)\}")
_SORTS = {"paper": "paper", "date": "date", "integer": "number", "decimal": "number", "string": "unknown"}


@dataclass(frozen=True, slots=True)
class Choice:
    """A saved query with the values that a question gives it."""

    query: SavedQuery
    values: dict[str, str]
    likeness: float
    """1 where the question is one of its phrases."""
    limit: int | None = None
    notes: tuple[str, ...] = ()

    @property
    def command(self) -> str:
        """The command line that asks the same."""
        given = [f"--{option(name)} {shlex.quote(value)}" for name, value in self.values.items()]
        limit = [] if self.limit is None else [f"--limit {self.limit}"]
        return " ".join(["kg query", self.query.name, *given, *limit])


def choose(question: str, queries: Iterable[SavedQuery], index: Index) -> Choice:
    """The saved query that ``question`` asks for, with its parameters.

    Raises `NotUnderstood` with the nearest commands where no query fits, or two do, and `NotFound` where
    only a name is not in the graph.
    """
    reading, listed = read(question, index), tuple(queries)
    fitting = [c for c in _ranking(reading, listed) if c.likeness >= ENOUGH and _covers(c.query, reading)]
    best = fitting[0] if fitting else None
    if best is None or best.likeness <= _unanswered(reading):
        raise _refusal(question, reading, listed, index)
    second = next((c for c in fitting if c.query.name != best.query.name), None)
    if second is not None and best.likeness - second.likeness < APART:
        both = tuple(c.command for c in (best, second))
        raise NotUnderstood(f"{question[:80]!r} fits two saved queries; ask one of them", suggestions=both)
    for parameter in best.query.parameters:
        if best.values.get(parameter.name) in reading.unknown and parameter.type != "string":
            index.resolve_entity(best.values[parameter.name], fuzzy=False)  # raises with near names
    return best


def _ranking(reading: Reading, queries: Iterable[SavedQuery]) -> list[Choice]:
    """The best choice of each query, best first."""
    best: dict[str, Choice] = {}
    for query in queries:
        for choice in _choices(query, reading):
            if query.name not in best or choice.likeness > best[query.name].likeness:
                best[query.name] = choice
    return sorted(best.values(), key=lambda c: (-c.likeness, c.query.name))


def _unanswered(reading: Reading) -> float:
    """How near the question is to one that no query answers."""
    phrases = [_phrase(text) for text in UNANSWERED]
    if any(value.sort != "entity" for value in reading.values):
        return 0.0
    return max(_likeness(p, reading) if len(p.slots) == len(reading.values) else 0.0 for p in phrases)


def _refusal(question: str, reading: Reading, queries: Sequence[SavedQuery], index: Index) -> NotUnderstood:
    shown, understood = question.strip()[:80], reading.without_unknown()
    if not understood.words and len(reading.values) == 1 and not reading.unknown:
        name = shlex.quote(reading.values[0].text)
        return NotUnderstood(f"{shown!r} asks nothing", suggestions=(f"kg neighbours {name}",))
    nearest = [c for c in _ranking(understood, queries) if c.likeness >= NEAR]
    nearest = nearest or [
        c for less in understood.simpler() for c in _ranking(less, queries) if c.likeness >= NEAR
    ]
    offered = tuple(dict.fromkeys(c.command for c in nearest))[:OFFERED]
    if not shown:
        reason = "an empty question; ask for example 'which methods are used for object detection?'"
    elif reading.unknown:
        words = ", ".join(repr(word) for word in reading.unknown)
        reason = f"{words}: no name in this graph, and no word known here{_like(reading.unknown, index)}"
    else:
        reason = f"no saved query is known to answer {shown!r}"
        if not offered:
            reason += "; `kg query --list` shows what can be asked"
    return NotUnderstood(reason, suggestions=offered)


def _like(unknown: Sequence[str], index: Index) -> str:
    """Names that resemble the one thing that is not understood."""
    if len(unknown) > 1 or len(unknown[0]) < 4:
        return ""
    try:
        index.resolve(unknown[0], fuzzy=False)
    except NotFound as error:
        near = ", ".join(repr(name) for name in error.suggestions[:3])
        return f" (names like it: {near})" if near else ""
    return ""


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase of a query: its words with slots for values, in order."""

    items: tuple[str, ...]
    slots: tuple[str, ...]

    @property
    def weights(self) -> Counter[str]:
        return _weights(word for word in self.items if not word.startswith("{"))


@lru_cache(maxsize=2_000)
def _phrase(text: str) -> _Phrase:
    items: list[str] = []
    end = 0
    for match in _SLOT.finditer(text):
        items += [*words_of(text[end : match.start()]), f"{{{match[1]}}}"]
        end = match.end()
    items += words_of(text[end:])
    return _Phrase(tuple(items), tuple(_SLOT.findall(text)))


def _weights(words: Iterable[str]) -> Counter[str]:
    return Counter(set(words))


def _weight(word: str) -> float:
    return LIGHT.get(word, 0.15 if word in SMALL else 1.0)


def _sum(words: Iterable[str]) -> float:
    return sum(_weight(word) for word in words)


def _covers(query: SavedQuery, reading: Reading) -> bool:
    """Whether each word of the question that matters is in some phrase of the query."""
    known = {item for text in query.phrases for item in _phrase(text).items}
    return all(word in known for word in reading.words if _weight(word) >= 1)


def _choices(query: SavedQuery, reading: Reading) -> Iterator[Choice]:
    for text in query.phrases:
        phrase = _phrase(text)
        for given, limit, notes, cost in _filled(query, phrase, reading):
            likeness = max(_likeness(phrase, reading) - cost, 0.0)
            yield Choice(query, given, round(likeness, 4), limit, notes)


def _likeness(phrase: _Phrase, reading: Reading) -> float:
    """How much question and phrase have in common, and whether in the same order."""
    mine, theirs = phrase.weights.keys(), _weights(reading.words).keys()
    both = _sum(mine) + _sum(theirs)
    shared = 2 * _sum(mine & theirs) / both if both else 1.0
    slots = tuple("{}" if item.startswith("{") else item for item in phrase.items)
    asked = tuple(item if isinstance(item, str) else "{}" for item in reading.items)
    order = SequenceMatcher(None, slots, asked, autojunk=False).ratio()
    return 0.75 * shared + 0.25 * order if shared else 0.0


def _filled(
    query: SavedQuery, phrase: _Phrase, reading: Reading
) -> Iterator[tuple[dict[str, str], int | None, tuple[str, ...], float]]:
    """The values of the reading in the slots of the phrase, where each finds its place."""
    by_name = {parameter.name: parameter for parameter in query.parameters}
    waiting = list(reading.values)
    given: dict[str, str] = {}
    notes: list[str] = []
    cost = 0.0
    for slot in phrase.slots:
        found = next((v for v in waiting if _may_be(by_name[slot], v)), None)
        if found is None:
            return
        waiting.remove(found)
        given[slot] = found.text
        cost += _cost(by_name[slot], found)
        notes += [f"took {found.written!r} for {found.took!r}"] if found.took else []
    limit = None
    if len(waiting) == 1 and waiting[0].sort == "number" and "." not in waiting[0].text and _is_top(reading):
        limit = int(waiting.pop().text)
    if not waiting and all(p.name in given or not p.required for p in query.parameters):
        yield given, limit, tuple(notes), cost


def _is_top(reading: Reading) -> bool:
    """ "Top 10", "the 5 newest": a number right beside a word for most or new is how many to show."""
    around = zip(reading.items, reading.items[1:], strict=False)
    words = {"top", "since", "strong", "method", "dataset", "task", "paper"}
    return any(
        (isinstance(a, Value) and a.sort == "number" and b in words)
        or (a in words and isinstance(b, Value) and b.sort == "number")
        for a, b in around
        if not (isinstance(a, Value) and isinstance(b, Value))
    )


def _may_be(parameter: Parameter, value: Value) -> bool:
    sort = _SORTS.get(parameter.type, "entity")
    if value.sort == "unknown":
        return sort in ("entity", "unknown")
    return value.sort == sort


def _cost(parameter: Parameter, value: Value) -> float:
    """What it costs that the value is of another type than the parameter."""
    wanted = parameter.type.capitalize()
    return 0.3 if value.types and wanted not in ("Name", "Topic", *value.types) else 0.0
