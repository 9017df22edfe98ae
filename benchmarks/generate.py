"""Invented papers with their extractions, as many as wanted, with realistic name statistics.

Names are drawn by a Zipf law, as in real abstracts: few are everywhere, most occur once. The text is made
of the names, so that every mention has true offsets. Deterministic for a seed.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from kg.model import (
    Author,
    Entity,
    EntityType,
    Extraction,
    Link,
    Mention,
    Origin,
    Paper,
    Record,
    Relation,
)
from kg.text import sentences

HEADS = (
    "learning", "network", "model", "detection", "optimisation", "graph", "attention", "transformer",
    "retrieval", "planning", "segmentation", "alignment", "compression", "sampling", "estimation",
    "inference", "policy", "bound", "embedding", "benchmark", "corpus", "search", "control",
    "translation", "reasoning", "generation", "pruning",
)  # fmt: skip
MODIFIERS = (
    "offline", "federated", "sparse", "neural", "causal", "multimodal", "robust", "convex",
    "stochastic", "deep", "contrastive", "hierarchical", "recurrent", "visual", "semantic", "online",
    "private", "quantised", "temporal", "spectral", "variational", "discrete", "latent", "adaptive",
    "distributed", "symbolic", "dense", "weak",
)  # fmt: skip
ROLES: tuple[tuple[EntityType, Relation], ...] = (
    ("Method", "proposes"), ("Task", "addresses"), ("Method", "uses"), ("Dataset", "evaluatesOn"),
    ("Metric", "reports"), ("Concept", "discusses"), ("Method", "comparesWith"), ("Concept", "discusses"),
)  # fmt: skip


@dataclass(frozen=True)
class Generator:
    """Draws papers; an extractor as well, which draws the same again from a paper's identifier."""

    seed: int = 7
    name: str = "generated"
    version: str = "1"
    threshold: float = 0.5

    def records(self, number: int, *, start: int = 0) -> Iterator[Record]:
        """Records of ``number`` papers, from the one numbered ``start`` on."""
        for n in range(start, start + number):
            yield self._draw(n)[0]

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        """What was drawn for each paper."""
        for paper in papers:
            yield self._draw(_number(paper.id))[1]

    def _draw(self, number: int) -> tuple[Record, Extraction]:
        dice = random.Random(f"{self.seed}/{number}")
        paper = f"{20 + number // 120_000:02d}{1 + number // 10_000 % 12:02d}.{number % 10_000 + 10_000:05d}"
        names = list(dict.fromkeys(_name(dice) for _ in range(14)))
        title = f"{names[0].capitalize()} for {names[1]}"
        abstract = " ".join(_sentence(dice, names[i : i + 3]) for i in range(0, len(names), 3))
        record = Record(
            title=title,
            abstract=abstract,
            authors=tuple(Author(f"Author {int(dice.paretovariate(0.6)) % 90_000}") for _ in range(4)),
            date=f"20{20 + number % 6}-{1 + number % 12:02d}-{1 + number % 28:02d}",
            arxiv=paper,
            categories=("cs.LG",),
            origin=Origin("generated", f"{number:064x}", "generated", number + 1),
        )
        return record, _extraction(dice, paper, f"{title}\n{abstract}", names)


def _number(paper: str) -> int:
    """The number of the paper with this identifier."""
    return (int(paper[:2]) - 20) * 120_000 + (int(paper[2:4]) - 1) * 10_000 + int(paper[5:]) - 10_000


def _name(dice: random.Random) -> str:
    """Four in ten names occur once; the others follow a Zipf law, whose first is in one paper of 15."""
    if dice.random() < 0.4:
        return f"{dice.choice(MODIFIERS)} {dice.choice(HEADS)} {dice.randrange(10**9):x}"
    rank = int(10 * math.exp(dice.random() * math.log(5_000))) - 10
    head, modifier = HEADS[rank % len(HEADS)], MODIFIERS[rank // len(HEADS) % len(MODIFIERS)]
    rest = rank // (len(HEADS) * len(MODIFIERS))
    return f"{modifier} {head}" if not rest else f"{modifier} {head} {rest}"


def _sentence(dice: random.Random, names: list[str]) -> str:
    start = dice.choice(("We study", "This work presents", "Our experiments concern", "It builds on"))
    return f"{start} {', '.join(names)}."


def _extraction(dice: random.Random, paper: str, text: str, names: list[str]) -> Extraction:
    entities = []
    lowered, spans = text.casefold(), sentences(text)
    for number, name in enumerate(names):
        at = lowered.find(name)
        inside = next(((a, b) for a, b in spans if a <= at and at + len(name) <= b), None)
        if inside is not None:
            type_, relation = ROLES[number % len(ROLES)]
            mention = Mention(at, at + len(name), text[at : at + len(name)], *inside)
            sure = round(dice.uniform(0.3, 1.0), 2)
            entities.append(Entity(name, type_, relation, sure, (mention,), core=number < 3))
    links = [
        Link(a.name, "usedFor", b.name, round(dice.uniform(0.3, 1.0), 2), *_span(a))
        for a, b in pairwise(entities)
        if a.type == "Method" and b.type in ("Task", "Concept")
    ]
    return Extraction(paper, "generated", "1", tuple(entities), tuple(links))


def _span(entity: Entity) -> tuple[int, int]:
    mention = entity.mentions[0]
    return mention.sentence_start, mention.sentence_end
