"""The teacher's reading of papers that nobody annotated, as examples for the student."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as fn

from kg.extract.grouping import Groups, group, surface
from kg.extract.pairs import Pairs, pair_up
from kg.extract.spans import read, trim
from kg.extract.tokens import Tokens, Words
from kg.names import normal_form
from training.batch import SAME
from training.model import RELATIONS, TYPES, Network
from training.papers import Annotated
from training.project import Example, Ints
from training.tune import Tuned

SAME_FROM = 0.5
LINK_FROM = 0.28


@torch.inference_mode()
def label(
    papers: Iterable[Annotated],
    features: Iterable[NDArray[Any]],
    teacher: Network | Tuned,
    words: dict[str, int],
    known: Words,
) -> list[Example]:
    """One example a paper: soft tags, types, relations and core; links where the teacher is sure enough.

    ``features`` are the frozen encoder's of each token, or for a `Tuned` teacher the pieces of each.
    """
    out = []
    for paper, rows in zip(papers, features, strict=False):
        tokens = known.read(paper.text)
        if len(tokens.words) != len(rows) or not 30 < len(tokens.words) < 520:
            continue
        example = _label_one(paper, tokens, rows, teacher, words)
        if example is not None:
            out.append(example)
    return out


def _label_one(
    paper: Annotated, tokens: Tokens, rows: NDArray[Any], teacher: Network | Tuned, words: dict[str, int]
) -> Example | None:
    offsets, lower, texts = tokens.offsets, tokens.lower, tokens.words
    numbers = torch.tensor([[words.get(word, 0) for word in lower]])
    x = teacher.tokens(
        torch.from_numpy(tokens.rows)[None],
        torch.from_numpy(tokens.flags)[None],
        numbers,
        torch.ones(1, len(lower)),
        torch.from_numpy(rows.astype(np.float32))[None],
    )
    tags = teacher.tags(x)[0].softmax(-1).numpy()
    spans = [cut for span in read(tags, eagerness=0.0) if (cut := trim(span, texts)) is not None]
    found, _ = group(spans, paper.text, offsets)
    if len(found) < 2:
        return None
    owners = [item.group for item in found]
    mentions = np.array([(item.first, item.end, item.group, 0) for item in found], dtype=np.int64)
    forms: dict[str, int] = {}
    for row, item in zip(mentions, found, strict=True):
        row[3] = forms.setdefault(normal_form(surface(paper.text, offsets, item.first, item.end)), len(forms))
    vectors, pairs, chances = _pairs(teacher, x, mentions, lower, max(owners) + 1)
    groups = Groups()
    for (a, b), same in zip(pairs.ends.tolist(), chances[:, SAME].tolist(), strict=True):
        if same > SAME_FROM:
            groups.join(groups.root(a), groups.root(b))
    order: dict[object, int] = {}
    mentions[:, 2] = [order.setdefault(groups.root(owner), len(order)) for owner in owners]
    vectors, pairs, chances = _pairs(teacher, x, mentions, lower, len(order))
    decided = teacher.decisions(vectors)
    return Example(
        words=lower,
        rows=tokens.rows,
        flags=tokens.flags,
        tags=tags,
        mentions=mentions,
        types=decided[:, 1 : 1 + TYPES].softmax(-1).numpy(),
        relations=decided[:, 1 + TYPES : 1 + TYPES + RELATIONS].softmax(-1).numpy(),
        core=decided[:, -1].sigmoid().numpy(),
        links=_links(pairs, chances),
        index=-1,
    )


def _pairs(
    teacher: Network | Tuned, x: torch.Tensor, mentions: Ints, words: list[str], count: int
) -> tuple[torch.Tensor, Pairs, NDArray[np.float32]]:
    where = fn.pad(torch.from_numpy(mentions[:, :2].copy()), (1, 0))
    vectors = teacher.entities(x, where, torch.from_numpy(mentions[:, 2]), count)
    pairs = pair_up(mentions, words, count)
    gaps = fn.pad(torch.from_numpy(pairs.gaps), (1, 0))
    ends, facts = torch.from_numpy(pairs.ends.copy()), torch.from_numpy(pairs.facts)
    logits = teacher.pairs(x, vectors, ends, gaps, facts)
    return vectors, pairs, logits.softmax(-1).numpy()


def _links(pairs: Pairs, chances: NDArray[np.float32]) -> Ints:
    best = chances[:, 2:].argmax(axis=1)
    sure = chances[np.arange(len(best)), best + 2] > LINK_FROM
    rows = [(int(a), int(b), int(p)) for (a, b), p, s in zip(pairs.ends, best, sure, strict=True) if s]
    return np.array(rows, dtype=np.int64).reshape(-1, 3)
