"""From source files to a published store: read, keep, plan, extract, write, derive, publish."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain, islice
from pathlib import Path

from kg.build import versions
from kg.build.crew import MAKING, Crew
from kg.build.derived import demand
from kg.build.job import PUBLISH_EVERY, Job
from kg.build.report import BuildReport, Progress
from kg.build.vocabulary import check_file, for_workers, remember, remembered
from kg.errors import InputError
from kg.extract import Extractor, available, load
from kg.model import Record
from kg.sources import read_sources
from kg.store.layout import MARKER
from kg.store.writer import Writer


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
    since: str | None = None,
    jobs: int = 1,
    vocabulary: str | Path | None = None,
    on_problem: Callable[[InputError], None] | None = None,
    on_progress: Progress | None = None,
    publish_every: float = PUBLISH_EVERY,
) -> BuildReport:
    """Read ``inputs`` into ``store`` and publish it; without inputs, only apply the ledger.

    The store becomes a function of all records ever read into it, the extractor's version and the
    ledger; the order of inputs and of builds does not matter. With ``strict`` the first problem of an
    input is raised before anything is written; otherwise problems go to ``on_problem``. Inputs without
    one usable record make no new store. ``min_confidence`` raises the confidence from which claims are plain
    triples above the extractor's threshold, of the whole store and for later builds as well. ``since`` leaves
    out records that are dated before that day; ``limit`` counts those that are left. With ``jobs`` above 1,
    so many processes of their own read papers, to the same result; a paper that ends its process twice goes
    to ``on_problem`` and is tried again by the next build. ``vocabulary`` is a file of names
    (`kg.vocabulary`), kept in the store for later builds as well; "" forgets it.

    Raises `kg.errors.InputError`, `kg.errors.ExtractionError` and `kg.errors.StoreError`.
    """
    report = BuildReport()

    def problem(found: InputError) -> None:
        report.problems += 1
        if on_problem is not None:
            on_problem(found)

    if isinstance(extractor, str) and extractor not in available():
        load(extractor)  # says which there are, before anything is read or made
    words = check_file(Path(vocabulary), strict=strict, problem=problem) if vocabulary else None
    records = read_sources(
        inputs, format=format, listing_year=listing_year, strict=strict, on_problem=problem
    )
    if strict:
        records = iter(list(records))
    first = list(islice(records, 1))
    if inputs and not first and not (Path(store) / MARKER).exists():
        return report
    with Writer.open(store) as writer, ExitStack() as stack:
        versions.require(writer)
        if min_confidence is not None:
            demand(writer.state, round(min_confidence, 2))
        if vocabulary is not None:
            remember(writer.path, words)
        crew = stack.enter_context(_crew(writer, extractor, jobs)) if jobs > 1 and inputs else None
        progress = on_progress or (lambda *_: None)
        job = Job(writer, report, extractor, progress, publish_every, crew=crew, problem=problem)
        job.read(islice(_from(chain(first, records), since, report), limit))
        job.run()
    return report


def _crew(writer: Writer, extractor: str | Extractor, jobs: int) -> Crew:
    """The processes that read, with the vocabulary of the store."""
    return Crew(for_workers(extractor, remembered(writer.path)), jobs, worker=MAKING)


def _from(records: Iterable[Record], since: str | None, report: BuildReport) -> Iterator[Record]:
    """The records of a day or later; those without date, too. The others are counted."""
    for record in records:
        if since is not None and record.date is not None and record.date < since[: len(record.date)]:
            report.earlier += 1
        else:
            yield record
