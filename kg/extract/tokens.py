"""Words of a text as spaCy sees them here, and what the network is told of each.

Every hyphen and slash is a token of its own, so that "CIFAR-10/100" and "LLM-based" can be cut;
dots stay inside ("Qwen2.5").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*|\n+|[^\S\n]+|[^\w\s]|_")
_LONGEST = 4000
"""Tokens of one paper that are looked at; what follows is read as if it were not there."""

Ints = NDArray[np.int64]


class Tokenizer:
    """A spaCy tokenizer: words, single punctuation marks, line ends."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        from spacy.tokens import Doc

        words: list[str] = []
        spaces: list[bool] = []
        for piece in _WORD.findall(text):
            if piece == " " and words and not spaces[-1]:
                spaces[-1] = True
            else:
                words.append(piece)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_disk(self, *_: Any, **__: Any) -> None:
        """Nothing to keep: the rules are this file."""

    def to_bytes(self, *_: Any, **__: Any) -> bytes:
        """Nothing to keep: the rules are this file."""
        return b""

    def from_disk(self, *_: Any, **__: Any) -> Tokenizer:
        """Nothing to read."""
        return self

    def from_bytes(self, *_: Any, **__: Any) -> Tokenizer:
        """Nothing to read."""
        return self


def blank() -> Any:
    """An empty English pipeline with this tokenizer."""
    from spacy.lang.en import English

    nlp = English()
    nlp.tokenizer = Tokenizer(nlp.vocab)
    return nlp


HASHED = ("NORM", "PREFIX", "SUFFIX", "SHAPE")
ROWS = (8192, 2048, 4096, 2048)
"""Rows of the table of each hashed attribute; the first two of the norm's hash bits pick two rows."""
FLAGS = 10


def spans_of(doc: Doc) -> Ints:
    """Start and end offset of each token, shape (n, 2)."""
    starts = doc.to_array("IDX").astype(np.int64)
    lengths = doc.to_array("LENGTH").astype(np.int64)
    return np.stack([starts, starts + lengths], axis=1)


def hashed(doc: Doc) -> Ints:
    """Rows of the hash tables for each token, shape (n, 5): norm twice, prefix, suffix, shape."""
    keys = doc.to_array(["LOWER", "PREFIX", "SUFFIX", "SHAPE"]).astype(np.uint64)
    rows = [keys[:, 0] % ROWS[0], (keys[:, 0] >> np.uint64(32)) % ROWS[0]]
    rows += [keys[:, k] % ROWS[k] for k in (1, 2, 3)]
    return np.stack(rows, axis=1).astype(np.int64)


def flags(doc: Doc) -> NDArray[np.float32]:
    """What else is told of each token, shape (n, FLAGS): case, digits, title, position, repetition."""
    n = len(doc)
    out = np.zeros((n, FLAGS), dtype=np.float32)
    keys = doc.to_array(["IS_TITLE", "IS_UPPER", "LIKE_NUM", "IS_PUNCT", "LOWER", "IS_STOP", "LENGTH"])
    out[:, :4] = keys[:, :4].astype(np.float32)
    words = [token.text for token in doc]
    line = next((i for i, word in enumerate(words) if word[0] == "\n"), None)
    out[:line, 4] = 1.0
    out[:, 5] = np.linspace(0.0, 1.0, n, dtype=np.float32)
    _, back, counts = np.unique(keys[:, 4], return_inverse=True, return_counts=True)
    out[:, 6] = np.minimum(counts[back], 8) / 8.0
    out[:, 7] = keys[:, 5].astype(np.float32)
    in_title = np.zeros(n, dtype=bool) if not line else np.isin(keys[:, 4], keys[:line, 4])
    out[:, 8] = in_title & (keys[:, 5] == 0) & (keys[:, 6] > 1)
    depth = np.cumsum([(word == "(") - (word == ")") for word in words], dtype=np.int64)
    out[:, 9] = depth > 0
    return out
