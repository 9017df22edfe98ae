"""Goes on from the student with what a larger encoder, and more annotated papers, tell.

usage: python -m training.larger --shared ../shared --larger FOLDER --work WORK [--unlabelled N] [--resume]

Comes after `training.distil`, in the same work folder. The encoder is `training.mpnet`, frozen; a network
on top of it (``larger.pt``) learns from the gold files, the papers of `training.annotations` and the mini
papers, and reads unlabelled papers. ``student6.pt`` goes on with all of these, with what the tuned
teacher read in the first papers, and with sketches; ``student8.pt`` is what comes of it. Features and
readings are kept a file each 256 papers, the networks a checkpoint each part of an epoch. Where
annotations or mini papers change, ``WORK/larger`` is to be emptied; ``--resume`` needs the same papers
and the same ``--unlabelled``.
"""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from kg.extract.tokens import Words
from training import arguments
from training.annotations import read_annotated, read_mini_papers
from training.batch import Batcher
from training.fit import fit
from training.label import label
from training.measure import quick
from training.model import Network
from training.mpnet import LAYERS, WIDTH, MPNet
from training.papers import Annotated, read_gold, read_unlabelled, split
from training.project import Example, project
from training.pseudo import CHUNK, kept, read_all, without
from training.stages import (
    STUDENT,
    TEACHER,
    blend,
    keep,
    load_network,
    sketch_examples,
    train_twice,
    vectors,
)

Features = list[NDArray[np.float16]]
SHAPE = replace(TEACHER, features=len(LAYERS) * WIDTH)
PARTS = 2
"""Shares of an epoch, each followed by a checkpoint."""
EPOCHS, RATE = 3, 1.5e-3
SHORTEST = 400
"""Characters of an abstract that is worth reading."""
UNLABELLED = 3000
READ_BEFORE = 3072
"""Papers whose reading by the tuned teacher, as `training.distil` kept it, is learned from once more."""
MEASURED = 200
"""Held-out papers that the training is watched by."""
STUDENT_EPOCHS, STUDENT_RATE, SHARE = 2, 1e-3, 0.85


def features_of(papers: list[Annotated], encoder: MPNet, words: Words) -> Features:
    """Features of each paper's tokens, shape (tokens, `SHAPE.features`)."""
    spans = [words.read(paper.text).offsets for paper in papers]
    return encoder.features([paper.text for paper in papers], spans)


def encode(
    parts: dict[str, list[Annotated]], encoder: MPNet, folder: Path
) -> tuple[Features, dict[str, list[Example]]]:
    """Features of all papers, one list, and of each part the examples that know their places in it."""
    words = Words()
    features: Features = []
    examples = {}
    for name, papers in parts.items():
        at = len(features)
        features += read_all(papers, lambda part: features_of(part, encoder, words), folder / name)
        examples[name] = [project(paper, words, at + i) for i, paper in enumerate(papers)]
    return features, examples


def train_teacher(shared: Path, encoder: MPNet, work: Path, *, resume: bool) -> Network:
    """The network on top of the encoder; ``work/larger.pt``."""
    seen, held_out = split(read_gold(shared))
    parts = {
        "gold": seen,
        "annotated": read_annotated(shared),
        "mini": read_mini_papers(),
        "held-out": held_out[:MEASURED],
    }
    features, examples = encode(parts, encoder, work / "larger")
    known = vectors(work, "gold", ["gold"])
    batcher = Batcher(known[0], features)
    torch.manual_seed(7)
    network = fit(
        Network(SHAPE, known[1]),
        batcher,
        [*examples["gold"], *examples["annotated"], *examples["mini"]],
        epochs=EPOCHS * PARTS,
        parts=PARTS,
        checkpoint=work / "larger.checkpoint",
        resume=resume,
        rate=RATE,
        short=True,
        report=lambda net: quick(net, batcher, examples["held-out"]),
    )
    return keep(network, work, "larger")


def unlabelled(shared: Path, most: int) -> list[Annotated]:
    """``most`` papers that nobody annotated, by chance."""
    annotated = {paper.id for paper in read_annotated(shared)}
    papers = [
        paper
        for paper in read_unlabelled(shared)
        if paper.id not in annotated and not paper.id.startswith("Inspec") and len(paper.abstract) > SHORTEST
    ]
    random.Random(4).shuffle(papers)
    return papers[:most]


def read_unlabelled_papers(shared: Path, encoder: MPNet, work: Path, most: int) -> list[Example]:
    """The teacher's reading of unlabelled papers."""
    known, table = vectors(work, "gold", ["gold"])
    teacher, words = load_network(work, "larger", table), Words()

    def read(part: list[Annotated]) -> list[Example]:
        return label(part, features_of(part, encoder, words), teacher, known, words)

    return read_all(unlabelled(shared, most), read, work / "larger" / "pseudo")


def read_before(work: Path, annotated: list[Example]) -> list[Example]:
    """What the tuned teacher read in the first papers, but for those that are annotated now."""
    return without(kept(work / "pseudo", first=READ_BEFORE // CHUNK), annotated)


def distil_larger(shared: Path, encoder: MPNet, work: Path, *, most: int, resume: bool) -> Network:
    """Teacher, its reading, and the student that learns from both; ``work/student8.pt``."""
    if not (work / "student6.pt").exists():
        raise FileNotFoundError(f"{work / 'student6.pt'}: run training.distil first")
    train_teacher(shared, encoder, work, resume=resume)
    words, seen = Words(), split(read_gold(shared))
    annotated = [*seen[0], *read_annotated(shared), *read_mini_papers()]
    data = [project(paper, words, -1) for paper in annotated]
    data += read_before(work, data) + read_unlabelled_papers(shared, encoder, work, most)
    data += sketch_examples(shared)[::2]
    outside = [project(paper, words, -1) for paper in seen[1]]
    known = vectors(work, "both", ["gold", "unlabelled"])
    print("annotated", len(annotated), "all", len(data), flush=True)
    both = train_twice(
        work, "student7", STUDENT,
        data=(data, outside), words=known, features=None, epochs=STUDENT_EPOCHS * PARTS, parts=PARTS,
        resume=resume, rate=STUDENT_RATE, short=True, start=work / "student6.pt",
    )  # fmt: skip
    keep(both, work, "student7")
    network = keep(blend(work, "student6", "student7", table=known[1], share=SHARE), work, "student8")
    print("after", quick(network, Batcher(known[0]), outside), flush=True)
    return network


def main() -> None:
    """Read the arguments and run."""
    told = arguments.parser(__doc__, encoder="larger")
    told.add_argument("--unlabelled", type=int, default=UNLABELLED, help="papers that the teacher reads")
    args = arguments.read(told)
    distil_larger(args.shared, MPNet(args.larger), args.work, most=args.unlabelled, resume=args.resume)


if __name__ == "__main__":
    main()
