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

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray

from kg.extract.tokens import Words
from training import arguments
from training.annotations import read_annotated, read_mini_papers
from training.batch import Batcher
from training.decide import Seen, look
from training.measure import quick
from training.model import Network
from training.papers import Annotated, read_gold, split
from training.prepare import export, lexicon
from training.project import Example, project
from training.pseudo import kept, read_all, without
from training.stages import keep, load_network, read_shape, sketch_examples, train_twice, vectors

Ints = NDArray[np.int64]
T = TypeVar("T")

KEEP = 0.6
"""Weight of the decision whether something is an entity: what is shown to it is hard to tell now."""


@dataclass(frozen=True, slots=True)
class Round:
    """One going on: ``work/start.pt`` is trained twice, and the average kept as ``work/end.pt``."""

    start: str
    name: str
    """Of the two, each followed by its number."""
    end: str
    epochs: int
    rate: float
    dropout: float
    parts: int = 2
    """Shares of an epoch, each followed by a checkpoint."""
    gold_in_each: bool = False
    """Whether each share has all gold papers, and of the others its part only."""


ROUND = Round("student7", "student9", "student10", epochs=4, rate=1.2e-3, dropout=0.15)


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


def read_wrong(papers: list[Annotated], folder: Path, into: Path) -> list[tuple[str, Ints]]:
    """Text and `wrong_of` of each paper in which the extractor with ``folder``'s weights finds something."""
    words = Words()

    def read(part: list[Annotated]) -> list[tuple[str, Ints]]:
        return [(s.paper.text, wrong_of(s, words.read(s.paper.text).offsets)) for s in look(part, folder)]

    return read_all(papers, read, into)


def show_wrong(papers: Iterable[Annotated], wrong: dict[str, Ints]) -> list[Example]:
    """Projected papers that know what was found wrongly in them."""
    words = Words()
    none = np.zeros((0, 3), np.int64)
    return [replace(project(paper, words, -1), wrong=wrong.get(paper.text, none)) for paper in papers]


def to_share(each: list[T], once: list[T], parts: int) -> list[T]:
    """Examples of which each of the ``parts`` shares of `fit` has all of ``each``, and its part of ``once``.

    A share is every so many-th example: what stands there as many times in a row is in each.
    """
    return [example for example in each for _ in range(parts)] + once


def learn_wrong(
    shared: Path,
    work: Path,
    told: Round,
    *,
    folder: Path,
    words: tuple[dict[str, int], torch.Tensor],
    resume: bool,
) -> Network:
    """What the extractor with ``folder``'s weights takes wrongly, and the student that learns from it."""
    seen, held_out = split(read_gold(shared))
    papers = [*seen, *read_annotated(shared), *read_mini_papers()]
    annotated = show_wrong(papers, dict(read_wrong(papers, folder, work / "onward" / "wrong")))
    gold, others = annotated[: len(seen)], annotated[len(seen) :]
    others += without(kept(work / "larger" / "pseudo"), annotated) + sketch_examples(shared)[::2]
    data = to_share(gold, others, told.parts) if told.gold_in_each else gold + others
    outside = [project(paper, Words(), -1) for paper in held_out]
    print("annotated", len(annotated), "all", len(data), flush=True)
    both = train_twice(
        work, told.name, replace(read_shape(work, told.start), dropout=told.dropout),
        data=(data, outside), words=words, features=None, epochs=told.epochs * told.parts, parts=told.parts,
        resume=resume, rate=told.rate, short=True, start=work / f"{told.start}.pt",
        keep_weight=KEEP, learn_words=True,
    )  # fmt: skip
    network = keep(both, work, told.end)
    print("after", quick(network, Batcher(words[0]), outside), flush=True)
    return network


def go_onward(shared: Path, work: Path, *, resume: bool) -> Network:
    """The student of `training.larger`, and what it takes wrongly; ``work/student10.pt``."""
    if not (work / "student8.pt").exists():
        raise FileNotFoundError(f"{work / 'student8.pt'}: run training.larger first")
    known = vectors(work, "both", ["gold", "unlabelled"])
    folder = work / "onward" / "weights"
    export(load_network(work, "student8", known[1]), known[0], folder)
    lexicon([*split(read_gold(shared))[0], *read_annotated(shared)], folder)
    return learn_wrong(shared, work, ROUND, folder=folder, words=known, resume=resume)


def main() -> None:
    """Read the arguments and run."""
    args = arguments.read(arguments.parser(__doc__))
    go_onward(args.shared, args.work, resume=args.resume)


if __name__ == "__main__":
    main()
