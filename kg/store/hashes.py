"""A set of hashes that takes eight bytes each: millions of quads are remembered by them."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator

FEW = 100_000
"""Up to so many are sorted without a library."""


class Hashes:
    """Filled first, then asked."""

    def __init__(self) -> None:
        self._found = array("q")
        self._sorted = False

    def add(self, hashes: Iterable[int]) -> None:
        """More hashes; none after the first question."""
        self._found.extend(hashes)

    def holds(self, hashes: Iterable[int]) -> Iterator[bool]:
        """Whether each of these is among them."""
        if not self._sorted:
            self._sort()
        for one in hashes:
            at = bisect_left(self._found, one)
            yield at < len(self._found) and self._found[at] == one

    def _sort(self) -> None:
        if len(self._found) <= FEW:
            self._found = array("q", sorted(self._found))
        else:
            import numpy as np  # sorts in place

            np.frombuffer(self._found, dtype=np.int64).sort()
        self._sorted = True
