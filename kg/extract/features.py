"""What the last decisions look at: one row of numbers for each candidate entity or link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.extract.cues import CUES, Reader, beaten, context_of
from kg.extract.network import softmax
from kg.extract.pairs import Pairs
from kg.model import CONTEXTS, Context
from kg.names import normal_form

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

TYPES = slice(1, 6)
RELATIONS = slice(6, 13)
CORE = 13


@dataclass(frozen=True, slots=True)
class Lexicon:
    """How often a form was annotated in the training papers, and in how many of them it occurred."""

    counts: dict[str, tuple[int, int]]

    def chance(self, forms: Sequence[str]) -> tuple[float, float]:
        """Smoothed share of the papers with the form that have it annotated, and how well that is known."""
        yes, seen = max((self.counts.get(normal_form(f), (0, 0)) for f in forms), key=lambda c: c[1])
        return (yes + 1.0) / (seen + 2.0), float(np.log1p(seen)) / 5.0


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
    name: str = ""
    aliases: tuple[str, ...] = ()
    fixed_name: str | None = None


_SHAPE = 22


def entity_rows(
    candidates: Sequence[Candidate],
    decided: Floats,
    same: Floats,
    text: str,
    title_end: int,
    lexicon: Lexicon,
) -> Floats:
    """One row a candidate: what the network says, and what is seen of the name, its places and its cues."""
    reader = Reader(text)
    width = 14 + _SHAPE + 2 * len(CUES) + len(CONTEXTS) + 1
    out = np.zeros((len(candidates), width), dtype=np.float32)
    if not len(candidates):
        return out
    out[:, 0] = decided[:, 0]
    out[:, TYPES] = np.log(softmax(decided[:, TYPES]) + 1e-4)
    out[:, RELATIONS] = np.log(softmax(decided[:, RELATIONS]) + 1e-4)
    out[:, CORE] = decided[:, CORE]
    for row, candidate in enumerate(candidates):
        shape = _shape(candidate, text, title_end, lexicon, len(candidates))
        out[row, 14 : 14 + len(shape)] = shape
        at = 14 + _SHAPE
        for start_end, sentence in zip(candidate.spans, candidate.sentences, strict=True):
            near, whole = reader.see(start_end[0], sentence)
            out[row, at : at + len(CUES)] += near
            out[row, at + len(CUES) : at + 2 * len(CUES)] += whole
        out[row, at : at + 2 * len(CUES)] = np.minimum(out[row, at : at + 2 * len(CUES)], 2.0) / 2.0
        for context in candidate.contexts:
            if context is not None:
                out[row, at + 2 * len(CUES) + CONTEXTS.index(context)] = 1.0
        out[row, -1] = candidate.beaten
    out[:, 14 + _SHAPE - 1] = same
    return out


def _shape(candidate: Candidate, text: str, title_end: int, lexicon: Lexicon, count: int) -> list[float]:
    name = max(candidate.forms, key=len)
    words = name.replace("-", " ").split()
    scores = candidate.scores
    starts = [start for start, _ in candidate.spans]
    chance, known = lexicon.chance(list(dict.fromkeys(candidate.forms)))
    last_chance, last_known = lexicon.chance([words[-1]]) if words else (0.5, 0.0)
    return [
        max(scores),
        sum(scores) / len(scores),
        scores[0],
        float(np.log1p(len(scores))),
        float(starts[0] < title_end),
        starts[0] / max(len(text), 1),
        starts[-1] / max(len(text), 1),
        min(len(words), 8) / 4.0,
        min(len(name), 60) / 30.0,
        float(name.isupper()),
        float(any(c.isupper() for c in name[1:])),
        float(any(c.isdigit() for c in name)),
        float(candidate.long_form is not None),
        float("-" in name),
        float(words[-1].lower().endswith("ing")) if words else 0.0,
        float(any(end < title_end for _, end in candidate.spans) and len(starts) > 1),
        chance,
        known,
        last_chance * float(len(words) > 1),
        last_known * float(len(words) > 1),
        count / 30.0,
    ]


PAIR_WIDTH = 8 + 8 + 12 + 12 * 2 + 6
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


def contexts(
    text: str, spans: Sequence[tuple[int, int]], sentences: Sequence[tuple[int, int]]
) -> list[Context | None]:
    """The context of each mention."""
    return [context_of(text, a, b, s) for (a, b), s in zip(spans, sentences, strict=True)]


def any_beaten(text: str, spans: Sequence[tuple[int, int]], sentences: Sequence[tuple[int, int]]) -> bool:
    """Whether some mention loses a comparison."""
    return any(beaten(text, a, s) for (a, _), s in zip(spans, sentences, strict=True))
