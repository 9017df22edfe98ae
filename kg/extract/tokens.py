"""Words of a text, and what the network is told of each.

Every hyphen and slash is a token of its own, so that "CIFAR-10/100" and "LLM-based" can be cut;
dots stay inside ("Qwen2.5"). Attributes of words are spaCy's; what is known of a word is kept, so that
most words of a text are only looked up.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*|\n+|[^\S\n]+|[^\w\s]|_")
ROWS = (8192, 2048, 4096, 2048)
"""Rows of the table of each hashed attribute: norm, prefix, suffix, shape.

The low and the high bits of the norm's hash pick two rows.
"""
FLAGS = 10
_MOST_WORDS = 60_000
"""Words that are kept; then all are forgotten, and looked at anew when they come again."""


@dataclass(slots=True)
class Tokens:
    """The words of one text."""

    words: list[str]
    lower: list[str]
    offsets: Ints
    """Start and end of each, shape (n, 2)."""
    rows: Ints
    """Rows of the hash tables, shape (n, 5): norm twice, prefix, suffix, shape."""
    flags: Floats
    """What else is told, shape (n, FLAGS): case, digits, title, position, repetition."""
    numbers: Ints
    """Number of each word among those that `Words` keeps."""


def cut(text: str) -> tuple[list[str], list[int]]:
    """The words of ``text`` and where each begins; one blank between two words is none of them."""
    pieces = _WORD.findall(text)
    begins = accumulate(map(len, pieces), initial=0)
    found = [item for item in zip(pieces, begins) if item[0] != " "]  # noqa: B905 - the last one begins nothing
    if pieces and pieces[0] == " ":
        found.insert(0, (" ", 0))
    return [word for word, _ in found], [start for _, start in found]


def _attributes() -> Callable[[str], tuple[tuple[int, ...], tuple[bool, ...], bool]]:
    """What spaCy says of a word: rows of the hash tables; title, upper, number, punctuation; stop word.

    Its functions for English are asked for these alone: a lexeme has twice as many attributes, and is kept
    for ever.
    """
    from spacy import attrs
    from spacy.lang.en import EnglishDefaults
    from spacy.lang.lex_attrs import LEX_ATTRS
    from spacy.strings import get_string_id

    ask: dict[int, Callable[[str], Any]] = {**LEX_ATTRS, **EnglishDefaults.lex_attr_getters}
    lower, *others = (ask[part] for part in (attrs.LOWER, attrs.PREFIX, attrs.SUFFIX, attrs.SHAPE))
    flags = [ask[flag] for flag in (attrs.IS_TITLE, attrs.IS_UPPER, attrs.LIKE_NUM, attrs.IS_PUNCT)]
    stops = EnglishDefaults.stop_words

    def look(word: str) -> tuple[tuple[int, ...], tuple[bool, ...], bool]:
        norm = get_string_id(lower(word))
        keys = (norm, norm >> 32, *(get_string_id(other(word)) for other in others))
        rows = tuple(key % size for key, size in zip(keys, (ROWS[0], *ROWS), strict=True))
        return rows, tuple(flag(word) for flag in flags), lower(word) in stops

    return look


class Words:
    """Looks words up; remembers what it saw."""

    def __init__(self) -> None:
        self._look = _attributes()
        self.forget()

    def forget(self) -> None:
        """Start anew; numbers of words mean something else from now on."""
        self.numbers: dict[str, int] = {}
        self.lower: list[str] = []
        self._lower_numbers: dict[str, int] = {}
        self._rows = np.zeros((1024, 5), dtype=np.int64)
        self._flags = np.zeros((1024, FLAGS), dtype=np.float32)
        self._facts = np.zeros((1024, 3), dtype=np.int64)

    def read(self, text: str, *, most: int | None = None) -> Tokens:
        """The first ``most`` words of a text."""
        words, starts = cut(text)
        if most is not None:
            words, starts = words[:most], starts[:most]
        if len(self.numbers) > _MOST_WORDS:
            self.forget()
        known = self.numbers
        found = [known.get(word, -1) for word in words]
        if -1 in found:
            found = [self._number(word) if number < 0 else number for word, number in zip(words, found)]  # noqa: B905
        numbers = np.array(found, dtype=np.int64)
        offsets = np.empty((len(words), 2), dtype=np.int64)
        offsets[:, 0] = starts
        offsets[:, 1] = offsets[:, 0] + [len(word) for word in words]
        lower = [self.lower[number] for number in found]
        return Tokens(words, lower, offsets, self._rows[numbers], self._told(numbers, words), numbers)

    @property
    def rows(self) -> Ints:
        """Rows of the hash tables of each word kept."""
        return self._rows[: len(self.lower)]

    def _number(self, word: str) -> int:
        number = self.numbers.get(word)
        if number is not None:
            return number
        number = self.numbers[word] = len(self.numbers)
        if number == len(self._rows):
            self._rows, self._flags, self._facts = (
                np.concatenate([table, np.zeros_like(table)])
                for table in (self._rows, self._flags, self._facts)
            )
        keys, told, stop = self._look(word)
        self._rows[number] = keys
        self._flags[number, :4] = told
        self._flags[number, 7] = stop
        lower = word.lower()
        self.lower.append(lower)
        same = self._lower_numbers.setdefault(lower, len(self._lower_numbers))
        self._facts[number] = (same, not stop and len(word) > 1, (word == "(") - (word == ")"))
        return number

    def _told(self, numbers: Ints, words: list[str]) -> Floats:
        """Flags: those of the words, then title, position, repetition, repetition of the title, brackets."""
        out = self._flags[numbers]
        facts = self._facts[numbers]
        line = next((i for i, word in enumerate(words) if word[0] == "\n"), None)
        out[:line, 4] = 1.0
        out[:, 5] = np.linspace(0.0, 1.0, len(words), dtype=np.float32)
        _, back, counts = np.unique(facts[:, 0], return_inverse=True, return_counts=True)
        out[:, 6] = np.minimum(counts[back], 8) / 8.0
        if line:
            titled = np.zeros(len(counts), dtype=bool)
            titled[back[:line]] = True
            out[:, 8] = titled[back] & (facts[:, 1] > 0)
        out[:, 9] = np.cumsum(facts[:, 2]) > 0
        return out
