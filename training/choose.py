"""The default threshold: where the F1 of the measures of `kg evaluate` is best on held-out papers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from kg.evaluate import evaluate
from kg.evaluate.scores import Scores
from kg.model import Entity
from training.papers import Annotated

STEPS = tuple(np.round(np.arange(0.2, 0.46, 0.02), 2).tolist())

SLACK = 0.001
"""F1 given up for names that are surer: the best F1 is nearly flat over its threshold."""


def choose(papers: Sequence[Annotated], found: Sequence[Iterable[Entity]]) -> tuple[float, Scores]:
    """The best threshold, and all measures of the names there."""
    gold = [
        {"id": str(k), "title": f"{paper.title} {k}", "entities": paper.entities, "links": []}
        for k, paper in enumerate(papers)
    ]
    scored = {step: evaluate(gold, _said(gold, found, step), resamples=0) for step in STEPS}
    top = max(scores.entity_exact.f1 for scores in scored.values())
    best = max(step for step in STEPS if scored[step].entity_exact.f1 >= top - SLACK)
    return best, scored[best]


def _said(gold: list[dict[str, Any]], found: Sequence[Iterable[Entity]], step: float) -> list[dict[str, Any]]:
    return [
        {
            "id": paper["id"],
            "title": paper["title"],
            "entities": [
                {
                    "name": e.name,
                    "aliases": list(e.aliases),
                    "type": e.type,
                    "relation": e.relation,
                    "core": e.core,
                }
                for e in entities
                if e.confidence >= step
            ],
            "links": [],
        }
        for paper, entities in zip(gold, found, strict=True)
    ]
