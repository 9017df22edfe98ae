"""Looks at what a server holds: triples of each graph as it counts them, and whole graphs fetched back."""

from __future__ import annotations

from collections.abc import Callable

from kg.remote.graphs import NoGraph, foreign_lines, spool, told_of
from kg.remote.http import TooMuch
from kg.remote.record import Held, Record
from kg.remote.report import Published
from kg.remote.service import Service

AT_ONCE = 100
_SLACK = 1_000_000
_ESCAPED = 6
"""How many times as many bytes a server may take to write the same lines: each character as ``\\uXXXX``."""


def verify(
    record: Record,
    service: Service,
    report: Published,
    *,
    by: str,
    progress: Callable[[str, int, int], None],
) -> list[str]:
    """Hold graphs that were sent, and not verified since, against what is there; those that differ, sorted.

    They count as unknown from then on, the others as verified.
    """
    wrong: list[str] = []
    waiting = record.unverified()
    for at in range(0, len(waiting), AT_ONCE):
        progress("verifying", at, len(waiting))
        some = [held for held in waiting[at : at + AT_ONCE] if held.digest is not None]
        bad = {held.iri for held in waiting[at : at + AT_ONCE] if held.digest is None}
        if service.counts_triples:
            found = service.counts([held.iri for held in some])
            bad |= {held.iri for held in some if found.get(held.iri, 0) != held.triples}
            report.counted += len(some) - len(bad)
        if by == "digests":
            bad |= {held.iri for held in some if held.iri not in bad and not _is_there(service, held)}
            report.compared += len(some) - len(bad)
        record.expect(sorted(bad))
        record.verified(held.iri for held in some if held.iri not in bad)
        wrong += sorted(bad)
    return wrong


def _is_there(service: Service, held: Held) -> bool:
    with spool() as file:
        try:
            if not service.fetch(held.iri, file, most=_ESCAPED * held.size + _SLACK):
                return not held.triples
            found = told_of(foreign_lines(file, service.address))
        except (TooMuch, NoGraph):
            return False
        return found.digest == held.digest
