"""Word vectors distilled from the encoder: each word's average state over the corpora, on principal axes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def word_vectors(
    folders: list[Path], *, width: int, most: int, least: int = 3
) -> tuple[list[str], NDArray[np.float32]]:
    """The ``most`` frequent words and their vectors; row 0 belongs to words that are not among them."""
    total: dict[str, NDArray[np.float32]] = {}
    count: dict[str, int] = {}
    for folder in folders:
        with np.load(folder / "sums.npz") as kept:
            sums, counts = kept["total"], kept["count"]
            for row, word in enumerate(kept["words"]):
                count[str(word)] = count.get(str(word), 0) + int(counts[row])
                total[str(word)] = total.get(str(word), 0) + sums[row]
    words = sorted((w for w, c in count.items() if c >= least), key=lambda w: (-count[w], w))[:most]
    mean = np.stack([total[word] / count[word] for word in words])
    mean -= mean.mean(axis=0)
    mean /= np.linalg.norm(mean, axis=1, keepdims=True) + 1e-6
    weight = np.sqrt(np.array([count[word] for word in words], np.float32))[:, None]
    _, _, axes = np.linalg.svd((mean * weight)[:8000], full_matrices=False)
    vectors = mean @ axes[:width].T
    vectors *= 0.5 / vectors.std()
    zero = np.zeros((1, width), np.float32)
    return ["", *words], np.concatenate([zero, vectors]).astype(np.float32)
