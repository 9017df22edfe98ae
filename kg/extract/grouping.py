"""Spans that name one thing put together: same normal form, abbreviation, bare generic head."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.extract import abbreviations
from kg.extract.abbreviations import Abbreviation
from kg.extract.coordination import Shared, based, coordinated, find
from kg.extract.spans import Span
from kg.names import normal_form

Ints = NDArray[np.int64]

_GENERIC = (
    "algorithm",
    "approach",
    "framework",
    "issue",
    "method",
    "phenomenon",
    "problem",
    "scheme",
    "technique",
)
_BY_RULE = 0.4
"""Score of a span that no tag but a rule found."""
_WITHIN = 0.3
"""That of a name within a compound."""


class Found(NamedTuple):
    """A span with the number of its group, and the name it stands for where that is not its text."""

    first: int
    end: int
    score: float
    group: int
    name: str | None = None
    other: bool = False
    """Whether it comes from another reading than the best one; it may overlap what that has."""


class _Places(NamedTuple):
    """A text with where each of its tokens begins and ends: lists, which answer faster than arrays."""

    text: str
    starts: list[int]
    ends: list[int]

    def surface(self, first: int, end: int) -> str:
        """The text of tokens ``first`` to ``end`` - 1."""
        return self.text[self.starts[first] : self.ends[end - 1]]

    def tokens(self, start: int, end: int) -> tuple[int, int]:
        """The tokens that characters ``start`` to ``end`` - 1 touch."""
        return bisect_right(self.ends, start), bisect_left(self.starts, end)


class Groups:
    """Union-find over whatever can be hashed."""

    def __init__(self) -> None:
        self._parent: dict[object, object] = {}

    def root(self, item: object) -> object:
        """The representative of the item's group."""
        parent = self._parent.setdefault(item, item)
        if parent != item:
            parent = self._parent[item] = self.root(parent)
        return parent

    def join(self, a: object, b: object) -> None:
        """Put two groups together."""
        self._parent[self.root(b)] = self.root(a)


def key(form: str) -> str:
    """What two spellings of one name share: the normal form without spaces."""
    return normal_form(form).replace(" ", "")


def group(
    spans: Iterable[Span], text: str, offsets: Ints, *, others: Iterable[Span] = ()
) -> tuple[list[Found], dict[int, str]]:
    """All spans with their groups, numbered by first occurrence; and the long forms of abbreviated groups.

    Of ``others``, spans of less likely readings, only those count that have a name of their own. What follows
    the last token is not looked at.
    """
    text = text[: int(offsets[-1, 1])]
    groups, at = Groups(), _Places(text, *offsets.T.tolist())
    shared = find(text)
    explained = abbreviations.find(text)
    spans, others = (list(_whole(_unbracketed(part, explained, at), shared, at)) for part in (spans, others))
    others += [Span(*at.tokens(*where), _WITHIN) for where in based(text)]
    expanded = [(part, name) for span in spans for part, name in _expanded(span, at)]
    named = {(s.first, s.end, name): s.score for s, name in expanded}
    for phrase in shared:
        place = at.tokens(phrase.start, phrase.end)
        for name in phrase.names if place[0] < place[1] else ():
            named.setdefault((*place, name), _BY_RULE)
    long_keys = _abbreviate(named, groups, explained, at)
    for first, end, score in _elsewhere(named, at):
        named.setdefault((first, end, None), score)
    keys = {item: key(item[2] or at.surface(item[0], item[1])) for item in named}
    _join_generic(set(keys.values()), groups)
    added = _added(others, at, {(first, end) for first, end, _ in named}, set(keys.values()))
    named |= {item: score for item, (score, _) in added.items()}
    keys |= {item: own for item, (_, own) in added.items()}
    numbers: dict[object, int] = {}
    out = []
    for item in sorted(named, key=lambda i: (i[0], i[1], i[2] or "")):
        number = numbers.setdefault(groups.root(keys[item]), len(numbers))
        out.append(Found(item[0], item[1], named[item], number, item[2], item in added))
    long_forms: dict[int, str] = {}
    for short_key, long_form in long_keys.items():
        number_of = numbers.get(groups.root(short_key))
        if number_of is not None:
            long_forms.setdefault(number_of, long_form)
    return out, long_forms


def _added(
    others: Iterable[Span], at: _Places, spans: set[tuple[int, int]], keys: set[str]
) -> dict[tuple[int, int, str | None], tuple[float, str]]:
    """Spans of other readings whose names are new, with their scores and keys."""
    out: dict[tuple[int, int, str | None], tuple[float, str]] = {}
    for span in others:
        if (span.first, span.end) in spans:
            continue
        form = at.surface(span.first, span.end)
        for name in coordinated(form) or (None,):
            own = key(name or form)
            if own not in keys:
                out[span.first, span.end, name] = (span.score, own)
    return out


def surface(text: str, offsets: Ints, first: int, end: int) -> str:
    """The text of tokens ``first`` to ``end`` - 1."""
    return text[int(offsets[first, 0]) : int(offsets[end - 1, 1])]


def _unbracketed(spans: Iterable[Span], explained: list[Abbreviation], at: _Places) -> Iterator[Span]:
    """The spans, cut before a bracket that explains an abbreviation: "mixture of experts (MoE) layers"."""
    if not explained:
        yield from spans
        return
    for span in spans:
        start, end = at.starts[span.first], at.ends[span.end - 1]
        inside = [e for e in explained if start < e.long_end <= e.short_start and e.short_end < end]
        if inside:
            yield span._replace(end=at.tokens(start, inside[0].long_end)[1])
        else:
            yield span


def _whole(spans: Iterable[Span], shared: list[Shared], at: _Places) -> Iterator[Span]:
    """The spans without pieces of coordinated phrases that name nothing alone."""
    if not shared:
        yield from spans
        return
    for span in spans:
        start, end = at.starts[span.first], at.ends[span.end - 1]
        phrase = next((s for s in shared if s.start <= start and end <= s.end), None)
        head = phrase is not None and end == phrase.end and start > phrase.start
        if phrase is None or head or key(at.text[start:end]) in map(key, phrase.names):
            yield span


def _expanded(span: Span, at: _Places) -> list[tuple[Span, str | None]]:
    names = coordinated(at.surface(span.first, span.end))
    return [(span, name) for name in names] or [(span, None)]


def _abbreviate(
    named: dict[tuple[int, int, str | None], float],
    groups: Groups,
    explained: list[Abbreviation],
    at: _Places,
) -> dict[str, str]:
    """Join short and long forms, adding the one that no tag found; returns long forms by key of the short."""
    out: dict[str, str] = {}
    plain = {(first, end): score for (first, end, name), score in named.items() if name is None}
    for found in explained:
        short = at.tokens(found.short_start, found.short_end)
        long = at.tokens(found.long_start, found.long_end)
        same_end = [s for s in plain if s[1] == long[1] and s[0] >= long[0] - 2]
        if same_end:
            long = max(same_end, key=lambda s: s[1] - s[0])
        taken = [s for s in plain if s[0] < long[1] and long[0] < s[1] and s != long]
        if (long not in plain and (short not in plain or taken)) or long[0] >= long[1]:
            continue
        score = max(plain.get(short, 0.0), plain.get(long, 0.0), _BY_RULE)
        for span in (short, long):
            if not any(s[0] < span[1] and span[0] < s[1] and s != span for s in plain):
                named.setdefault((*span, None), score)
        short_form = at.text[found.short_start : found.short_end]
        long_form = at.surface(*long)
        groups.join(key(long_form), key(short_form))
        out[key(short_form)] = long_form
    return out


def _elsewhere(named: dict[tuple[int, int, str | None], float], at: _Places) -> list[tuple[int, int, float]]:
    """Occurrences of the names found that no span covers."""
    covered = bytearray(len(at.starts))
    for first, end, _ in named:
        covered[first:end] = b"\1" * (end - first)
    words = [at.text[a:b] for a, b in zip(at.starts, at.ends, strict=True)]
    lower = [w.lower() for w in words]
    places: dict[str, list[int]] = {}
    for i, w in enumerate(lower):
        places.setdefault(w, []).append(i)
    out = []
    for first, end in sorted({(f, e) for f, e, name in named if name is None}, key=lambda s: s[0] - s[1]):
        exact = end - first == 1 and words[first].isupper()
        for begin in places.get(lower[first], ()):
            stop = begin + end - first
            if 1 in covered[begin:stop] or lower[begin:stop] != lower[first:end]:
                continue
            if exact and words[begin] != words[first]:
                continue
            covered[begin:stop] = b"\1" * (stop - begin)
            out.append((begin, stop, _BY_RULE))
    return out


def _join_generic(keys: set[str], groups: Groups) -> None:
    """ "CFCQL algorithm" is CFCQL where the text has both."""
    for longer in sorted(keys):
        for word in _GENERIC:
            base = longer.removesuffix(word)
            if base != longer and len(base) > 2 and base in keys and base not in _GENERIC:
                groups.join(base, longer)
