"""One text to candidates: everything that is computed of a paper before anything is decided."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.extract import features
from kg.extract.context import Reader
from kg.extract.cues import Seen, see
from kg.extract.features import Candidate, Lexicon
from kg.extract.grouping import Found, group
from kg.extract.naming import choose
from kg.extract.network import Network, Text
from kg.extract.pairs import Pairs, pair_up
from kg.extract.spans import Span, likely, read, trim
from kg.extract.tokens import Tokens, Words
from kg.text import sentences

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

SAME_FROM = 0.5
"""Groups whose chance to be one thing is higher are put together."""
MOST_TOKENS = 1500
"""What follows in a longer text is not looked at: attention grows with the square."""
MOST_CANDIDATES = 120
OTHER_FROM = 0.05
"""Spans of other readings that are as probable as this are candidates, too."""
_BEGIN, _STOP = itemgetter(0), itemgetter(1)


@dataclass(slots=True)
class Analysis:
    """What is known of a text's candidates, none of which has been accepted yet."""

    text: str
    candidates: list[Candidate]
    decided: Floats
    """The network's logits, shape (candidates, 14)."""
    rows: Floats
    """`kg.extract.features.entity_rows`."""
    pairs: Pairs
    chances: Floats
    """Shape (p, 8): none, same, then the predicates."""
    flat: list[tuple[int, int]]
    """(candidate, number of its mention) of each row of the mentions that ``pairs`` counts."""
    seen: Seen
    """Cues of the mentions, in the same order."""
    vectors: Floats
    """The network's view of each candidate, shape (candidates, width)."""


class Analyser:
    """Runs network, grouping and features on one text."""

    def __init__(
        self, words: Words, network: Network, known: dict[str, int], table: Floats, lexicon: Lexicon
    ) -> None:
        self.words, self.network, self.known, self.table = words, network, known, table
        self.lexicon = lexicon
        self._inputs = np.zeros((1024, network.width), np.float32)
        self._made = 0

    def analyse(self, text: str) -> Analysis:
        """All candidates of ``text`` = title, line end, abstract."""
        tokens = self.words.read(text, most=MOST_TOKENS)
        if not any(word[0].isalnum() for word in tokens.words):
            return _nothing(text)
        x = self.network.tokens(self._brought(tokens), tokens.flags)
        tags = self.network.tags(x)
        main = [cut for span in read(tags) if (cut := trim(span, tokens.words)) is not None]
        chance = _chances(likely(tags, least=OTHER_FROM / 2), tokens.words)
        others = [Span(*where, score) for where, score in sorted(chance.items()) if score >= OTHER_FROM]
        found, long_forms = group(main, text, tokens.offsets, others=others)
        found = [item for item in found if item.group < MOST_CANDIDATES]
        long_forms = {number: form for number, form in long_forms.items() if number < MOST_CANDIDATES}
        if not found:
            return _nothing(text)
        return self._judge(text, tokens, found, long_forms, x, chance)

    def _brought(self, tokens: Tokens) -> Floats:
        """What each word brings along; new words are computed, one by one, and kept."""
        lower = self.words.lower
        if len(lower) < self._made:
            self._made = 0
        if len(lower) > self._made:
            vectors = self.table[[self.known.get(word, 0) for word in lower[self._made :]]]
            made = self.network.words(self.words.rows[self._made :], vectors)
            while len(self._inputs) < len(lower):
                self._inputs = np.concatenate([self._inputs, np.zeros_like(self._inputs)])
            self._inputs[self._made : len(lower)] = made
            self._made = len(lower)
        return self._inputs[tokens.numbers]

    def _judge(
        self,
        text: str,
        tokens: Tokens,
        found: list[Found],
        long_forms: dict[int, str],
        x: Floats,
        chance: dict[tuple[int, int], float],
    ) -> Analysis:
        kept = self.network.text(x)
        mentions, owners = _rows(found)
        vectors = self.network.mentions(kept, mentions[:, 0], mentions[:, 1])
        entities, pairs, chances, same = self._paired(kept, vectors, mentions, tokens.lower)
        merged = _merge(found, same, len(entities))
        if merged is not None:
            found = [item._replace(group=merged[item.group]) for item in found]
            long_forms = {merged[number]: form for number, form in reversed(long_forms.items())}
            mentions, owners = _rows(found)
            known = _Known(chances, len(entities), merged)
            entities, pairs, chances, same = self._paired(kept, vectors, mentions, tokens.lower, known)
        count = len(entities)
        candidates, flat, seen = _candidates(found, long_forms, text, tokens, count)
        for candidate in candidates:
            candidate.coined = self.lexicon.chance(candidate.forms)[1] == 0.0
        decided = self.network.decisions(entities)
        likelihood = np.array([chance.get((item.first, item.end), 0.0) for item in found], np.float32)
        places = features.overlaps(mentions[:, 0], mentions[:, 1], np.array(owners), likelihood)
        rows = features.entity_rows(candidates, decided, places, seen, text, self.lexicon)
        closest = same.max(axis=1) if count > 1 else np.zeros(count, np.float32)
        rows = np.concatenate([rows, closest[:, None], features.among(rows)], axis=1)
        return Analysis(text, candidates, decided, rows, pairs, chances, flat, seen, entities)

    def _paired(
        self, text: Text, vectors: Floats, mentions: Ints, words: list[str], known: _Known | None = None
    ) -> tuple[Floats, Pairs, Floats, Floats]:
        """Entities, their pairs, what the network says of these, and how likely two are one.

        What it said before some groups were joined holds for pairs of the others, and is not asked again.
        """
        entities = self.network.entities(vectors, mentions[:, 2])
        count = len(entities)
        pairs = pair_up(mentions, words, count)
        if known is None:
            chances = self.network.pairs(text, entities, pairs.ends, pairs.gaps, pairs.facts)
        else:
            chances, new = known.of(pairs.ends, count)
            chances[new] = self.network.pairs(
                text, entities, pairs.ends[new], pairs.gaps[new], pairs.facts[new]
            )
        return entities, pairs, chances, _symmetric(chances[:, 1], pairs.ends, count)


class _Known(NamedTuple):
    """What the network said of all pairs before groups were joined."""

    chances: Floats
    groups: int
    numbers: list[int]
    """The new number of each group."""

    def of(self, ends: Ints, count: int) -> tuple[Floats, Ints]:
        """What is known of the pairs ``ends`` of ``count`` new groups, and the rows of which nothing is."""
        numbers = np.array(self.numbers)
        before = np.empty(count, dtype=np.int64)
        before[numbers] = np.arange(self.groups)
        before[np.bincount(numbers, minlength=count) > 1] = -1
        a, b = before[ends[:, 0]], before[ends[:, 1]]
        new = (a < 0) | (b < 0)
        row = np.where(new, 0, a * (self.groups - 1) + b - (b > a))
        return self.chances[row], np.flatnonzero(new)


def _chances(spans: list[Span], words: list[str]) -> dict[tuple[int, int], float]:
    """Probability of each span, after cutting what is no part of a name."""
    out: dict[tuple[int, int], float] = {}
    for span in spans:
        cut = trim(span, words)
        if cut is not None:
            out[cut.first, cut.end] = min(out.get((cut.first, cut.end), 0.0) + cut.score, 1.0)
    return out


def _nothing(text: str) -> Analysis:
    empty = np.zeros((0, 0), np.float32)
    none = np.zeros((0, 2), np.int64)
    pairs = Pairs(none, none, empty, none)
    flags = np.zeros((0, 0), dtype=bool)
    return Analysis(
        text, [], empty, empty, pairs, empty, [], Seen(flags, flags, flags, flags, flags, flags), empty
    )


def _rows(found: list[Found]) -> tuple[Ints, list[int]]:
    mentions = np.array([(item.first, item.end, item.group) for item in found], dtype=np.int64)
    return mentions, [item.group for item in found]


def _symmetric(chance: Floats, index: Ints, count: int) -> Floats:
    table = np.zeros((count, count), np.float32)
    table[index[:, 0], index[:, 1]] = chance
    return (table + table.T) / 2.0


def _merge(found: list[Found], same: Floats, count: int) -> list[int] | None:
    """New group numbers after joining what is likely one thing, likeliest first; None where nothing is."""
    close = np.argwhere(np.triu(same, 1) > SAME_FROM)
    if not len(close):
        return None
    fixed = {item.group for item in found if item.name is not None}
    crossed = _crossed(found)
    members = {number: {number} for number in range(count)}
    for a, b in close[np.argsort(-same[close[:, 0], close[:, 1]], kind="stable")].tolist():
        one, two = members[a], members[b]
        apart = one is two or a in fixed or b in fixed or any((x, y) in crossed for x in one for y in two)
        if not apart:
            one |= two
            members |= dict.fromkeys(two, one)
    if all(len(those) == 1 for those in members.values()):
        return None
    numbers: dict[int, int] = {}
    return [numbers.setdefault(min(members[number]), len(numbers)) for number in range(count)]


def _crossed(found: list[Found]) -> set[tuple[int, int]]:
    """Pairs of groups with mentions that overlap: two readings of one place are never one thing."""
    out = set()
    for item in found:
        if item.other:
            for rival in found:
                if rival.group != item.group and rival.first < item.end and item.first < rival.end:
                    out |= {(rival.group, item.group), (item.group, rival.group)}
    return out


def _candidates(
    found: list[Found], long_forms: dict[int, str], text: str, tokens: Tokens, count: int
) -> tuple[list[Candidate], list[tuple[int, int]], Seen]:
    offsets, bounds = tokens.offsets.tolist(), sentences(text)
    out = [Candidate([], [], [], [], long_forms.get(number), [], False, []) for number in range(count)]
    flat = []
    for row, item in enumerate(found):
        candidate = out[item.group]
        start, end = offsets[item.first][0], offsets[item.end - 1][1]
        flat.append((item.group, len(candidate.spans)))
        candidate.spans.append((start, end))
        candidate.sentences.append(sentence_around(bounds, start, end))
        candidate.forms.append(text[start:end])
        candidate.scores.append(item.score)
        candidate.rows.append(row)
        candidate.fixed_name = candidate.fixed_name or item.name
        candidate.other = candidate.other or item.other
    around = np.array([out[owner].sentences[k] for owner, k in flat], dtype=np.int64)
    places = np.array([(item.first, item.end) for item in found], dtype=np.int64)
    seen = see(tokens.lower, tokens.offsets, places[:, 0], places[:, 1], around)
    reader, gates, close = Reader(text), seen.gates.tolist(), seen.close.tolist()
    for candidate in out:
        where = list(zip(candidate.spans, candidate.sentences, candidate.rows, strict=True))
        candidate.contexts = [reader.context(a, b, s, gates[row], close[row]) for (a, b), s, row in where]
        candidate.beaten = any(reader.beaten(a, s, gates[row], b, close[row]) for (a, b), s, row in where)
        candidate.name, candidate.aliases = _named(candidate, text)
    return out, flat, seen


def _named(candidate: Candidate, text: str) -> tuple[str, tuple[str, ...]]:
    if candidate.fixed_name is not None:
        own = [form for form in dict.fromkeys(candidate.forms) if "/" not in form and " and " not in form]
        return candidate.fixed_name, tuple(form for form in own if form != candidate.fixed_name)
    return choose(candidate.forms, candidate.long_form, text)


def sentence_around(bounds: tuple[tuple[int, int], ...], start: int, end: int) -> tuple[int, int]:
    """The sentence that holds a span, or the stretch of sentences that does."""
    touched = bounds[bisect_right(bounds, start, key=_STOP) : bisect_left(bounds, end, key=_BEGIN)]
    if not touched:
        return start, end
    return min(touched[0][0], start), max(touched[-1][1], end)
