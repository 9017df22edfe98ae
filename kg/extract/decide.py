"""The last decisions: small networks, several of each, trained on papers that the large one has not seen."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from kg.extract.network import softmax

Floats = NDArray[np.float32]


class Committee:
    """Networks with one hidden layer whose outputs are averaged before they become probabilities."""

    def __init__(self, weights: Mapping[str, NDArray[np.generic]], name: str) -> None:
        names = ("mean", "scale", "inner", "inner_bias", "outer", "outer_bias")
        parts = [np.asarray(weights[f"{name}.{part}"], dtype=np.float32) for part in names]
        self.mean, self.scale, inner, inner_bias, outer, outer_bias = parts
        # The members side by side are one network with a wider hidden layer.
        members, inputs, _ = inner.shape
        self.inner = np.ascontiguousarray(inner.transpose(1, 0, 2).reshape(inputs, -1))
        self.inner_bias = inner_bias.reshape(-1)
        self.outer = np.ascontiguousarray(outer.reshape(-1, outer.shape[2])) / np.float32(members)
        self.outer_bias = outer_bias.mean(axis=0)

    def __call__(self, rows: Floats) -> Floats:
        """Logits, shape (n, outputs)."""
        x: Floats = np.asarray(rows - self.mean, dtype=np.float32)
        x *= self.scale
        np.minimum(np.maximum(x, -6.0, out=x), 6.0, out=x)
        h: Floats = x @ self.inner
        h += self.inner_bias
        y: Floats = np.maximum(h, 0.0, out=h) @ self.outer
        return np.asarray(y + self.outer_bias, dtype=np.float32)


class Calibration:
    """A monotone map from raw to calibrated probability, piecewise linear."""

    def __init__(self, weights: Mapping[str, NDArray[np.generic]], name: str) -> None:
        self.raw = weights[f"{name}.raw"].astype(np.float64)
        self.true = weights[f"{name}.true"].astype(np.float64)

    def __call__(self, chance: Floats) -> NDArray[np.float64]:
        """Probabilities that claims of this raw score are right."""
        return np.interp(chance.astype(np.float64), self.raw, self.true)


def sigmoid(x: Floats) -> Floats:
    """The logistic function."""
    return np.asarray(1.0 / (1.0 + np.exp(-x)), dtype=np.float32)


__all__ = ["Calibration", "Committee", "sigmoid", "softmax"]
