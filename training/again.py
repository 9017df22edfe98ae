"""Goes on from finished weights, as `training.onward` does from the student: a further round of it.

usage: python -m training.again --shared ../shared --work WORK --version 11 [--weights FOLDER] [--out FOLDER]
                                [--hidden N …] [--resume]

Needs no encoder and no other stage: the network in the weights, those of the package unless told otherwise,
reads all annotated and mini papers, and learns from what it takes wrongly there. Lexicon and decisions are
made anew. With ``--hidden`` each convolution keeps so many of its hidden units only, those that matter most,
before the network goes on. Each round needs an empty work folder: it keeps wrong candidates and checkpoints
of these weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch

from kg.extract.pipeline import WEIGHTS
from kg.extract.tokens import Words
from training import arguments
from training.batch import Batcher
from training.finish import finish
from training.onward import Round, learn_wrong
from training.papers import read_gold, split
from training.prepare import export, restore
from training.project import project
from training.stages import STUDENT, keep
from training.thin import thin

ROUND = Round("shipped", "further", "again", epochs=2, rate=4e-4, dropout=0.15, parts=4, gold_in_each=True)
"""Gold papers are in each share: theirs is the way of annotating by which it is measured."""

LOOKED_AT = 300
"""Papers by which hidden units are compared."""


def go_on_again(
    shared: Path,
    weights: Path,
    work: Path,
    out: Path,
    *,
    version: str,
    resume: bool,
    hidden: Sequence[int] | None = None,
) -> None:
    """The network, what it takes wrongly, the network after that, and its decisions; written to ``out``."""
    work.mkdir(parents=True, exist_ok=True)
    network, words = restore(weights, STUDENT)
    if hidden is not None:
        some = [project(paper, Words(), -1) for paper in split(read_gold(shared))[0][:LOOKED_AT]]
        network = thin(network, Batcher(words), some, hidden)
    keep(network, work, ROUND.start)
    known = words, torch.Tensor(network.vectors.detach())
    network = learn_wrong(shared, work, ROUND, folder=weights, words=known, resume=resume)
    export(network, words, out)
    finish(shared, out, version=version, further=True)


def main() -> None:
    """Read the arguments and run."""
    told = arguments.parser(__doc__)
    told.add_argument("--weights", type=Path, default=WEIGHTS, help="folder of weights to go on from")
    told.add_argument("--out", type=Path, default=WEIGHTS)
    told.add_argument("--version", required=True, help="version that claims are attributed to")
    told.add_argument("--hidden", type=int, nargs="+", metavar="N", help="hidden units of each convolution")
    args = arguments.read(told)
    go_on_again(
        args.shared, args.weights, args.work, args.out,
        version=args.version, resume=args.resume, hidden=args.hidden,
    )  # fmt: skip


if __name__ == "__main__":
    main()
