"""How likely a count is by chance, exactly, and what of many tests may be believed."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, lgamma


def at_least(count: int, drawn: int, marked: int, total: int) -> float:
    """Probability of ``count`` or more marked ones among ``drawn`` of ``total``, ``marked`` being marked.

    The upper tail of the hypergeometric distribution (Fisher's exact test, one-sided).

    >>> round(at_least(2, 2, 5, 10), 4)
    0.2222
    """
    most = min(drawn, marked)
    lowest = max(count, drawn + marked - total, 0)
    return min(1.0, sum(_exactly(k, drawn, marked, total) for k in range(lowest, most + 1)))


def at_most(count: int, drawn: int, marked: int, total: int) -> float:
    """Probability of ``count`` or fewer; the lower tail of the same distribution."""
    lowest = max(drawn + marked - total, 0)
    highest = min(count, drawn, marked)
    return min(1.0, sum(_exactly(k, drawn, marked, total) for k in range(lowest, highest + 1)))


def adjusted(values: Sequence[float]) -> list[float]:
    """Each probability as the false discovery rate at which it passes (Benjamini and Hochberg 1995).

    >>> adjusted([0.01, 0.04, 0.03])
    [0.03, 0.04, 0.04]
    """
    order = sorted(range(len(values)), key=lambda i: (-values[i], i))
    rates, best = [0.0] * len(values), 1.0
    for place, i in enumerate(order):
        best = min(best, values[i] * len(values) / (len(values) - place))
        rates[i] = best
    return rates


def _exactly(count: int, drawn: int, marked: int, total: int) -> float:
    ways = _log_choose(marked, count) + _log_choose(total - marked, drawn - count)
    return exp(ways - _log_choose(total, drawn))


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
