"""Of each claim with a confidence whether it is right by the gold, for the measures of its confidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from kg.evaluate.links import compare_links
from kg.evaluate.matching import EXACT, Json, agrees, match
from kg.evaluate.reliability import Flags, Floats


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Confidence and truth of the claims of one paper; what is optional in the gold is left out."""

    entities: tuple[tuple[float, bool], ...] = ()
    links: tuple[tuple[float, bool], ...] = ()


def outcomes(gold: Json, predicted: Json) -> Outcomes:
    """What of a prediction is right: an entity with exact name and relation, a link with predicate and ends.

    Claims without ``confidence`` are left out.
    """
    every = match(gold["entities"], predicted["entities"])
    partner = {j: (i, score) for i, j, score in every}
    entities = []
    for j, entity in enumerate(predicted["entities"]):
        i, score = partner.get(j, (-1, 0.0))
        if "confidence" not in entity or (i >= 0 and gold["entities"][i].get("optional")):
            continue
        right = score >= EXACT and agrees(gold["entities"][i], entity, "relation")
        entities.append((float(entity["confidence"]), right))
    links = [
        (float(link["confidence"]), right)
        for link, right in zip(
            predicted.get("links", ()), compare_links(gold, predicted, every).right(), strict=True
        )
        if right is not None and "confidence" in link
    ]
    return Outcomes(tuple(entities), tuple(links))


def arrays(pairs: Iterable[Sequence[tuple[float, bool]]]) -> tuple[Floats, Flags]:
    """The claims of some papers as two arrays."""
    flat = [pair for paper in pairs for pair in paper]
    return np.array([c for c, _ in flat], np.float64), np.array([r for _, r in flat], np.bool_)
