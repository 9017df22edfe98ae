"""Intervals of shares."""

from __future__ import annotations

from math import sqrt

_Z = 1.959964
"""Of the normal distribution, 95 % lies within so many deviations."""


def wilson(right: float, total: float, *, places: int = 3) -> tuple[float, float]:
    """The 95 % interval of a share by Wilson's score, rounded; (0, 1) where nothing was counted.

    https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval#Wilson_score_interval

    >>> wilson(9, 10, places=4)
    (0.5958, 0.9821)
    """
    if total == 0:
        return 0.0, 1.0
    share, spread = right / total, _Z * _Z / total
    middle = (share + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * sqrt(share * (1 - share) / total + spread / (4 * total))
    return round(max(0.0, middle - half), places), round(min(1.0, middle + half), places)
