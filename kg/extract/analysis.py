"""One text to candidates: everything that is computed of a paper before anything is decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.extract import features
from kg.extract.features import Candidate, Lexicon
from kg.extract.grouping import Found, Groups, group, surface
from kg.extract.naming import choose
from kg.extract.network import Network
from kg.extract.pairs import Pairs, pair_up
from kg.extract.spans import read, trim
from kg.extract.tokens import flags, hashed, spans_of
from kg.text import sentences

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

SAME_FROM = 0.5
"""Groups whose chance to be one thing is higher are put together."""
MOST_TOKENS = 1500
"""What follows in a longer text is not looked at: attention grows with the square."""
MOST_CANDIDATES = 120


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


class Analyser:
    """Runs tokenizer, network, grouping and features on one text."""

    def __init__(
        self, nlp: Any, network: Network, words: dict[str, int], table: Floats, lexicon: Lexicon
    ) -> None:
        self.nlp, self.network, self.words, self.table = nlp, network, words, table
        self.lexicon = lexicon

    def analyse(self, text: str) -> Analysis:
        """All candidates of ``text`` = title, line end, abstract."""
        doc = self.nlp.make_doc(text)
        if len(doc) > MOST_TOKENS:
            doc = doc[:MOST_TOKENS].as_doc()
        words = [token.text for token in doc]
        if not any(word[0].isalnum() for word in words):
            return _nothing(text)
        offsets = spans_of(doc)
        lower = [word.lower() for word in words]
        rows = np.array([self.words.get(word, 0) for word in lower], dtype=np.int64)
        x = self.network.tokens(hashed(doc), flags(doc), self.table[rows])
        spans = [cut for span in read(self.network.tags(x)) if (cut := trim(span, words)) is not None]
        found, long_forms = group(spans, text, offsets)
        found = [item for item in found if item.group < MOST_CANDIDATES]
        if not found:
            return _nothing(text)
        return self._judge(text, found, long_forms, x, lower, offsets)

    def _judge(
        self,
        text: str,
        found: list[Found],
        long_forms: dict[int, str],
        x: Floats,
        words: list[str],
        offsets: Ints,
    ) -> Analysis:
        mentions, owners = _rows(found)
        count = max(owners) + 1
        vectors = self.network.entities(x, mentions, count)
        pairs = pair_up(mentions, words, count)
        chances = self.network.pairs(x, vectors, pairs.ends, pairs.gaps, pairs.facts)
        same = _symmetric(chances[:, 1], pairs.ends, count)
        merged = _merge(found, same, count)
        if merged is not None:
            found = [item._replace(group=merged[item.group]) for item in found]
            long_forms = {merged[number]: form for number, form in reversed(long_forms.items())}
            mentions, owners = _rows(found)
            count = max(owners) + 1
            vectors = self.network.entities(x, mentions, count)
            pairs = pair_up(mentions, words, count)
            chances = self.network.pairs(x, vectors, pairs.ends, pairs.gaps, pairs.facts)
            same = _symmetric(chances[:, 1], pairs.ends, count)
        candidates, flat = _candidates(found, long_forms, text, offsets, count)
        decided = self.network.decisions(vectors)
        closest = same.max(axis=1) if count > 1 else np.zeros(count, np.float32)
        title_end = text.find("\n")
        rows = features.entity_rows(candidates, decided, closest, text, title_end, self.lexicon)
        return Analysis(text, candidates, decided, rows, pairs, chances, flat)


def _nothing(text: str) -> Analysis:
    empty = np.zeros((0, 0), np.float32)
    none = np.zeros((0, 2), np.int64)
    pairs = Pairs(none, none, empty, none, np.zeros(0, dtype=bool))
    return Analysis(text, [], empty, empty, pairs, empty, [])


def _rows(found: list[Found]) -> tuple[Ints, list[int]]:
    mentions = np.array([(item.first, item.end, item.group) for item in found], dtype=np.int64)
    return mentions, [item.group for item in found]


def _symmetric(chance: Floats, index: Ints, count: int) -> Floats:
    table = np.zeros((count, count), np.float32)
    table[index[:, 0], index[:, 1]] = chance
    return (table + table.T) / 2.0


def _merge(found: list[Found], same: Floats, count: int) -> list[int] | None:
    """New group numbers after joining what is likely one thing; None where nothing is."""
    close = np.argwhere(np.triu(same, 1) > SAME_FROM)
    if not len(close):
        return None
    fixed = {item.group for item in found if item.name is not None}
    groups = Groups()
    for a, b in close.tolist():
        if a not in fixed and b not in fixed:
            groups.join(groups.root(a), groups.root(b))
    numbers: dict[object, int] = {}
    return [numbers.setdefault(groups.root(number), len(numbers)) for number in range(count)]


def _candidates(
    found: list[Found], long_forms: dict[int, str], text: str, offsets: Ints, count: int
) -> tuple[list[Candidate], list[tuple[int, int]]]:
    bounds = sentences(text)
    out = [Candidate([], [], [], [], long_forms.get(number), [], False) for number in range(count)]
    flat = []
    for item in found:
        candidate = out[item.group]
        start, end = int(offsets[item.first, 0]), int(offsets[item.end - 1, 1])
        flat.append((item.group, len(candidate.spans)))
        candidate.spans.append((start, end))
        candidate.sentences.append(sentence_around(bounds, start, end))
        candidate.forms.append(surface(text, offsets, item.first, item.end))
        candidate.scores.append(item.score)
        candidate.fixed_name = candidate.fixed_name or item.name
    for candidate in out:
        candidate.contexts = features.contexts(text, candidate.spans, candidate.sentences)
        candidate.beaten = features.any_beaten(text, candidate.spans, candidate.sentences)
        candidate.name, candidate.aliases = _named(candidate, text)
    return out, flat


def _named(candidate: Candidate, text: str) -> tuple[str, tuple[str, ...]]:
    if candidate.fixed_name is not None:
        own = [form for form in dict.fromkeys(candidate.forms) if "/" not in form and " and " not in form]
        return candidate.fixed_name, tuple(form for form in own if form != candidate.fixed_name)
    return choose(candidate.forms, candidate.long_form, text)


def sentence_around(bounds: tuple[tuple[int, int], ...], start: int, end: int) -> tuple[int, int]:
    """The sentence that holds a span, or the stretch of sentences that does."""
    touched = [(a, b) for a, b in bounds if a < end and start < b]
    if not touched:
        return start, end
    return min(touched[0][0], start), max(touched[-1][1], end)
