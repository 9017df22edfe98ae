"""How likely a count is by chance, exactly, and what of many tests may be believed."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, lgamma

NEGLIGIBLE = 1e-17
"""Share of a sum below which further, ever smaller terms are left out."""


def at_least(count: int, drawn: int, marked: int, total: int) -> float:
    """Probability of ``count`` or more marked ones among ``drawn`` of ``total``, ``marked`` being marked.

    The upper tail of the hypergeometric distribution (Fisher's exact test, one-sided).

    >>> round(at_least(2, 2, 5, 10), 4)
    0.2222
    """
    most = min(drawn, marked)
    lowest = max(count, drawn + marked - total, 0)
    if lowest > most:
        return 0.0
    if count * total <= drawn * marked:  # below what is expected the other tail is the shorter one
        return max(0.0, 1.0 - _below(count - 1, drawn, marked, total))
    return min(1.0, _above(lowest, drawn, marked, total))


def at_most(count: int, drawn: int, marked: int, total: int) -> float:
    """Probability of ``count`` or fewer; the lower tail of the same distribution."""
    highest = min(count, drawn, marked)
    if count * total >= drawn * marked:
        return max(0.0, 1.0 - _above(count + 1, drawn, marked, total))
    return min(1.0, _below(highest, drawn, marked, total))


def _above(count: int, drawn: int, marked: int, total: int) -> float:
    """The terms from ``count`` upwards, which is beyond the most likely one, until they no longer matter."""
    most, lowest = min(drawn, marked), max(drawn + marked - total, 0)
    if count > most:
        return 0.0
    k = max(count, lowest)
    term = whole = _exactly(k, drawn, marked, total)
    while k < most and term > NEGLIGIBLE * whole:
        term *= (marked - k) * (drawn - k) / ((k + 1) * (total - drawn - marked + k + 1))
        whole += term
        k += 1
    return whole


def _below(count: int, drawn: int, marked: int, total: int) -> float:
    """The terms from ``count`` downwards, which is below the most likely one."""
    lowest = max(drawn + marked - total, 0)
    if count < lowest:
        return 0.0
    k = min(count, drawn, marked)
    term = whole = _exactly(k, drawn, marked, total)
    while k > lowest and term > NEGLIGIBLE * whole:
        term *= k * (total - drawn - marked + k) / ((marked - k + 1) * (drawn - k + 1))
        whole += term
        k -= 1
    return whole


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
