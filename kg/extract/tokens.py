"""Words of a text, and what the network is told of each.

Every hyphen and slash is a token of its own, so that "CIFAR-10/100" and "LLM-based" can be cut;
dots stay inside ("Qwen2.5"). Attributes of words are spaCy's; what is known of a word is kept, so that
most words of a text are only looked up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from spacy.vocab import Vocab

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
    words: list[str] = []
    starts: list[int] = []
    at, spaced = 0, True
    for piece in _WORD.findall(text):
        if piece == " " and not spaced:
            spaced = True
        else:
            words.append(piece)
            starts.append(at)
            spaced = False
        at += len(piece)
    return words, starts


class Words:
    """Looks words up; remembers what it saw."""

    def __init__(self) -> None:
        from spacy.lang.en import English

        self._vocab: Vocab = English().vocab
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
        seen = self._vocab[word]
        keys = (seen.lower, seen.lower >> 32, seen.prefix, seen.suffix, seen.shape)
        self._rows[number] = [key % size for key, size in zip(keys, (ROWS[0], *ROWS), strict=True)]
        self._flags[number, :4] = (seen.is_title, seen.is_upper, seen.like_num, seen.is_punct)
        self._flags[number, 7] = seen.is_stop
        lower = word.lower()
        self.lower.append(lower)
        same = self._lower_numbers.setdefault(seen.lower_, len(self._lower_numbers))
        self._facts[number] = (same, not seen.is_stop and len(word) > 1, (word == "(") - (word == ")"))
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
