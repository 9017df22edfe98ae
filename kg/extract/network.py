"""The network's forward pass in numpy: one paper at a time, so that no answer depends on its neighbours.

Whatever is linear is computed once for each word or token, not once for each pair: the weights of
``training/model.py`` are multiplied together where they are loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from kg.extract.tokens import FLAGS

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_MOST = 60.0
"""Scores of the attention up to which single precision holds their exponentials and the sums of these."""
_END = 64
"""Width of what is made of an end of a pair before the two are compared."""


class Text(NamedTuple):
    """What is kept of a text to answer for spans of it."""

    x: Floats
    """Vectors of the tokens, shape (n, width)."""
    sums: Floats
    """Sums of the vectors before each token, shape (n + 1, width)."""
    between: Floats
    """Sums of what each token says of a pair whose mentions it lies between, shape (n + 1, 96)."""


class _Conv(NamedTuple):
    """A convolution after its norm, as one linear map and another."""

    inner: Floats
    before: Floats
    """What the norm's bias says through a neighbour; to be taken off where there is none."""
    after: Floats
    least: Floats
    """What the hidden layer is at least: its bias, negative, as it is added behind the outer map only."""
    outer: Floats
    bias: Floats


class Network:
    """Tokens to tags, and groups of mentions to entities and links; shaped by ``training/model.py``."""

    def __init__(self, weights: Mapping[str, NDArray[np.generic]], blocks: str, heads: int) -> None:
        self.w = {name: np.ascontiguousarray(value, dtype=np.float32) for name, value in weights.items()}
        self.blocks = blocks.split()
        self.heads = heads
        self.width = len(self.w["last_norm.weight"])
        for name in [
            name for name in self.w if name.endswith(".weight") and not name.endswith("rows.weight")
        ]:
            if self.w[name].ndim == 2:
                self.w[name] = np.ascontiguousarray(self.w[name].T)
        self._fold()

    def _fold(self) -> None:
        """Join linear maps that follow each other, and take apart the one that reads what is joined."""
        w = self.w
        pair = w["pair.weight"]
        subject, target, both, between, facts = np.split(pair, [_END, 2 * _END, 3 * _END, 4 * _END])
        self._subject, self._target = np.ascontiguousarray(subject), np.ascontiguousarray(target)
        self._both = np.ascontiguousarray(np.concatenate([both, facts]))
        self._between = np.ascontiguousarray(w["between.weight"] @ between)
        self._pair_bias = w["between.bias"] @ between + w["pair.bias"]
        self._mix_known = np.ascontiguousarray(w["mix.weight"][:-FLAGS])
        self._mix_flags = np.ascontiguousarray(w["mix.weight"][-FLAGS:])
        self._even = np.full(self.width, 1.0 / self.width, np.float32)
        named = [(f"blocks.{number}", block) for number, block in enumerate(self.blocks)]
        self._convs = {name: self._folded_conv(name) for name, block in named if block != "a"}
        self._attentions = {name: self._folded_attention(name) for name, block in named if block == "a"}

    def _after_norm(self, name: str, weight: Floats) -> tuple[Floats, Floats]:
        """Weight and bias of a linear map that reads rows of spread one instead of normed ones.

        Weight and bias of the norm go into them, and so does taking off the mean of a row, as it is linear.
        """
        scaled = self.w[f"{name}.weight"][:, None] * weight
        return scaled - scaled.mean(axis=0), self.w[f"{name}.bias"] @ weight

    def _folded_conv(self, name: str) -> _Conv:
        w = self.w
        parts = np.split(w[f"{name}.inner.weight"], 3)
        weights, biases = zip(*(self._after_norm(f"{name}.norm", part) for part in parts), strict=True)
        bias = w[f"{name}.inner.bias"] + sum(biases)
        outer = w[f"{name}.outer.weight"]
        # max(y + b, 0) = max(y, -b) + b, and the latter b goes on into the outer bias.
        inner = np.ascontiguousarray(np.concatenate(weights))
        return _Conv(inner, biases[0], biases[2], -bias, outer, w[f"{name}.outer.bias"] + bias @ outer)

    def _folded_attention(self, name: str) -> tuple[Floats, Floats]:
        """Norm and query, key, value in one, the query divided as the scores are to be."""
        weight, bias = self._after_norm(f"{name}.norm", self.w[f"{name}.query_key_value.weight"])
        bias = bias + self.w[f"{name}.query_key_value.bias"]
        inner = len(bias) // 3
        divisor = np.ones(len(bias), np.float32)
        divisor[:inner] = (inner / self.heads) ** -0.5
        return np.ascontiguousarray(weight * divisor), bias * divisor

    def words(self, rows: Ints, vectors: Floats) -> Floats:
        """What each word brings along, whatever its text: shape (n, width).

        Computed word by word: the result for one must not depend on the others.
        """
        w = self.w
        norm = w["norm_rows.weight"][rows[:, 0]] + w["norm_rows.weight"][rows[:, 1]]
        others = ((2, "prefix"), (3, "suffix"), (4, "shape"))
        tables = [w[f"{part}_rows.weight"][rows[:, k]] for k, part in others]
        known = np.concatenate([norm, *tables, vectors], axis=1)
        return np.concatenate([row[None] @ self._mix_known for row in known])

    def tokens(self, words: Floats, flags: Floats) -> Floats:
        """Vectors of all tokens of a text, shape (n, width), from what its words bring along."""
        x: Floats = flags @ self._mix_flags
        x += words
        x += self.w["mix.bias"]
        for number, block in enumerate(self.blocks):
            name = f"blocks.{number}"
            x += self._attention(x, name) if block == "a" else self._conv(x, name, int(block[1:]))
        return self._norm(x, "last_norm")

    def tags(self, x: Floats) -> Floats:
        """Probabilities of the tags B, I, L, U, O of each token, shape (n, 5)."""
        return softmax(self._linear(x, "tags"))

    def text(self, x: Floats) -> Text:
        """What `mentions` and `pairs` look at."""
        sums = _sums(np.concatenate([x, x @ self._between], axis=1))
        return Text(x, sums[:, : self.width], sums[:, self.width :])

    def mentions(self, text: Text, first: Ints, end: Ints) -> Floats:
        """Vectors of mentions."""
        mean = (text.sums[end] - text.sums[first]) / (end - first)[:, None].astype(np.float32)
        ends = text.x.take(first, axis=0), text.x.take(end - 1, axis=0)
        return self._relu(np.concatenate([*ends, mean], axis=1), "mention")

    def entities(self, mentions: Floats, owner: Ints) -> Floats:
        """Vectors of entities 0 … max(owner) from those of their mentions."""
        order = np.argsort(owner, kind="stable")
        sizes = np.bincount(owner)
        starts = np.cumsum(sizes) - sizes
        width = mentions.shape[1]
        both = np.empty((len(sizes), 2 * width), np.float32)
        mean, top = both[:, :width], both[:, width:]
        mean[:] = top[:] = mentions.take(order[starts], axis=0)
        for number in range(1, int(sizes.max())):  # few have many: faster than `reduceat`, in the same order
            those = np.flatnonzero(sizes > number)
            more = mentions.take(order[starts[those] + number], axis=0)
            mean[those] += more
            top[those] = np.maximum(top[those], more)
        mean /= sizes[:, None].astype(np.float32)
        return self._relu(both, "entity")

    def decisions(self, entities: Floats) -> Floats:
        """Logits of each entity: keep, five types, seven relations, core."""
        return self._linear(entities, "decisions")

    def pairs(self, text: Text, entities: Floats, index: Ints, gaps: Ints, facts: Floats) -> Floats:
        """Probabilities of ordered pairs: none, same, then the predicates; shape (p, 8)."""
        s, o = self._linear(entities, "subject"), self._linear(entities, "object")
        # `take` copies rows three times as fast as an index does.
        (i, j), (low, high) = np.ascontiguousarray(index.T), np.ascontiguousarray(gaps.T)
        both = np.empty((len(index), _END + facts.shape[1]), np.float32)
        np.multiply(s.take(i, axis=0), o.take(j, axis=0), out=both[:, :_END])
        both[:, _END:] = facts
        z: Floats = both @ self._both
        z += (s @ self._subject).take(i, axis=0)
        z += (o @ self._target).take(j, axis=0)
        between = np.ascontiguousarray(text.between)
        told = between.take(high, axis=0)
        told -= between.take(low, axis=0)
        told /= np.maximum(high - low, 1)[:, None].astype(np.float32)
        z += told
        z += self._pair_bias
        return softmax(self._linear(np.maximum(z, 0.0, out=z), "pair_out"))

    def _linear(self, x: Floats, name: str) -> Floats:
        y: Floats = x @ self.w[f"{name}.weight"]
        y += self.w[f"{name}.bias"]
        return y

    def _relu(self, x: Floats, name: str) -> Floats:
        y = self._linear(x, name)
        return np.maximum(y, 0.0, out=y)

    def _norm(self, x: Floats, name: str) -> Floats:
        y: Floats = x - (x @ self._even)[:, None]
        y *= _spread(y, np.float32(0.0))[:, None]
        y *= self.w[f"{name}.weight"]
        y += self.w[f"{name}.bias"]
        return y

    def _scaled(self, x: Floats, out: Floats | None = None) -> Floats:
        """``x`` with the spread of each row made one; what reads it takes the mean off (`_after_norm`)."""
        return np.multiply(x, _spread(x, x @ self._even)[:, None], out=out)

    def _conv(self, x: Floats, name: str, step: int) -> Floats:
        folded = self._convs[name]
        n, width = x.shape
        wide = np.empty((n, 3 * width), np.float32)
        middle = self._scaled(x, out=wide[:, width : 2 * width])
        wide[:step, :width] = 0.0
        wide[-step:, 2 * width :] = 0.0
        if n > step:
            wide[step:, :width] = middle[:-step]
            wide[:-step, 2 * width :] = middle[step:]
        y: Floats = wide @ folded.inner
        y[:step] -= folded.before
        y[-step:] -= folded.after
        y = np.maximum(y, folded.least, out=y) @ folded.outer
        y += folded.bias
        return y

    def _attention(self, x: Floats, name: str) -> Floats:
        n = len(x)
        weight, bias = self._attentions[name]
        parts = self._scaled(x) @ weight
        parts += bias
        q, k, v = np.ascontiguousarray(parts.reshape(n, 3, self.heads, -1).transpose(1, 2, 0, 3))
        scores = np.asarray(q @ k.transpose(0, 2, 1), dtype=np.float32)
        scores += _distance_bias(self.w[f"{name}.bias"], n)
        if scores.max() > _MOST or scores.min() < -_MOST:
            scores -= scores.max(axis=-1, keepdims=True)
        np.exp(scores, out=scores)
        # A product with ones sums four times as fast as `sum` does.
        y = (scores @ v) / (scores @ np.ones(n, np.float32))[..., None]
        return self._linear(y.transpose(1, 0, 2).reshape(n, -1), f"{name}.outer")


def _spread(x: Floats, mean: Floats | np.float32) -> Floats:
    """One over the spread of each row."""
    square = np.einsum("nw,nw->n", x, x)
    square *= np.float32(1.0 / x.shape[1])
    square -= mean * mean
    square += np.float32(1e-5)
    return np.asarray(np.float32(1.0) / np.sqrt(square))


def softmax(x: Floats) -> Floats:
    """Softmax over the last axis; it has few columns, which are faster one by one."""
    columns = [x[..., k] for k in range(x.shape[-1])]
    y: Floats = np.exp(x - reduce(np.maximum, columns)[..., None])
    y /= reduce(np.add, [y[..., k] for k in range(y.shape[-1])])[..., None]
    return y


def _distance_bias(table: Floats, n: int) -> Floats:
    """The bias of each pair of positions by their distance, as a view of shape (heads, n, n)."""
    reach = table.shape[1] // 2
    line = np.empty((len(table), 2 * n - 1), np.float32)
    low, high = max(n - 1 - reach, 0), min(n + reach, 2 * n - 1)
    line[:, :low], line[:, high:] = table[:, :1], table[:, -1:]
    line[:, low:high] = table[:, low - (n - 1) + reach : high - (n - 1) + reach]
    step = line.strides[1]
    return as_strided(line[:, n - 1 :], (len(table), n, n), (line.strides[0], -step, step), writeable=False)


def _sums(x: Floats) -> Floats:
    """Sums of the rows before each place, shape (n + 1, width)."""
    sums = np.empty((len(x) + 1, x.shape[1]), np.float32)
    before = sums[0]
    before[:] = 0.0
    for row, after in zip(x, sums[1:], strict=True):  # `cumsum` takes twice as long: it goes by columns
        np.add(before, row, after)
        before = after
    return sums
