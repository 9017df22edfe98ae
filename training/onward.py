"""Goes on from the student with what it takes for names and should not.

usage: python -m training.onward --shared ../shared --work WORK [--resume]

Comes after `training.larger`, in the same work folder. The extractor with ``student8.pt`` reads all annotated
and mini papers; what it finds there that is no entity is shown to the student as such (hard negatives), where
before it saw random spans only. ``student7.pt`` goes on with these, with unlabelled papers as the larger
encoder's network read them, and with sketches; less is dropped out than before, as the student knows papers
that it learned from no better than others, and its word vectors are learned too. Two goings on in another
order each are averaged: ``student10.pt``. ``--resume`` goes on from checkpoints, one a half epoch.
"""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from kg.extract.tokens import Words
from training.annotations import read_annotated, read_mini_papers
from training.batch import Batcher
from training.decide import Seen, look
from training.measure import quick
from training.model import Network
from training.papers import Annotated, read_gold, split
from training.prepare import export, lexicon
from training.project import Example, project
from training.pseudo import read_all
from training.stages import STUDENT, blend, keep, load_network, sketch_examples, train, vectors

Ints = NDArray[np.int64]

PARTS = 2
"""Shares of an epoch, each followed by a checkpoint."""
EPOCHS, RATE, DROPOUT = 4, 1.2e-3, 0.15
KEEP = 0.6
"""Weight of the decision whether something is an entity: what is shown to it is hard to tell now."""
SEEDS = (1, 2)


def wrong_of(seen: Seen, offsets: Ints) -> Ints:
    """Mentions, as tokens, of the candidates that are no entity of the gold; shape (k, 3) as `Example.wrong`.

    ``offsets`` has the first and the end character of each token.
    """
    first = {int(start): number for number, (start, _) in enumerate(offsets)}
    end = {int(stop): number + 1 for number, (_, stop) in enumerate(offsets)}
    candidates = (c for c, right in zip(seen.analysis.candidates, seen.exact, strict=True) if not right)
    rows = [
        (first[start], end[stop], group)
        for group, candidate in enumerate(candidates)
        for start, stop in candidate.spans
    ]
    return np.array(rows, dtype=np.int64).reshape(-1, 3)


def read_wrong(papers: list[Annotated], folder: Path, kept: Path) -> list[tuple[str, Ints]]:
    """Text and `wrong_of` of each paper in which the extractor with ``folder``'s weights finds something."""
    words = Words()

    def read(part: list[Annotated]) -> list[tuple[str, Ints]]:
        return [(s.paper.text, wrong_of(s, words.read(s.paper.text).offsets)) for s in look(part, folder)]

    return read_all(papers, read, kept)


def show_wrong(papers: Iterable[Annotated], wrong: dict[str, Ints]) -> list[Example]:
    """Projected papers that know what was found wrongly in them."""
    words = Words()
    none = np.zeros((0, 3), np.int64)
    return [replace(project(paper, words, -1), wrong=wrong.get(paper.text, none)) for paper in papers]


def read_by_larger(work: Path, annotated: list[Example]) -> list[Example]:
    """What `training.larger` read in unlabelled papers, but for those that are annotated."""
    known = {tuple(example.words) for example in annotated}
    files = sorted((work / "larger" / "pseudo").glob("*.pickle"))
    kept: list[Example] = [example for path in files for example in pickle.loads(path.read_bytes())]
    return [example for example in kept if tuple(example.words) not in known]


def go_onward(shared: Path, work: Path, *, resume: bool) -> Network:
    """The wrong candidates, and the student that learns from them; ``work/student10.pt``."""
    seen, held_out = split(read_gold(shared))
    annotated_papers = [*seen, *read_annotated(shared)]
    papers = [*annotated_papers, *read_mini_papers()]
    known = vectors(work, "both", ["gold", "unlabelled"])
    folder = work / "onward" / "weights"
    export(load_network(work, "student8", known[1]), known[0], folder)
    lexicon(annotated_papers, folder)
    annotated = show_wrong(papers, dict(read_wrong(papers, folder, work / "onward" / "wrong")))
    data = annotated + read_by_larger(work, annotated) + sketch_examples(shared)[::2]
    words = Words()
    outside = [project(paper, words, -1) for paper in held_out]
    print("annotated", len(annotated), "all", len(data), flush=True)
    for seed in SEEDS:
        train(
            work, f"student9-{seed}", replace(STUDENT, dropout=DROPOUT),
            data=(data, outside), words=known, features=None, epochs=EPOCHS * PARTS, parts=PARTS,
            resume=resume, rate=RATE, short=True, start=work / "student7.pt", seed=seed,
            keep_weight=KEEP, learn_words=True,
        )  # fmt: skip
    network = keep(blend(work, "student9-1", "student9-2", table=known[1], share=0.5), work, "student10")
    print("after", quick(network, Batcher(known[0]), outside), flush=True)
    return network


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--resume", action="store_true")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    go_onward(args.shared, args.work, resume=args.resume)


if __name__ == "__main__":
    main()
