"""Quick figures on held-out examples while a network trains; the full measures are in `kg.evaluate`."""

from __future__ import annotations

import numpy as np
import torch

from training.batch import Batcher
from training.model import RELATIONS, TYPES, Network
from training.project import B, Example, I, L, O, U
from training.tune import Tuned


def spans(tags: list[int]) -> set[tuple[int, int]]:
    """Well-formed spans of a sequence of tags."""
    out, first = set(), -1
    for i, tag in enumerate(tags):
        if tag == U:
            out.add((i, i + 1))
        if tag == B:
            first = i
        elif tag == L and first >= 0:
            out.add((first, i + 1))
        if tag in (O, U, L) or (tag == I and first < 0):
            first = -1
    return out


@torch.inference_mode()
def quick(network: Network | Tuned, batcher: Batcher, examples: list[Example]) -> dict[str, float]:
    """Span F1, accuracy of types and relations of gold entities, F1 of links between gold entities."""
    hit = found = wanted = types = relations = entities = 0
    links = np.zeros(3)
    for at in range(0, len(examples), batcher.size):
        part = examples[at : at + batcher.size]
        batch = batcher.make(part, None)
        x = network.tokens(batch.rows, batch.flags, batch.words, batch.mask, batch.features)
        best = network.tags(x).argmax(-1)
        for example, tags in zip(part, best, strict=True):
            mine = spans(tags[: len(example.words)].tolist())
            gold = {(int(a), int(b)) for a, b, *_ in example.mentions}
            hit, found, wanted = hit + len(mine & gold), found + len(mine), wanted + len(gold)
        vectors = network.entities(x, batch.where, batch.owner, len(batch.keep))
        decided = network.decisions(vectors)
        types += int((decided[:, 1 : 1 + TYPES].argmax(-1) == batch.types.argmax(-1)).sum())
        told = decided[:, 1 + TYPES : 1 + TYPES + RELATIONS].argmax(-1)
        relations += int((told == batch.relations.argmax(-1)).sum())
        entities += len(batch.keep)
        pairs = network.pairs(x, vectors, batch.pairs, batch.gaps, batch.facts).softmax(-1)[:, 2:]
        chance, label = pairs.max(-1)
        said = chance > 0.35
        links += [
            int((said & (label + 2 == batch.labels)).sum()),
            int(said.sum()),
            int((batch.labels > 1).sum()),
        ]
    return {
        "span_f1": round(2 * hit / max(found + wanted, 1), 4),
        "type": round(types / entities, 4),
        "relation": round(relations / entities, 4),
        "link_f1": round(float(2 * links[0] / max(links[1] + links[2], 1)), 4),
    }
