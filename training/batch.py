"""Examples to padded tensors, with the entity-level candidates that training shows the network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from kg.extract.pairs import pair_up
from training.project import Example, Ints

NEGATIVES, FEW = 6, 3
"""Random spans that are no entity: of a paper where nothing was found wrongly, and of others."""
SPLIT = 0.4
SAME = 1
COMPARED = 3
"""Index of ``comparedWith``, the predicate without direction, among the predicates."""


@dataclass(slots=True)
class Batch:
    """What one step of training needs; entities of all papers are numbered through."""

    rows: Tensor
    flags: Tensor
    words: Tensor
    mask: Tensor
    tags: Tensor
    features: Tensor | None
    where: Tensor
    owner: Tensor
    keep: Tensor
    types: Tensor
    relations: Tensor
    core: Tensor
    pairs: Tensor
    gaps: Tensor
    facts: Tensor
    labels: Tensor


class Batcher:
    """Cuts examples into batches of similar length and draws the candidates of each."""

    def __init__(
        self, words: dict[str, int], features: Sequence[NDArray[Any]] | None = None, *, size: int = 12
    ) -> None:
        self.words, self.features, self.size = words, features, size

    def epoch(self, examples: list[Example], rng: np.random.Generator | None) -> Iterator[Batch]:
        """All examples once; shuffled, with splits and negatives, where ``rng`` is given."""
        noise = rng.random(len(examples)) * 40 if rng else np.zeros(len(examples))
        order = np.argsort([len(e.words) + n for e, n in zip(examples, noise, strict=True)])
        starts = np.arange(0, len(order), self.size)
        if rng:
            rng.shuffle(starts)
        for at in starts:
            yield self.make([examples[i] for i in order[at : at + self.size]], rng)

    def make(self, part: list[Example], rng: np.random.Generator | None) -> Batch:
        """One batch."""
        n = max(len(e.words) for e in part)
        candidates = [_candidates(e, rng) for e in part]
        counts = np.array([len(c.keep) for c in candidates])
        base = np.concatenate([[0], np.cumsum(counts)])
        features = None
        if self.features is not None:
            features = _padded([self.features[e.index].astype(np.float32) for e in part], n)
        return Batch(
            rows=_padded([e.rows for e in part], n),
            flags=_padded([e.flags for e in part], n),
            words=_padded([np.array([self.words.get(w, 0) for w in e.words]) for e in part], n),
            mask=_padded([np.ones(len(e.words), np.float32) for e in part], n),
            tags=_padded([e.tags for e in part], n),
            features=features,
            where=_joined([_with_row(c.mentions[:, :2], b) for b, c in enumerate(candidates)]),
            owner=_joined([c.mentions[:, 2] + base[b] for b, c in enumerate(candidates)]),
            keep=_joined([c.keep for c in candidates]),
            types=_joined([e.types[c.origin] for e, c in zip(part, candidates, strict=True)]),
            relations=_joined([e.relations[c.origin] for e, c in zip(part, candidates, strict=True)]),
            core=_joined([e.core[c.origin] for e, c in zip(part, candidates, strict=True)]),
            pairs=_joined([c.pairs + base[b] for b, c in enumerate(candidates)]),
            gaps=_joined([_with_row(c.gaps, b) for b, c in enumerate(candidates)]),
            facts=_joined([c.facts for c in candidates]),
            labels=_joined([c.labels for c in candidates]),
        )


def _padded(arrays: list[NDArray[Any]], length: int) -> Tensor:
    """One array a paper, filled up with zeros to ``length`` rows."""
    filled = [np.pad(a, [(0, length - len(a)), *[(0, 0)] * (a.ndim - 1)]) for a in arrays]
    return torch.from_numpy(np.stack(filled))


def _joined(arrays: list[NDArray[Any]]) -> Tensor:
    return torch.from_numpy(np.concatenate(arrays))


def _with_row(array: Ints, row: int) -> Ints:
    """The rows of ``array`` with the number of the paper in the batch before them."""
    return np.concatenate([np.full((len(array), 1), row), array], axis=1)


@dataclass(slots=True)
class _Candidates:
    mentions: Ints
    origin: Ints
    keep: NDArray[np.float32]
    pairs: Ints
    gaps: Ints
    facts: NDArray[np.float32]
    labels: Ints


def _candidates(example: Example, rng: np.random.Generator | None) -> _Candidates:
    mentions = example.mentions[:, :4].copy()
    origin = np.arange(len(example.core), dtype=np.int64)
    if rng is not None:
        mentions, origin = _split(mentions, origin, rng)
    real = len(origin)
    paired = pair_up(mentions, example.words, real)
    labels = _labels(example.links, origin, paired.ends)
    if rng is not None:
        extra = _negatives(example, rng)
        groups = int(extra[:, 2].max(initial=-1)) + 1
        extra[:, 2] += real
        mentions = np.concatenate([mentions, extra])
        origin = np.concatenate([origin, np.zeros(groups, np.int64)])
    if not len(example.core):
        mentions, origin = mentions[:0], origin[:0]
    keep = (np.arange(len(origin)) < real).astype(np.float32)
    return _Candidates(mentions, origin, keep, paired.ends, paired.gaps, paired.facts, labels)


def _split(mentions: Ints, origin: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Take some entities apart by the forms of their names, so that joining them is learned."""
    origins = list(origin)
    for entity in range(len(origin)):
        mine = mentions[:, 2] == entity
        forms = np.unique(mentions[mine, 3])
        if len(forms) < 2 or rng.random() > SPLIT:
            continue
        for form in forms[1:]:
            mentions[mine & (mentions[:, 3] == form), 2] = len(origins)
            origins.append(entity)
    return mentions, np.array(origins, dtype=np.int64)


def _labels(links: Ints, origin: Ints, index: Ints) -> Ints:
    count = int(origin.max()) + 1 if len(origin) else 0
    table = np.zeros((count, count), dtype=np.int64)
    for subject, target, predicate in links:
        table[subject, target] = predicate + 2
        if predicate == COMPARED:
            table[target, subject] = predicate + 2
    np.fill_diagonal(table, SAME)
    return table[origin[index[:, 0]], origin[index[:, 1]]] if len(index) else np.zeros(0, np.int64)


def _negatives(example: Example, rng: np.random.Generator) -> Ints:
    """Mentions of groups that are no entity: some random spans, then what was found wrongly."""
    if not len(example.wrong):
        return _spans(example, rng, most=NEGATIVES)
    spans = _spans(example, rng, most=FEW)
    wrong = np.pad(example.wrong, [(0, 0), (0, 1)], constant_values=-1)
    wrong[:, 2] += len(spans)
    return np.concatenate([spans, wrong])


def _spans(example: Example, rng: np.random.Generator, *, most: int) -> Ints:
    taken = {(int(a), int(b)) for a, b, *_ in example.mentions}
    out: list[tuple[int, int, int, int]] = []
    n = len(example.words)
    for _ in range(most * 4):
        if len(out) == most or n < 8:
            break
        if len(taken) and rng.random() < 0.5 and len(example.mentions):
            first, end = example.mentions[rng.integers(len(example.mentions)), :2] + rng.integers(-1, 2, 2)
        else:
            first = rng.integers(0, n - 5)
            end = first + rng.integers(1, 5)
        words = example.words[max(first, 0) : end]
        if first < 0 or end > n or end <= first or (int(first), int(end)) in taken:
            continue
        if words[0][0].isalnum() and words[-1][-1].isalnum():
            out.append((int(first), int(end), len(out), -1))
    return np.array(out, dtype=np.int64).reshape(-1, 4)
