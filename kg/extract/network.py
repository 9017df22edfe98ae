"""The network's forward pass in numpy: one paper at a time, so that no answer depends on its neighbours."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


class Network:
    """Tokens to tags, and groups of mentions to entities and links; shaped by ``training/model.py``."""

    def __init__(self, weights: Mapping[str, NDArray[np.generic]], blocks: str, heads: int) -> None:
        self.w = {name: np.ascontiguousarray(value, dtype=np.float32) for name, value in weights.items()}
        self.blocks = blocks.split()
        self.heads = heads
        for name in [
            name for name in self.w if name.endswith(".weight") and not name.endswith("rows.weight")
        ]:
            if self.w[name].ndim == 2:
                self.w[name] = np.ascontiguousarray(self.w[name].T)

    def tokens(self, rows: Ints, flags: Floats, vectors: Floats) -> Floats:
        """Vectors of all tokens, shape (n, width)."""
        w = self.w
        norm = w["norm_rows.weight"][rows[:, 0]] + w["norm_rows.weight"][rows[:, 1]]
        others = ((2, "prefix"), (3, "suffix"), (4, "shape"))
        tables = [w[f"{part}_rows.weight"][rows[:, k]] for k, part in others]
        x = self._linear(np.concatenate([norm, *tables, vectors, flags], axis=1), "mix")
        for number, block in enumerate(self.blocks):
            name = f"blocks.{number}"
            x += self._attention(x, name) if block == "a" else self._conv(x, name, int(block[1:]))
        return self._norm(x, "last_norm")

    def tags(self, x: Floats) -> Floats:
        """Probabilities of the tags B, I, L, U, O of each token, shape (n, 5)."""
        return softmax(self._linear(x, "tags"))

    def entities(self, x: Floats, mentions: Ints, count: int) -> Floats:
        """Vectors of ``count`` entities from their mentions, rows (first, end, entity, …)."""
        first, end, owner = mentions[:, 0], mentions[:, 1], mentions[:, 2]
        mean = _means(x, first, end)
        m = self._relu(np.concatenate([x[first], x[end - 1], mean], axis=1), "mention")
        total = np.zeros((count, m.shape[1]), np.float32)
        top = np.full((count, m.shape[1]), -np.inf, np.float32)
        np.add.at(total, owner, m)
        np.maximum.at(top, owner, m)
        total /= np.bincount(owner, minlength=count)[:, None].astype(np.float32)
        return self._relu(np.concatenate([total, top], axis=1), "entity")

    def decisions(self, entities: Floats) -> Floats:
        """Logits of each entity: keep, five types, seven relations, core."""
        return self._linear(entities, "decisions")

    def pairs(self, x: Floats, entities: Floats, index: Ints, gaps: Ints, facts: Floats) -> Floats:
        """Probabilities of ordered pairs: none, same, then the predicates; shape (p, 8)."""
        s = self._linear(entities, "subject")[index[:, 0]]
        o = self._linear(entities, "object")[index[:, 1]]
        between = self._linear(_means(x, gaps[:, 0], gaps[:, 1]), "between")
        z = self._relu(np.concatenate([s, o, s * o, between, facts], axis=1), "pair")
        return softmax(self._linear(z, "pair_out"))

    def _linear(self, x: Floats, name: str) -> Floats:
        y: Floats = x @ self.w[f"{name}.weight"]
        y += self.w[f"{name}.bias"]
        return y

    def _relu(self, x: Floats, name: str) -> Floats:
        y = self._linear(x, name)
        return np.maximum(y, 0.0, out=y)

    def _norm(self, x: Floats, name: str) -> Floats:
        y: Floats = x - x.mean(axis=1, keepdims=True)
        y /= np.sqrt((y * y).mean(axis=1, keepdims=True) + 1e-5)
        y *= self.w[f"{name}.weight"]
        y += self.w[f"{name}.bias"]
        return y

    def _conv(self, x: Floats, name: str, step: int) -> Floats:
        n, width = x.shape
        y = self._norm(x, f"{name}.norm")
        wide = np.zeros((n, 3 * width), np.float32)
        if n > step:
            wide[step:, :width] = y[:-step]
            wide[:-step, 2 * width :] = y[step:]
        wide[:, width : 2 * width] = y
        return self._linear(self._relu(wide, f"{name}.inner"), f"{name}.outer")

    def _attention(self, x: Floats, name: str) -> Floats:
        n = len(x)
        parts = self._linear(self._norm(x, f"{name}.norm"), f"{name}.query_key_value")
        q, k, v = parts.reshape(n, 3, self.heads, -1).transpose(1, 2, 0, 3)
        scores = np.asarray(q @ k.transpose(0, 2, 1), dtype=np.float32)
        scores *= np.float32(1.0 / q.shape[-1] ** 0.5)
        scores += _distance_bias(self.w[f"{name}.bias"], n)
        y = softmax(scores) @ v
        return self._linear(y.transpose(1, 0, 2).reshape(n, -1), f"{name}.outer")


def softmax(x: Floats) -> Floats:
    """Softmax over the last axis."""
    y: Floats = np.exp(x - x.max(axis=-1, keepdims=True))
    y /= y.sum(axis=-1, keepdims=True)
    return y


def _distance_bias(table: Floats, n: int) -> Floats:
    """The bias of each pair of positions by their distance, as a view of shape (heads, n, n)."""
    reach = table.shape[1] // 2
    line = table[:, np.clip(np.arange(-n + 1, n), -reach, reach) + reach]
    line = np.ascontiguousarray(line)
    step = line.strides[1]
    return as_strided(line[:, n - 1 :], (len(table), n, n), (line.strides[0], -step, step), writeable=False)


def _means(x: Floats, first: Ints, end: Ints) -> Floats:
    """Mean of the rows first … end - 1; zero where that is empty."""
    sums = np.zeros((len(x) + 1, x.shape[1]), np.float32)
    np.cumsum(x, axis=0, out=sums[1:])
    total = (sums[end] - sums[first]) / np.maximum(end - first, 1)[:, None]
    return np.asarray(total, dtype=np.float32)
