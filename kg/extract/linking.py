"""What the last decision on links looks at: one row of numbers for each pair that may be linked."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kg.extract.analysis import Analysis
from kg.extract.features import link_rows
from kg.extract.judged import Judged
from kg.model import CONTEXTS

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_SHAPE = slice(14, 43)
"""Columns of `kg.extract.features.entity_rows` that tell of name and place."""
_LINKED = slice(2, 8)
"""Columns of the network's chances that stand for a link."""


def links_rows(analysis: Analysis, judged: Judged, rows: Ints, forward: Floats, backward: Floats) -> Floats:
    """Features of the candidate links: the pair itself, its rivals, its places and cues, its two ends."""
    relations = judged.relations[:, [0, 1, 2, 3, 4, 5]]
    known = np.concatenate([judged.keep[:, None], judged.types, relations], axis=1)
    mentions = analysis.pairs.mentions[rows]
    spans = np.array([analysis.candidates[i].spans[k] for i, k in analysis.flat])
    low = np.minimum(spans[mentions[:, 0], 1], spans[mentions[:, 1], 1])
    high = np.maximum(spans[mentions[:, 0], 0], spans[mentions[:, 1], 0])
    gaps = zip(low.tolist(), np.maximum(low, high).tolist(), strict=True)
    between = [analysis.text[a:b][:80] for a, b in gaps]
    ends = analysis.pairs.ends[rows]
    return np.concatenate(
        [
            link_rows(analysis.pairs, rows, forward, backward, known, between),
            _rivals(forward[:, _LINKED] * judged.keep[ends].min(axis=1)[:, None], ends),
            _places(analysis, judged, rows, spans, np.stack([low, high], axis=1)),
            _around(analysis, mentions),
            _ends(analysis, judged, ends),
        ],
        axis=1,
    ).astype(np.float32)


def _rivals(chance: Floats, ends: Ints) -> Floats:
    """Of each end the best other link of each kind and the sum of the others; then this one's best."""
    out = []
    for owner in ends.T:
        count = int(owner.max()) + 1
        total = np.zeros((count, chance.shape[1]), np.float32)
        np.add.at(total, owner, chance)
        best, second = np.zeros_like(total), np.zeros_like(total)
        np.maximum.at(best, owner, chance)
        is_best = chance >= best[owner]
        np.maximum.at(second, owner, np.where(is_best, 0.0, chance))
        out += [np.where(is_best, second[owner], best[owner]), total[owner] - chance]
    return np.concatenate([*out, chance.max(axis=1)[:, None]], axis=1)


def _places(analysis: Analysis, judged: Judged, rows: Ints, spans: Ints, gap: Ints) -> Floats:
    """Where the two nearest mentions stand: order among all pairs, names between them, place in the text."""
    one, two = analysis.pairs.mentions[rows].T
    sentences = np.array([analysis.candidates[i].sentences[k] for i, k in analysis.flat])
    keep = judged.keep[[i for i, _ in analysis.flat]]
    inside = (spans[None, :, 0] >= gap[:, :1]) & (spans[None, :, 1] <= gap[:, 1:])
    length = float(max(len(analysis.text), 1))
    first, second = spans[one], spans[two]
    return np.stack(
        [
            inside @ keep,
            (sentences[one, 1] - sentences[one, 0]) / 200.0,
            first[:, 0] / length,
            second[:, 0] / length,
            sentences[one, 0] < analysis.text.find("\n"),
            sentences[one, 0] == sentences[two, 0],
            (first[:, 0] <= second[:, 0]) & (first[:, 1] >= second[:, 1]),
            (second[:, 0] <= first[:, 0]) & (second[:, 1] >= first[:, 1]),
            np.full(len(rows), len(rows) / 50.0),
        ],
        axis=1,
    ).astype(np.float32)


def _around(analysis: Analysis, mentions: Ints) -> Floats:
    """Cues right before and after both mentions, and in the sentence of the first."""
    one, two, seen = mentions[:, 0], mentions[:, 1], analysis.seen
    parts = [seen.before[one], seen.after[one], seen.before[two], seen.after[two], seen.sentence[one]]
    return np.concatenate(parts, axis=1).astype(np.float32)


def _ends(analysis: Analysis, judged: Judged, ends: Ints) -> Floats:
    """Of both ends: contexts, name and place, core, `discusses`, and the network's view."""
    contexts = np.zeros((len(analysis.candidates), len(CONTEXTS) + 1), np.float32)
    for row, candidate in enumerate(analysis.candidates):
        for context in candidate.contexts:
            contexts[row, len(CONTEXTS) if context is None else CONTEXTS.index(context)] = 1.0
    each = np.concatenate(
        [
            contexts,
            analysis.rows[:, _SHAPE],
            judged.core[:, None],
            judged.relations[:, 6:],
            analysis.vectors,
        ],
        axis=1,
    )
    return np.concatenate([each[ends[:, 0]], each[ends[:, 1]]], axis=1)
