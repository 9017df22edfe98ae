"""A store brought up to this version from what it keeps: records, decisions, what other extractors found.

All of it happens in ``live/``: readers see what is published until the end, a kill loses nothing, and the
same call goes on where it stopped.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from kg.build import versions
from kg.build.crew import MAKING, Crew
from kg.build.job import PUBLISH_EVERY, Job
from kg.build.report import BuildReport, Progress
from kg.build.vocabulary import for_workers, remembered
from kg.derive import forget, revised
from kg.errors import ExtractionError, InputError
from kg.extract import Extractor, available
from kg.papers import keys
from kg.sources.record import cleaned_again
from kg.store.state import State
from kg.store.writer import Writer

_NOTE = "upgrade"

Todo = dict[str, list[str] | None]
"""For each extractor the records that it has to look at again; None for all."""


@dataclass(slots=True)
class Upgrade:
    """What was brought up."""

    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Rules that are others now: by their name the old version and the new one."""
    records: int = 0
    """Records whose text is another now."""
    read: int = 0
    """Papers that were read again, or are written otherwise."""
    derived: tuple[str, ...] = ()
    """What else changed, in words, for which graph and index were derived anew from unchanged readings."""
    removed: int = 0
    """Papers that are no paper of their own any more."""
    missing: tuple[str, ...] = ()
    """Extractors that are not installed: what they found stays where the text is still the same."""
    report: BuildReport = field(default_factory=BuildReport)


def upgrade(
    store: str | Path,
    *,
    extractors: Sequence[Extractor] = (),
    again: bool = False,
    jobs: int = 1,
    on_problem: Callable[[InputError], None] | None = None,
    on_progress: Progress | None = None,
    publish_every: float = PUBLISH_EVERY,
) -> Upgrade:
    """Let ``store`` be what this version makes of its records; nothing is done where it is that already.

    Texts are cleaned anew where the rules of cleaning changed, papers are read again by extractors whose
    version changed, graphs and index follow; decisions hold. With ``again`` everything is read and derived
    again, whether anything changed or not. ``extractors`` come before installed ones of their names.

    Raises `kg.errors.StoreNotFound`, `kg.errors.StoreBusy`, `kg.errors.StoreVersionError` and
    `kg.errors.ExtractionError`.
    """
    given = {extractor.name: extractor for extractor in extractors}
    progress = on_progress or (lambda *_: None)
    with Writer.open(store, create=False) as writer:
        state = writer.state
        done = Upgrade()
        known = set(given) | set(available())
        there = state.extractors()
        done.missing = tuple(name for name in there if name not in known)
        done.changes = versions.changed(state)
        done.derived = revised(writer)
        names = [name for name in there if name in known]
        if done.changes and there and not names:
            raise ExtractionError(
                f"{store}: none of the extractors ({', '.join(there)}) is installed; install one of them and "
                "run `kg upgrade` again"
            )
        todo = _todo(writer, names, done, again=again)
        for name, records in (todo or {"spacy": None}).items():
            done.report = BuildReport()
            with ExitStack() as stack:
                extractor = given.get(name, name)
                wanted = for_workers(extractor, remembered(writer.path))
                crew = stack.enter_context(Crew(wanted, jobs, worker=MAKING)) if jobs > 1 and todo else None
                job = Job(
                    writer, done.report, extractor, progress, publish_every, crew=crew, problem=on_problem
                )
                job.run(again=None if not todo else state.digests() if records is None else records)
            done.read += done.report.added + done.report.updated
            done.removed += done.report.removed
        versions.keep(state)
        state.set_note(_NOTE, None)
    return done


def _todo(writer: Writer, names: Sequence[str], done: Upgrade, *, again: bool) -> Todo:
    """What is to be read by whom; what is known to be wrong is marked or forgotten.

    All of it can be done twice, so that the next call goes on after a kill.
    """
    state = writer.state
    if not (done.changes or again):
        return {name: [] for name in names}
    if "cleaning" in done.changes:
        done.records = state.change_records(cleaned_again, keys=keys)
    if "keys" in done.changes:
        state.rekey(keys=keys)
    todo = _shares(state, names, noted=bool(done.changes))
    if again:
        for name in names:
            state.forget_readings(name)
    if again or "layout" in done.changes:
        state.doubt_all()
    forget(writer)
    writer.mark_unpublished()
    return todo


def _shares(state: State, names: Sequence[str], *, noted: bool) -> Todo:
    """Each extractor looks at the records of the papers that it had read.

    Where texts change, what the others found goes when the first one reads: so their shares are noted.
    """
    if len(names) < 2:
        return dict.fromkeys(names)
    found = json.loads(state.note(_NOTE) or "{}")
    if found.get("to") != versions.current():
        found = {"to": versions.current(), "todo": {name: state.records_read_by(name) for name in names}}
        if noted:
            state.set_note(_NOTE, json.dumps(found))
    return dict(found["todo"])
