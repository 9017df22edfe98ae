"""The stages of training; each keeps its result in the work folder, where the next one finds it."""

from __future__ import annotations

import json
import pickle
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from kg.extract.tokens import Words
from training.batch import Batcher
from training.encode import read_features
from training.fit import KEEP, fit
from training.measure import quick
from training.model import Network, Shape
from training.papers import HELD_OUT, read_gold, split
from training.project import Example, project
from training.sketches import draw
from training.vectors import word_vectors

TEACHER = Shape(width=256, hidden=320, blocks="c1 c1 a c2 a c1", features=768, dropout=0.3)
STUDENT = Shape(width=192, hidden=256, blocks="c1 c1 a c2 c4 a c1", dropout=0.25)
VOCABULARY = 30_000
SEEDS = (1, 2)
"""Orders of the examples, where a network is trained twice."""
SKETCHES, CUTS = 3000, 1500
"""Mini papers that the student sees beside the annotated ones."""


def examples(shared: Path, work: Path) -> tuple[list[Example], list[Example]]:
    """Projected gold: for the network, and held out."""
    kept = work / "gold.pickle"
    if not kept.exists():
        words = Words()
        every = [project(paper, words, i) for i, paper in enumerate(read_gold(shared))]
        kept.write_bytes(pickle.dumps(every))
    every = pickle.loads(kept.read_bytes())
    return [e for e in every if e.index % HELD_OUT], [e for e in every if not e.index % HELD_OUT]


def sketch_examples(shared: Path) -> list[Example]:
    """Sketches with names of the papers that the network sees, and some of these papers cut down."""
    seen, _ = split(read_gold(shared))
    words = Words()
    return [project(paper, words, -1) for paper in draw(seen, sketches=SKETCHES, cuts=CUTS, seed=11)]


def vectors(work: Path, name: str, folders: list[str]) -> tuple[dict[str, int], torch.Tensor]:
    """Words with their rows, and the vectors."""
    kept = work / f"{name}-vectors.npz"
    if not kept.exists():
        paths = [work / "features" / folder for folder in folders]
        words, table = word_vectors(paths, width=STUDENT.static, most=VOCABULARY)
        np.savez(kept, words=np.array(words), table=table)
    with np.load(kept) as data:
        return {str(w): i for i, w in enumerate(data["words"])}, torch.from_numpy(data["table"])


def train(
    work: Path,
    name: str,
    shape: Shape,
    *,
    data: tuple[list[Example], list[Example]],
    words: tuple[dict[str, int], torch.Tensor],
    features: list[NDArray[np.float16]] | None,
    epochs: int,
    resume: bool,
    rate: float = 2e-3,
    parts: int = 1,
    short: bool = False,
    start: Path | None = None,
    seed: int = 1,
    keep_weight: float = KEEP,
    learn_words: bool = False,
) -> Network:
    """Train one network, with ``learn_words`` its word vectors too, and keep it under ``work/name.pt``."""
    torch.manual_seed(7)
    network = Network(shape, words[1])
    if start is not None:
        state = torch.load(start, weights_only=True)
        # The words may be others than those it was trained with: their vectors are the ones told.
        network.load_state_dict(state | {"vectors": words[1]})
    network.vectors.requires_grad_(learn_words)
    batcher = Batcher(words[0], features)
    some = data[1][:300]
    network = fit(
        network,
        batcher,
        data[0],
        epochs=epochs,
        checkpoint=work / f"{name}.checkpoint",
        resume=resume,
        rate=rate,
        parts=parts,
        short=short,
        seed=seed,
        keep=keep_weight,
        report=lambda net: quick(net, batcher, some),
    )
    return keep(network, work, name)


def train_twice(
    work: Path, name: str, shape: Shape, *, words: tuple[dict[str, int], torch.Tensor], **told: Any
) -> Network:
    """Two trainings in another order each, as `train` is told, averaged: that does better than either."""
    for seed in SEEDS:
        train(work, f"{name}-{seed}", shape, words=words, seed=seed, **told)
    return blend(work, *(f"{name}-{seed}" for seed in SEEDS), table=words[1], share=0.5)


def keep(network: Network, work: Path, name: str) -> Network:
    """Write the network where `load_network` finds it."""
    torch.save(network.state_dict(), work / f"{name}.pt")
    (work / f"{name}.json").write_text(json.dumps(asdict(network.shape)))
    return network


def gold_features(work: Path) -> list[NDArray[np.float16]]:
    """The encoder's features of all gold papers, in memory."""
    return [np.asarray(f) for f in read_features(work / "features" / "gold")]


def read_shape(work: Path, name: str) -> Shape:
    """The sizes of such a network."""
    told: dict[str, Any] = json.loads((work / f"{name}.json").read_text())
    hidden = told["hidden"]
    return Shape(**told | {"hidden": tuple(hidden) if isinstance(hidden, list) else hidden})


def load_network(work: Path, name: str, table: torch.Tensor) -> Network:
    """A network that `train` or `keep` wrote."""
    network = Network(read_shape(work, name), table)
    network.load_state_dict(torch.load(work / f"{name}.pt", weights_only=True))
    return network.eval()


def blend(work: Path, first: str, second: str, *, table: torch.Tensor, share: float) -> Network:
    """The average of two networks' weights, the second one's counting ``share``."""
    one, two = (load_network(work, name, table) for name in (first, second))
    states = one.state_dict(), two.state_dict()
    one.load_state_dict({name: states[0][name] * (1 - share) + states[1][name] * share for name in states[0]})
    return one
