"""From source files to a published store: read, keep, plan, extract, write, derive, publish."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TypeVar

from kg import ledger
from kg.build.derived import demand, follow, remember_threshold
from kg.build.plan import Change, Plan, plan, stale
from kg.build.report import BuildReport, Progress
from kg.errors import InputError
from kg.extract import Extractor, check_extraction, load
from kg.model import Record
from kg.papers import keys
from kg.sources import read_sources
from kg.store.layout import MARKER
from kg.store.records import digest
from kg.store.state import PaperRow, State
from kg.store.writer import Writer

RECORDS_AT_ONCE = 500
PAPERS_AT_ONCE = 32
"""Papers that are extracted and made durable together; what was reported done is never lost."""
PUBLISH_EVERY = 300.0
"""Seconds after which a long build publishes what it has."""
_RETRACTED = "retracted"
_EXTRACTOR = "extractor"

T = TypeVar("T")


def build(
    inputs: Sequence[str | Path],
    store: str | Path,
    *,
    extractor: str | Extractor = "spacy",
    format: str | None = None,  # noqa: A002 - the word of the command line
    listing_year: int | None = None,
    strict: bool = False,
    limit: int | None = None,
    min_confidence: float | None = None,
    on_problem: Callable[[InputError], None] | None = None,
    on_progress: Progress | None = None,
    publish_every: float = PUBLISH_EVERY,
) -> BuildReport:
    """Read ``inputs`` into ``store`` and publish it; without inputs, only apply the ledger.

    The store becomes a function of all records ever read into it, the extractor's version and the
    ledger; the order of inputs and of builds does not matter. With ``strict`` the first problem of an
    input is raised before anything is written; otherwise problems go to ``on_problem``. Inputs without
    one usable record make no new store. ``min_confidence`` raises the confidence from which claims are plain
    triples above the extractor's threshold, of the whole store and for later builds as well.

    Raises `kg.errors.InputError`, `kg.errors.ExtractionError` and `kg.errors.StoreError`.
    """
    report = BuildReport()
    problems: list[InputError] = []

    def problem(found: InputError) -> None:
        problems.append(found)
        if on_problem is not None:
            on_problem(found)

    records = read_sources(
        inputs, format=format, listing_year=listing_year, strict=strict, on_problem=problem
    )
    if strict:
        records = iter(list(records))
    first = list(islice(records, 1))
    if inputs and not first and not (Path(store) / MARKER).exists():
        report.problems = len(problems)
        return report
    with Writer.open(store) as writer:
        if min_confidence is not None:
            demand(writer.state, round(min_confidence, 2))
        job = Job(writer, report, extractor, on_progress or (lambda *_: None), publish_every)
        job.read(islice(chain(first, records), limit))
        job.run()
    report.problems = len(problems)
    return report


class Job:
    """One build over an open writer."""

    def __init__(
        self,
        writer: Writer,
        report: BuildReport,
        extractor: str | Extractor,
        progress: Progress,
        publish_every: float,
    ) -> None:
        self.writer = writer
        self.state: State = writer.state
        self.report = report
        self.progress = progress
        self._publish_every = publish_every
        self._wanted = extractor
        self._loaded: Extractor | None = None if isinstance(extractor, str) else extractor
        self._retracted = ledger.retracted(ledger.read(writer.path))
        self._read: set[str] = set()
        """Digests of the records of this build."""
        self._changed: set[str] = set()

    @property
    def extractor(self) -> Extractor:
        """Loaded when first needed: applying the ledger mostly needs none."""
        if self._loaded is None:
            assert isinstance(self._wanted, str)
            self._loaded = load(self._wanted)
        return self._loaded

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

    def run(self) -> None:
        """Bring the graph up to the records and the ledger, and publish."""
        current = False
        while not current:  # again where somebody decided something while we were at work
            entries = ledger.read(self.writer.path)
            self._retracted = ledger.retracted(entries)
            self._work_off(self._todo())
            if ledger.retracted(ledger.read(self.writer.path)) == self._retracted:
                # Only now does the graph reflect all retractions: said earlier, a kill would lose the rest.
                self._settle_ledger()
                self._finish()
                current = ledger.read(self.writer.path) == entries
        self._count_papers_read()

    def _work_off(self, todo: Sequence[str]) -> None:
        """Plan and write what these records touch; publish now and then where that takes long."""
        last = time.monotonic()
        for done, batch in enumerate(batches(todo, 4 * PAPERS_AT_ONCE)):
            self._apply(plan(self.state, batch, extractor=self._id(), retracted=self._retracted))
            self.progress("extracting", done * 4 * PAPERS_AT_ONCE + len(batch), len(todo))
            if time.monotonic() - last > self._publish_every:
                self._finish()
                last = time.monotonic()

    def _count_papers_read(self) -> None:
        read = self.state.papers_of(self._read)
        self.report.retracted = sum(self.state.paper(name) is None for name in read)
        self.report.unchanged = len(read - self._changed) - self.report.retracted

    def _id(self) -> tuple[str, str]:
        """Name and version that papers are to be read by; only records that were read load the extractor."""
        last = self.state.note(_EXTRACTOR)
        if last is not None and not self.report.records and self._loaded is None:
            name, version = json.loads(last)
            return name, version
        chosen = self.extractor
        found = chosen.name, chosen.version
        if last != json.dumps(found):
            self.state.set_note(_EXTRACTOR, json.dumps(found))
        return found

    def _remember(self) -> None:
        """Keep the thresholds of the extractor that is about to read papers."""
        chosen = self.extractor
        link = getattr(chosen, "link_threshold", chosen.threshold)
        remember_threshold(self.state, (chosen.name, chosen.version), chosen.threshold, link)

    def _todo(self) -> list[str]:
        """Digests of the records to partition: new ones, and those that the ledger or a new version touch."""
        todo = set(self.state.open_records()) | self._ledger_changes()
        if todo or self.report.records:
            todo.update(stale(self.state, self._id()))
        return sorted(todo)

    def _ledger_changes(self) -> set[str]:
        """Records of the papers that were retracted or restored since the last build."""
        applied = json.loads(self.state.note(_RETRACTED) or "{}")
        if sorted(self._retracted) == applied.get("named", []):
            return set()
        touched = {record for name in applied.get("papers", []) for record in self.state.records_of(name)}
        for row in self.state.papers():
            if self._retracted.intersection((row.paper.id, *row.paper.aliases)):
                touched.update(row.records)
        return touched

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
            self.writer.put(list(self._rows(batch)), remove=remove, defer=True)
            remove = []
        if remove:
            self.writer.put([], remove=remove, defer=True)
        for name, records in planned.kept_out:
            self.state.assign(records, name)
            self._kept_out(name)

    def _rows(self, batch: Sequence[Change]) -> Iterator[PaperRow]:
        unread = [change.paper for change in batch if change.extract]
        if unread:
            self._remember()
        fresh = iter(self.extractor.extract(unread) if unread else ())
        for change in batch:
            extractions = change.extractions
            if change.extract:
                extraction = next(fresh)
                check_extraction(change.paper, extraction)
                extractions = (*extractions, extraction)
            yield PaperRow(change.paper, extractions, change.records)

    def _kept_out(self, name: str) -> None:
        applied = json.loads(self.state.note(_RETRACTED) or "{}")
        names = sorted({*applied.get("papers", []), name})
        self.state.set_note(_RETRACTED, json.dumps({**applied, "papers": names}))

    def _finish(self) -> None:
        """Derive what follows from all papers, and publish where anything changed."""
        self.progress("writing", 0, 0)
        self.writer.catch_up()
        self.progress("resolving", 0, 0)
        counts, write_index = follow(self.writer, self._gone())
        if self.writer.unpublished:
            self.progress("publishing", 0, 0)
            self.writer.publish(write_index)
            self.report.published = True
        for name, count in counts.items():
            setattr(self.report, name, count)

    def _gone(self) -> list[str]:
        return json.loads(self.state.note(_RETRACTED) or "{}").get("papers", [])  # type: ignore[no-any-return]

    def _settle_ledger(self) -> None:
        """Remember which retractions the graph reflects now."""
        gone = [name for name in self._gone() if self.state.paper(name) is None]
        gone = [name for name in gone if self.state.records_of(name)]
        self.state.set_note(_RETRACTED, json.dumps({"named": sorted(self._retracted), "papers": gone}))


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most ``size`` items, in order."""
    waiting = iter(items)
    while batch := list(islice(waiting, size)):
        yield batch
