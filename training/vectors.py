"""Word vectors distilled from the encoder: each word's average state over the corpora, on principal axes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def word_vectors(
    folders: list[Path], *, width: int, most: int, least: int = 3
) -> tuple[list[str], NDArray[np.float32]]:
    """The ``most`` frequent words and their vectors; row 0 belongs to words that are not among them."""
    counted = [_read(folder) for folder in folders]
    total: dict[str, NDArray[np.float64]] = {}
    count: dict[str, int] = {}
    for words, counts, sums in counted:
        for word, times, row in zip(words, counts, sums, strict=True):
            count[word] = count.get(word, 0) + int(times)
            total[word] = total[word] + row if word in total else row
    chosen = sorted((w for w, c in count.items() if c >= least), key=lambda w: (-count[w], w))[:most]
    project = _projection(*counted[0], width=width, least=least)
    vectors = project(np.stack([total[word] / count[word] for word in chosen]))
    zero = np.zeros((1, width), np.float32)
    return ["", *chosen], np.concatenate([zero, vectors]).astype(np.float32)


def _read(folder: Path) -> tuple[list[str], NDArray[np.int64], NDArray[np.float32]]:
    with np.load(folder / "sums.npz") as kept:
        return [str(word) for word in kept["words"]], kept["count"], kept["total"]


def _projection(
    words: list[str], counts: NDArray[np.int64], sums: NDArray[np.float32], *, width: int, least: int
) -> Callable[[NDArray[Any]], NDArray[Any]]:
    """Centre, axes and scale of one folder: a network trained on it stays valid when words are added."""
    often = [i for i in np.argsort(-counts, kind="stable") if counts[i] >= least]
    often.sort(key=lambda i: (-int(counts[i]), words[i]))
    mean = sums[often] / counts[often][:, None]
    centre = mean.mean(axis=0)

    def unit(rows: NDArray[Any]) -> NDArray[Any]:
        centred = rows - centre
        return np.asarray(centred / (np.linalg.norm(centred, axis=1, keepdims=True) + 1e-6))

    weight = np.sqrt(counts[often].astype(np.float32))[:, None]
    _, _, axes = np.linalg.svd((unit(mean) * weight)[:8000], full_matrices=False)
    scale = 0.5 / (unit(mean) @ axes[:width].T).std()
    return lambda rows: np.asarray(unit(rows) @ axes[:width].T * scale)
