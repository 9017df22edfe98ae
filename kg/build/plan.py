"""Which papers the records make, and which of them must be extracted and written again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from kg.mapping import canonical_paper
from kg.model import Extraction, Paper
from kg.papers import changed_title, with_records
from kg.store.records import digest
from kg.store.state import PaperRow, State


@dataclass(frozen=True, slots=True)
class Change:
    """One paper as it is to be. ``extractions`` are those that still hold."""

    paper: Paper
    records: tuple[str, ...]
    extractions: tuple[Extraction, ...]
    was: PaperRow | None
    """What the store holds under its name now."""
    extract: bool
    """Whether the extractor has to read it (again)."""

    @property
    def same(self) -> bool:
        """Whether nothing needs to be written."""
        return (
            not self.extract
            and self.was is not None
            and self.was.paper == self.paper
            and self.was.records == self.records
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """What a set of touched records comes to."""

    changes: tuple[Change, ...]
    remove: tuple[str, ...]
    """Papers that no longer exist under their name."""
    kept_out: tuple[tuple[str, tuple[str, ...]], ...]
    """Retracted papers with their records."""
    retitled: tuple[tuple[str, str, str], ...] = ()
    """Papers whose latest version has a very different title: name, old title, new title."""

    @property
    def names(self) -> set[str]:
        """All papers that it speaks of."""
        return {
            *(change.paper.id for change in self.changes),
            *self.remove,
            *(name for name, _ in self.kept_out),
        }


def plan(
    state: State, touched: Iterable[str], *, extractor: tuple[str, str], retracted: frozenset[str]
) -> Plan:
    """Partition the touched records, and all connected to them, into papers anew.

    ``extractor`` is the name and version that every paper is to be read by.
    """
    records = state.component(touched)
    before = state.papers_of(records)
    changes, kept_out = [], []
    merged = with_records(records.values())
    for found, group in merged:
        paper = canonical_paper(found)
        digests = tuple(sorted(map(digest, group)))
        if retracted.intersection((paper.id, *paper.aliases)):
            kept_out.append((paper.id, digests))
        else:
            changes.append(_change(state, paper, digests, extractor))
    there = {change.paper.id for change in changes}
    return Plan(
        changes=tuple(sorted(changes, key=lambda change: change.paper.id)),
        remove=tuple(sorted(name for name in before - there if state.holds(name))),
        kept_out=tuple(sorted(kept_out)),
        retitled=tuple((found.id, *titles) for found, group in merged if (titles := changed_title(group))),
    )


def _change(state: State, paper: Paper, records: tuple[str, ...], extractor: tuple[str, str]) -> Change:
    was = state.paper(paper.id)
    usable = was.extractions if was is not None and was.paper.text == paper.text else ()
    current = any((e.extractor, e.version) == extractor for e in usable)
    kept = tuple(e for e in usable if e.extractor != extractor[0] or current)
    return Change(paper=paper, records=records, extractions=kept, was=was, extract=not current)


def stale(state: State, extractor: tuple[str, str], *, read: Collection[str] = ()) -> Iterator[str]:
    """Records of the papers that another version of this extractor has read.

    And those among ``read``, the records that it is asked to read now, of whose paper it has read nothing.
    """
    for paper in state.read_otherwise(*extractor):
        yield from state.records_of(paper)
    yield from state.unread(read, extractor[0])
