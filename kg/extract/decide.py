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
        self.mean, self.scale, self.inner, self.inner_bias, self.outer, self.outer_bias = parts

    def __call__(self, rows: Floats) -> Floats:
        """Logits, shape (n, outputs)."""
        x = np.clip((rows - self.mean) * self.scale, -6.0, 6.0)
        h = np.maximum(np.einsum("nf,kfh->knh", x, self.inner, optimize=True) + self.inner_bias[:, None], 0.0)
        y = np.einsum("knh,kho->kno", h, self.outer, optimize=True) + self.outer_bias[:, None]
        return np.asarray(y.mean(axis=0), dtype=np.float32)


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
