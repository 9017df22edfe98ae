"""Goes on from the student with what the tuned teacher reads in papers that nobody annotated.

usage: python -m training.distil --shared ../shared --encoder FOLDER --work WORK [--unlabelled N] [--resume]

Comes after `training.teacher`, in the same work folder: ``tuned.pt`` reads the papers, ``student.pt`` (the
blend that `training.run` exports) goes on, first with some of them and then with all; ``student6.pt`` is what
comes of it. Labelling keeps a file each 256 papers, the student a checkpoint each sixth of an epoch;
``--resume`` goes on from both, with the same ``--unlabelled``: the learning rate falls over all steps, whose
number follows from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kg.extract.tokens import Words
from training import arguments
from training.batch import Batcher
from training.label import label
from training.measure import quick
from training.minilm import MiniLM
from training.model import Network
from training.papers import Annotated, read_unlabelled
from training.project import Example
from training.pseudo import read_all
from training.stages import (
    STUDENT,
    blend,
    examples,
    keep,
    load_network,
    sketch_examples,
    train,
    vectors,
)
from training.teacher import load_tuned, tables_of

PARTS = 6
"""Shares of an epoch, each followed by a checkpoint."""


@dataclass(frozen=True, slots=True)
class Round:
    """One going on of the student: ``work/start.pt`` is trained to ``work/name.pt``.

    The average of both, of which the latter counts ``share``, is kept as ``work/end.pt``: most of what was
    learned, nothing of what was lost.
    """

    start: str
    name: str
    end: str
    share: float
    papers: int | None
    """Unlabelled papers that the teacher reads for it, the first ones; None for all."""
    epochs: int
    rate: float
    short: bool
    """Whether most is computed in short numbers."""


FIRST = Round("student", "student3", "student4", 0.7, papers=4096, epochs=1, rate=7e-4, short=False)
"""At half the rate that the student was distilled with: it is to be moved, not made anew."""
SECOND = Round("student4", "student5", "student6", 0.85, papers=None, epochs=2, rate=1e-3, short=True)
"""Over all that there is, so that the rate may be higher again."""


def label_unlabelled(shared: Path, encoder: MiniLM, work: Path, *, most: int | None) -> list[Example]:
    """The tuned teacher's reading of the first ``most`` unlabelled papers, or of all."""
    words, table = vectors(work, "gold", ["gold"])
    teacher = load_tuned(work, encoder, table)
    known = Words()

    def read(papers: list[Annotated]) -> list[Example]:
        tables: Iterator[NDArray[np.int32]] = tables_of(papers, encoder, known)
        return label(papers, tables, teacher, words, known)

    return read_all(read_unlabelled(shared)[:most], read, work / "pseudo")


def distil(shared: Path, encoder: MiniLM, work: Path, told: Round, *, resume: bool) -> Network:
    """Label, then the epochs of a round over annotated papers, sketches and labelled papers."""
    inside, outside = examples(shared, work)
    words = vectors(work, "both", ["gold", "unlabelled"])
    labelled = label_unlabelled(shared, encoder, work, most=told.papers)
    more = inside + sketch_examples(shared) + labelled
    print("annotated", len(inside), "all", len(more), flush=True)
    train(
        work, told.name, STUDENT,
        data=(more, outside), words=words, features=None, epochs=PARTS * told.epochs, parts=PARTS,
        resume=resume, rate=told.rate, short=told.short, start=work / f"{told.start}.pt",
    )  # fmt: skip
    network = keep(blend(work, told.start, told.name, table=words[1], share=told.share), work, told.end)
    batcher = Batcher(words[0])
    print("before", quick(load_network(work, told.start, words[1]), batcher, outside), flush=True)
    print("after", quick(network, batcher, outside), flush=True)
    return network


def distil_twice(
    shared: Path, encoder: MiniLM, work: Path, *, most: int | None = None, resume: bool
) -> Network:
    """Both rounds; in the second the teacher reads ``most`` papers, or all."""
    distil(shared, encoder, work, FIRST, resume=resume)
    return distil(shared, encoder, work, replace(SECOND, papers=most), resume=resume)


def main() -> None:
    """Read the arguments and run."""
    told = arguments.parser(__doc__, encoder="encoder")
    told.add_argument("--unlabelled", type=int, help="unlabelled papers the teacher reads; all by default")
    args = arguments.read(told)
    distil_twice(args.shared, MiniLM(args.encoder), args.work, most=args.unlabelled, resume=args.resume)


if __name__ == "__main__":
    main()
