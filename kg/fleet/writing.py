"""Quads of one task, left as sorted lines with a sample of them."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Quad

from kg.fleet.tasks import Work
from kg.store.nquads import sorted_nquads

QUADS = "quads.nq"
_EVERY = 2_000
"""Of so many lines one is told, so that the driver can cut all of them into even parts."""


def write_quads(work: Work, quads: Iterable[Quad]) -> None:
    """Write ``quads`` as the lines of a task."""
    sample = []
    with (work.folder / QUADS).open("wb") as file:
        for number, line in enumerate(sorted_nquads(quads)):
            file.write(line)
            if number % _EVERY == 0:
                sample.append(line.decode())
    work.told["sample"] = sample
