"""One build over an open writer: keep records, plan, extract, write, derive, publish."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from kg import ledger
from kg.build.crew import Crew
from kg.build.derived import follow, follows
from kg.build.plan import Change, Plan, plan, stale
from kg.build.reader import Reader
from kg.build.report import BuildReport, Progress
from kg.build.retractions import Retractions
from kg.errors import InputError
from kg.extract import Extractor, check_extraction
from kg.model import Record
from kg.papers import keys
from kg.store.ready import Ready
from kg.store.records import digest
from kg.store.state import PaperRow, State
from kg.store.writer import Writer

RECORDS_AT_ONCE = 500
PAPERS_AT_ONCE = 32
"""Papers that are extracted and made durable together; what was reported done is never lost."""
WRITE_EVERY = 1200
"""Papers that are kept before their graphs are written, in one go: fewer files, and half the bytes."""
AHEAD = 16
"""Plans that a crew reads ahead: so many that it is at work while a batch of graphs is written."""
PUBLISH_EVERY = 300.0
"""Seconds after which a long build publishes what it has, where little changed (`follows`)."""
PATIENCE, AT_MOST = 10.0, 12.0
"""It publishes again after so many times what publishing took, and after so many times those seconds."""

T = TypeVar("T")


class Job:
    """One build over an open writer."""

    def __init__(
        self,
        writer: Writer,
        report: BuildReport,
        extractor: str | Extractor,
        progress: Progress,
        publish_every: float,
        *,
        crew: Crew | None = None,
        problem: Callable[[InputError], None] | None = None,
    ) -> None:
        self.writer = writer
        self.state: State = writer.state
        self.report = report
        self.progress = progress
        self._publish_every = publish_every
        self._problem = problem or (lambda _: None)
        self._crew = crew
        self._reader = Reader(writer, extractor, crew)
        self._out = Retractions(writer.path, writer.state)
        self._asked = False
        self._read: set[str] = set()
        """Digests of the records of this build."""
        self._changed: set[str] = set()
        self._unwritten: set[str] = set()
        """Papers whose graphs are not written yet."""

    def read(self, records: Iterable[Record]) -> None:
        """Keep all records: from here on they can not be lost."""
        flags: Counter[str] = Counter()
        for batch in batches(records, RECORDS_AT_ONCE):
            new = self.state.add_records(batch, keys=keys)
            self.report.records += len(batch)
            self.report.new_records += len(new)
            for record in batch:
                flags.update(record.flags)
                self._read.add(digest(record))
            self.progress("reading", self.report.records, 0)
        self.report.flags = dict(sorted(flags.items()))

    def run(self, *, again: Sequence[str] | None = None) -> None:
        """Bring the graph up to the records and the ledger, and publish.

        ``again`` are digests of records to look at whatever is known of them; also without one, the papers
        are then brought to the extractor's version.
        """
        self._asked = again is not None
        current = False
        while not current:  # again where somebody decided something while we were at work
            entries = ledger.read(self.writer.path)
            self._out = Retractions(self.writer.path, self.state)
            self._work_off(sorted({*(again or ()), *self._todo()}))
            again = None
            if self._out.hold:
                # Only now does the graph reflect all retractions: said earlier, a kill would lose the rest.
                self._out.settle()
                self._reader.settle()
                self._finish()
                current = ledger.read(self.writer.path) == entries
        self._count_papers_read()

    def _work_off(self, todo: Sequence[str]) -> None:
        """Plan and write what these records touch; now and then publish, where few papers changed."""
        due = time.monotonic() + self._publish_every
        for done, planned in self._planned(todo):
            self._apply(planned)
            self.progress("extracting", done, len(todo))
            if len(self._unwritten) >= WRITE_EVERY and (self._crew is None or len(todo) - done > WRITE_EVERY):
                self._catch_up()  # the last ones are written while what follows from them is derived
            if (began := time.monotonic()) > due:
                if follows(self.writer):
                    self._finish()
                due = time.monotonic() + self._pause(time.monotonic() - began)

    def _pause(self, took: float) -> float:
        """Seconds until the next publication: what follows from all papers costs more, the more there are."""
        return max(self._publish_every, min(PATIENCE * took, AT_MOST * self._publish_every))

    def _planned(self, todo: Sequence[str]) -> Iterator[tuple[int, Plan]]:
        """Plans, each with the number of records behind it and before; a crew reads ahead of them.

        A plan that speaks of a paper of one that waits is made when that is done: it depends on it.
        """
        waiting: deque[tuple[int, Plan]] = deque()
        done = 0
        for batch in batches(todo, 4 * PAPERS_AT_ONCE):
            planned = self._plan(batch)
            if any(planned.names & other.names for _, other in waiting):
                yield from drained(waiting)
                planned = self._plan(batch)
            done += len(batch)
            waiting.append((done, planned))
            if self._crew is not None:
                self._crew.expect(c.paper for c in planned.changes if c.extract)
            if self._crew is None or len(waiting) > AHEAD:
                yield waiting.popleft()
        yield from drained(waiting)

    def _plan(self, batch: Iterable[str]) -> Plan:
        return plan(self.state, batch, extractor=self._id(), retracted=self._out.named)

    def _catch_up(self) -> None:
        self.writer.catch_up()
        self._unwritten.clear()

    def _count_papers_read(self) -> None:
        read = self.state.papers_of(self._read)
        self.report.retracted = sum(not self.state.holds(name) for name in read)
        self.report.unchanged = len(read - self._changed) - self.report.retracted

    def _id(self) -> tuple[str, str]:
        return self._reader.id(idle=not (self.report.records or self._asked))

    def _todo(self) -> list[str]:
        """Digests of the records to partition: new ones, and those that the ledger or a new version touch."""
        todo = set(self.state.open_records()) | self._out.changes()
        if todo or self.report.records or self._asked or self._reader.revised:
            todo.update(stale(self.state, self._id(), read=self._read))
        return sorted(todo)

    def _apply(self, planned: Plan) -> None:
        """Extract and write what changed, batch by batch."""
        changed = [change for change in planned.changes if not change.same]
        touched = {change.paper.id for change in changed}
        self.report.warnings += (
            f"{name} was {old!r} and is now {new!r}: if this is another paper, retract it"
            for name, old, new in planned.retitled
            if name in touched
        )
        self.report.added += sum(change.was is None for change in changed)
        self.report.updated += sum(change.was is not None for change in changed)
        self._changed.update(touched)
        remove = list(planned.remove)
        self.report.removed += len(remove)
        for batch in batches(changed, PAPERS_AT_ONCE):
            made: list[tuple[Ready, tuple[str, ...]]] = []
            self.writer.put(list(self._rows(batch, made)), remove=remove, made=made, defer=True)
            remove = []
        if remove:
            self.writer.put([], remove=remove, defer=True)
        for name, records in planned.kept_out:
            # In this order: a paper that is not known to be out is never looked at again once its records
            # are accounted for, and a kill between the two would leave one.
            self._out.keep_out(name)
            self.state.assign(records, name)

    def _rows(self, batch: Sequence[Change], made: list[tuple[Ready, tuple[str, ...]]]) -> Iterator[PaperRow]:
        """Papers as they are to be kept; new ones that a crew has made go to ``made`` instead."""
        unread = [change.paper for change in batch if change.extract]
        fresh = self._reader.read(unread) if unread else iter(())
        for change in batch:
            extractions = change.extractions
            if change.extract:
                found = next(fresh)
                if found is None:
                    self._give_up(change)
                    continue
                if isinstance(found, Ready) and change.was is None:
                    self._unwritten.add(change.paper.id)
                    made.append((found, change.records))
                    continue
                extraction = found.extraction if isinstance(found, Ready) else found
                check_extraction(change.paper, extraction)
                extractions = (*extractions, extraction)
            self._unwritten.add(change.paper.id)
            yield PaperRow(change.paper, extractions, change.records)

    def _give_up(self, change: Change) -> None:
        """Leave out a paper that can not be read; its records stay open for the next build."""
        self.report.added -= change.was is None
        self.report.updated -= change.was is not None
        self._changed.discard(change.paper.id)
        self._problem(
            InputError(
                f"paper {change.paper.id} ended the process that read it, twice; it is left out, and the "
                "next build tries it again: report the paper, or retract it"
            )
        )

    def _finish(self) -> None:
        """Derive what follows from all papers, and publish where anything changed."""
        aside = self._crew.aside if self._crew is not None else None
        self.progress("writing", 0, 0)
        if aside is None:
            self._catch_up()
        self.progress("resolving", 0, 0)
        counts, write_index = follow(self.writer, self._out.gone(), aside=aside)
        self._unwritten.clear()
        if self.writer.unpublished:
            self.progress("publishing", 0, 0)
            self.writer.publish(write_index)
            self.report.published = True
        for name, count in counts.items():
            setattr(self.report, name, count)


def drained(waiting: deque[T]) -> Iterator[T]:
    """All that waits, first come first."""
    while waiting:
        yield waiting.popleft()


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most ``size`` items, in order."""
    waiting = iter(items)
    while batch := list(islice(waiting, size)):
        yield batch
