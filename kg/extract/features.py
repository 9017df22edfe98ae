"""What the last decisions look at: one row of numbers for each candidate entity or link."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.extract.cues import CUES, Seen
from kg.extract.network import softmax
from kg.extract.pairs import Pairs
from kg.model import CONTEXTS, Context
from kg.names import normal_form

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

TYPES = slice(1, 6)
RELATIONS = slice(6, 13)
CORE = 13
MAIN = 14
"""Output of the committee that the network does not have: a main task."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """How often a form was annotated in the training papers, and in how many of them it occurred."""

    counts: Mapping[str, tuple[int, int]]

    def chance(self, forms: Sequence[str]) -> tuple[float, float]:
        """Smoothed share of the papers with the form that have it annotated, and how well that is known."""
        yes, seen = self.counts.get(normal_form(forms[0]), (0, 0))
        for form in forms[1:]:
            other = self.counts.get(normal_form(form), (0, 0))
            if other[1] > seen:
                yes, seen = other
        return (yes + 1.0) / (seen + 2.0), math.log1p(seen) / 5.0


@dataclass(slots=True)
class Candidate:
    """A group of mentions on its way to become an entity."""

    spans: list[tuple[int, int]]
    """Offsets of the mentions."""
    sentences: list[tuple[int, int]]
    forms: list[str]
    scores: list[float]
    long_form: str | None
    contexts: list[Context | None]
    beaten: bool
    rows: list[int]
    """Numbers of the mentions in the order of the text: rows of `Seen`."""
    coined: bool = False
    """Whether the lexicon does not know its name."""
    other: bool = False
    """Whether it comes from another reading than the best one."""
    name: str = ""
    aliases: tuple[str, ...] = ()
    fixed_name: str | None = None


_HEAD = 14
_SHAPE = 29
_TAIL = len(CONTEXTS) + 1
_DIGIT = re.compile("[0-9]")
_CHANCE = _HEAD + _SHAPE
"""Column with the probability of the likeliest mention."""


def entity_rows(
    candidates: Sequence[Candidate],
    decided: Floats,
    mentions: Floats,
    seen: Seen,
    text: str,
    lexicon: Lexicon,
) -> Floats:
    """One row a candidate: what the network says, and what is seen of the name, its places and its cues.

    ``mentions`` are rows of `overlaps`, one a mention.
    """
    count = len(candidates)
    owner = np.empty(len(mentions), dtype=np.int64)
    for number, candidate in enumerate(candidates):
        owner[candidate.rows] = number
    head = np.empty((count, _HEAD), dtype=np.float32)
    head[:, 0] = decided[:, 0]
    head[:, TYPES] = np.log(softmax(decided[:, TYPES]) + 1e-4)
    head[:, RELATIONS] = np.log(softmax(decided[:, RELATIONS]) + 1e-4)
    head[:, CORE] = decided[:, CORE]
    title_end = text.find("\n")
    shape = [_shape(candidate, text, title_end, lexicon, count) for candidate in candidates]
    flags = np.concatenate([seen.near, seen.sentence, seen.before, seen.after], axis=1)
    cues = np.zeros((count, 4 * len(CUES)), dtype=np.float32)
    np.add.at(cues, owner, flags.astype(np.float32))
    strongest = np.zeros((count, mentions.shape[1]), dtype=np.float32)
    np.maximum.at(strongest, owner, mentions)
    tail = np.zeros((count, _TAIL), dtype=np.float32)
    for row, candidate in enumerate(candidates):
        for context in candidate.contexts:
            if context is not None:
                tail[row, CONTEXTS.index(context)] = 1.0
        tail[row, -1] = candidate.beaten
    return np.concatenate(
        [head, np.array(shape, dtype=np.float32), strongest, np.minimum(cues, 2.0) / 2.0, tail], axis=1
    )


def among(rows: Floats) -> Floats:
    """How each candidate compares with the others of its paper, from their `entity_rows`; shape (n, 36).

    For each type and relation: the best chance that another candidate has, whether this one has a better one,
    and how many there are in all.
    """
    chance = np.exp(rows[:, 1:CORE]) * rows[:, _CHANCE : _CHANCE + 1]
    best = np.zeros_like(chance)
    if len(rows) > 1:
        second, first = np.sort(chance, axis=0)[-2:]
        best = np.where(chance >= first, second, first)
    total = np.broadcast_to(chance.sum(axis=0) / 5.0, chance.shape)
    return np.concatenate([best, chance > best, total], axis=1).astype(np.float32)


def overlaps(first: Ints, end: Ints, owner: Ints, chance: Floats) -> Floats:
    """Of each mention: its probability as a span, that of the likeliest one of another candidate that
    overlaps it, that lies within it, that it lies within; shape (m, 4)."""
    crossed = (first[:, None] < end[None, :]) & (first[None, :] < end[:, None])
    crossed &= owner[:, None] != owner[None, :]
    inner = crossed & (first[:, None] <= first[None, :]) & (end[:, None] >= end[None, :])
    table = np.stack([crossed, inner, inner.T], axis=2) * chance[None, :, None]
    return np.concatenate([chance[:, None], table.max(axis=1)], axis=1).astype(np.float32)


def _shape(candidate: Candidate, text: str, title_end: int, lexicon: Lexicon, count: int) -> list[float]:
    name = max(candidate.forms, key=len)
    words = name.replace("-", " ").split()
    scores = candidate.scores
    starts = [start for start, _ in candidate.spans]
    chance, known = lexicon.chance(list(dict.fromkeys(candidate.forms)))
    last_chance, last_known = lexicon.chance([words[-1]]) if words else (0.5, 0.0)
    first_chance, first_known = lexicon.chance([words[0]]) if len(words) > 1 else (0.5, 0.0)
    several = float(len(words) > 1)
    return [
        max(scores),
        sum(scores) / len(scores),
        scores[0],
        math.log1p(len(scores)),
        float(starts[0] < title_end),
        starts[0] / max(len(text), 1),
        starts[-1] / max(len(text), 1),
        min(len(words), 8) / 4.0,
        min(len(name), 60) / 30.0,
        float(name.isupper()),
        float(name[1:] != name[1:].lower() if name.isascii() else any(c.isupper() for c in name[1:])),
        float(_has_digit(name)),
        float(candidate.long_form is not None),
        float("-" in name),
        float(words[-1].lower().endswith("ing")) if words else 0.0,
        float(any(end < title_end for _, end in candidate.spans) and len(starts) > 1),
        chance,
        known,
        last_chance * several,
        last_known * several,
        first_chance,
        first_known,
        count / 30.0,
        float(candidate.other),
        float(len(set(candidate.sentences))) / 4.0,
        float(name[:1].isupper()),
        float(words[-1].endswith("s")) if words else 0.0,
        float(len(words) == 1),
        float(candidate.fixed_name is not None),
    ]


def _has_digit(name: str) -> bool:
    """Whether a character is a digit, of any script: the pattern, which is faster, knows the usual ones."""
    return _DIGIT.search(name) is not None if name.isascii() else any(c.isdigit() for c in name)


_LINK_CUES = (" for ", " such as ", " is a", " of ", " in ", " with ")


def link_rows(
    pairs: Pairs, chosen: Ints, forward: Floats, backward: Floats, entities: Floats, between: Sequence[str]
) -> Floats:
    """One row a candidate link: both readings of the pair, its geometry, and what is known of its two ends.

    ``entities`` has twelve numbers an entity: confidence, types, and the relations that matter for links.
    """
    index = pairs.ends[chosen]
    words = np.array(
        [[cue in f" {gap.lower()} " for cue in _LINK_CUES] for gap in between], dtype=np.float32
    ).reshape(len(chosen), 6)
    return np.concatenate(
        [
            np.log(forward + 1e-4), np.log(backward + 1e-4), pairs.facts[chosen],
            entities[index[:, 0]], entities[index[:, 1]], words,
        ],
        axis=1,
    ).astype(np.float32)  # fmt: skip
