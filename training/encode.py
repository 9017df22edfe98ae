"""Runs the frozen encoder once over all papers: features of their tokens, and sums for word vectors."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch

from kg.extract.tokens import Words
from training.minilm import MiniLM
from training.papers import Annotated, read_gold, read_unlabelled

CHUNK = 64


def encode(papers: list[Annotated], encoder: MiniLM, out: Path) -> None:
    """Write features of each chunk of papers and their sums by word; goes on after a stop."""
    out.mkdir(parents=True, exist_ok=True)
    words = Words()
    sums = WordSums.load(out / "sums.npz")
    for at in range(sums.done, len(papers), CHUNK):
        part = papers[at : at + CHUNK]
        read = [words.read(paper.text) for paper in part]
        features = encoder.features([paper.text for paper in part], [tokens.offsets for tokens in read])
        for tokens, rows in zip(read, features, strict=True):
            sums.add(tokens.lower, rows)
        np.savez(out / f"features-{at:06d}.npz", **{str(at + i): f for i, f in enumerate(features)})
        sums.done = at + len(part)
        if (at // CHUNK) % 10 == 9 or at + CHUNK >= len(papers):
            sums.save(out / "sums.npz")
            print(time.strftime("%H:%M:%S"), sums.done, len(sums.rows), flush=True)


def read_features(folder: Path) -> Iterator[np.ndarray[Any, np.dtype[np.float16]]]:
    """Features of the papers, in the order in which they were written."""
    for path in sorted(folder.glob("features-*.npz")):
        with np.load(path) as chunk:
            for key in sorted(chunk.files, key=int):
                yield chunk[key]


class WordSums:
    """Sum of the states of each lower-case word, over all its occurrences."""

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}
        self.total = np.zeros((1 << 18, 768), np.float32)
        self.count = np.zeros(1 << 18, np.int64)
        self.done = 0

    def add(self, words: list[str], features: np.ndarray[tuple[int, int], np.dtype[np.float16]]) -> None:
        """Add one text's tokens."""
        rows = np.array([self.rows.setdefault(word, len(self.rows)) for word in words], dtype=np.int64)
        good = (rows < len(self.count)) & features.any(axis=1)
        np.add.at(self.total, rows[good], features[good].astype(np.float32))
        np.add.at(self.count, rows[good], 1)

    def save(self, path: Path) -> None:
        """Keep all that is needed to go on, and to make vectors."""
        n = min(len(self.rows), len(self.count))
        part = path.with_suffix(".part.npz")
        words = np.array(list(self.rows)[:n])
        np.savez(part, words=words, total=self.total[:n], count=self.count[:n], done=self.done)
        part.replace(path)

    @classmethod
    def load(cls, path: Path) -> WordSums:
        """What `save` wrote, or nothing yet."""
        sums = cls()
        if path.exists():
            with np.load(path) as kept:
                sums.rows = {str(word): i for i, word in enumerate(kept["words"])}
                n = len(sums.rows)
                sums.total[:n], sums.count[:n], sums.done = kept["total"], kept["count"], int(kept["done"])
        return sums


def main() -> None:
    """Encode the gold papers, then the unlabelled ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, required=True, help="folder with model.safetensors")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    encoder = MiniLM(args.encoder)
    encode(read_gold(args.shared), encoder, args.out / "gold")
    encode(read_unlabelled(args.shared), encoder, args.out / "unlabelled")


if __name__ == "__main__":
    main()
