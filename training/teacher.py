"""Goes on from the frozen teacher, with the encoder itself trained: a better reading to distil.

usage: python -m training.teacher --shared ../shared --encoder FOLDER --work WORK [--resume]

Comes after the stage ``teacher`` of `training.run`, in the same work folder; a checkpoint each sixth of
an epoch.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from kg.extract.tokens import Words
from training import arguments
from training.batch import Batcher
from training.fit import fit
from training.measure import quick
from training.minilm import MiniLM
from training.model import Network
from training.papers import Annotated, read_gold
from training.stages import TEACHER, examples, vectors
from training.tune import Encoder, Tuned, piece_table

PARTS = 6
"""Shares of an epoch, each followed by a checkpoint."""


def tables_of(papers: Iterable[Annotated], encoder: MiniLM, words: Words) -> Iterator[NDArray[np.int32]]:
    """The encoder's pieces of each token of each paper."""
    for paper in papers:
        yield piece_table(encoder, paper.text, words.read(paper.text).offsets).astype(np.int32)


def pieces(shared: Path, encoder: MiniLM, work: Path) -> list[NDArray[np.int32]]:
    """The encoder's pieces of each token of all gold papers; computed once."""
    kept = work / "gold-pieces.pickle"
    if not kept.exists():
        kept.write_bytes(pickle.dumps(list(tables_of(read_gold(shared), encoder, Words()))))
    found: list[NDArray[np.int32]] = pickle.loads(kept.read_bytes())
    return found


def start(work: Path, encoder: MiniLM, table: torch.Tensor) -> Tuned:
    """The encoder as it is, with the network that was trained on its features."""
    network = Network(TEACHER, table)
    network.load_state_dict(torch.load(work / "teacher.pt", weights_only=True))
    return Tuned(Encoder(encoder), network)


def load_tuned(work: Path, encoder: MiniLM, table: torch.Tensor) -> Tuned:
    """The teacher that `tune` kept."""
    tuned = Tuned(Encoder(encoder), Network(TEACHER, table))
    tuned.load_state_dict(torch.load(work / "tuned.pt", weights_only=True))
    return tuned.eval()


def tune(
    shared: Path, encoder: MiniLM, work: Path, *, epochs: int = 3, rate: float = 6e-4, resume: bool
) -> Tuned:
    """Train encoder and network together; ``work/tuned.pt``."""
    inside, outside = examples(shared, work)
    words, table = vectors(work, "gold", ["gold"])
    batcher = Batcher(words, pieces(shared, encoder, work))
    some = outside[:150]
    torch.manual_seed(7)
    tuned = fit(
        start(work, encoder, table),
        batcher,
        inside,
        epochs=epochs * PARTS,
        parts=PARTS,
        checkpoint=work / "tuned.checkpoint",
        resume=resume,
        rate=rate,
        report=lambda net: quick(net, batcher, some),
    )
    torch.save(tuned.state_dict(), work / "tuned.pt")
    return tuned


def main() -> None:
    """Read the arguments and train."""
    told = arguments.parser(__doc__, encoder="encoder")
    told.add_argument("--epochs", type=int, default=3)
    told.add_argument("--rate", type=float, default=6e-4)
    args = arguments.read(told)
    encoder = MiniLM(args.encoder)
    tune(args.shared, encoder, args.work, epochs=args.epochs, rate=args.rate, resume=args.resume)


if __name__ == "__main__":
    main()
