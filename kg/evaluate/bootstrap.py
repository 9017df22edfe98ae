"""Intervals by drawing the papers again and again, with replacement."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from kg.evaluate.outcomes import Outcomes, arrays
from kg.evaluate.paper import Counted
from kg.evaluate.reliability import Reliability, figures, reliability

_SEED = 20251128
_KINDS = ("entities", "links")
Key = tuple[str, str, str]
"""A count: its group (``totals``, ``types`` …), the member of the group, and its name."""


def calibration(judged: Sequence[Outcomes]) -> dict[str, Reliability]:
    """The reliability of the confidences of entities and of links, where there are any."""
    found = {kind: reliability(*arrays(getattr(paper, kind) for paper in judged)) for kind in _KINDS}
    return {kind: figure for kind, figure in found.items() if figure is not None}


def intervals(
    counted: Sequence[Counted],
    judged: Sequence[Outcomes],
    resamples: int,
    measure: Callable[[Counted], Mapping[str, float]],
) -> dict[str, tuple[float, float]]:
    """The middle 95 % of every figure over ``resamples`` draws of as many papers."""
    values: dict[str, list[float]] = {}
    keys, table = _table(counted)
    for drawn in _draws(len(counted), resamples):
        total = _counted(keys, table[drawn].sum(axis=0))
        again = calibration([judged[i] for i in drawn]) if judged else {}
        confident = {f"{kind}.{k}": v for kind, one in again.items() for k, v in figures(one).items()}
        for name, value in (*measure(total).items(), *confident.items()):
            values.setdefault(name, []).append(value)
    return {name: _middle(sorted(some)) for name, some in values.items()}


def _draws(papers: int, resamples: int) -> Iterator[list[int]]:
    rng = random.Random(_SEED)
    for _ in range(resamples if papers else 0):
        yield rng.choices(range(papers), k=papers)


def _table(counted: Sequence[Counted]) -> tuple[list[Key], NDArray[np.int64]]:
    """All counts of all papers: a row a paper, a column a count."""
    rows = [dict(_flat(paper)) for paper in counted]
    keys = sorted({key for row in rows for key in row})
    return keys, np.array([[row.get(key, 0) for key in keys] for row in rows], np.int64)


def _flat(paper: Counted) -> Iterator[tuple[Key, int]]:
    for name, number in paper.totals.items():
        yield ("totals", "", name), number
    for group in ("types", "relations", "predicates"):
        for member, counts in getattr(paper, group).items():
            for name, number in counts.items():
                yield (group, member, name), number


def _counted(keys: Sequence[Key], sums: NDArray[np.int64]) -> Counted:
    out = Counted("", "")
    for (group, member, name), number in zip(keys, sums.tolist(), strict=True):
        if group == "totals":
            out.totals[name] = number
        else:
            getattr(out, group).setdefault(member, Counter())[name] = number
    return out


def _middle(drawn: list[float]) -> tuple[float, float]:
    cut = int(0.025 * len(drawn))
    return drawn[cut], drawn[len(drawn) - 1 - cut]
