"""``kg build``: source files into a store."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.common import JsonOption, Problems, fail, print_json, say
from kg.cli.options import MOST, FormatOption, JobsOption, YearOption
from kg.cli.progress import progress_shown, stopping
from kg.days import check_date

if TYPE_CHECKING:
    from kg.build import BuildReport


COUNTED = ("papers", "entities", "claims", "triples")


def command(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders, globs, .gz; - is standard input; none: apply decisions only."),
    ] = None,
    store: Annotated[
        str | None,
        typer.Option("--store", help="The store's folder [default: KG_STORE, else graphs/default]."),
    ] = None,
    format_: FormatOption = None,
    listing_year: YearOption = None,
    extractor: Annotated[str, typer.Option(help="The extractor to read papers with.")] = "spacy",
    limit: Annotated[int | None, typer.Option(min=1, max=MOST, help="Read at most so many records.")] = None,
    min_confidence: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1,
            help="Make plain triples of claims from here on only, now and in later builds of this store; "
            "0 goes back to the extractor's threshold.",
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Leave out records dated before, as 2025-03-01."),
    ] = None,
    jobs: JobsOption = 1,
    strict: Annotated[
        bool, typer.Option("--strict", help="Stop at the first problem, write nothing.")
    ] = False,
    vocabulary: Annotated[
        Path | None, typer.Option(help="CSV of your own names, types, aliases, names to ignore; remembered.")
    ] = None,
    no_vocabulary: Annotated[
        bool, typer.Option("--no-vocabulary", help="Forget the vocabulary of the store.")
    ] = False,
    shards: Annotated[
        Path | None,
        typer.Option(
            help="Make the store of what `kg extract --engine --out` left here; reads nothing again."
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Read papers, extract what they say, and write the graph.

    Reading a paper again changes nothing; a new version replaces exactly its own claims.

    Examples: kg build listing.txt more/*.json --store graphs/mine · kg build papers.bib.gz ·
    cat listing.txt | kg build - --listing-year 2025 · kg build listing.txt --min-confidence 0.8 ·
    kg build listing.txt --vocabulary our-names.csv
    """
    if shards is not None:
        return _load(shards, inputs, store, as_json)
    if vocabulary is not None and no_vocabulary:
        fail("--vocabulary and --no-vocabulary contradict each other")
    return _build(
        inputs or [],
        _target(store, reads=bool(inputs)),
        as_json,
        extractor=extractor,
        format=format_,
        listing_year=listing_year,
        strict=strict,
        limit=limit,
        since=check_date(since),
        jobs=jobs,
        min_confidence=min_confidence,
        vocabulary="" if no_vocabulary else vocabulary,
    )


def _build(inputs: list[str], path: Path, as_json: bool, **options: Any) -> None:
    """Build, and tell what was done; ``options`` are those of `kg.build.build`."""
    from kg.build import build

    problems = Problems()
    with stopping(path), progress_shown() as progress:
        report = build(inputs, path, on_problem=problems, on_progress=progress, **options)
    problems.close()
    _tell(report, path, as_json, reads=bool(inputs))
    if inputs and not report.records:
        problems.nothing_usable()


def _target(store: str | None, *, reads: bool) -> Path:
    """Where a build writes: a new store may be made of files, none of decisions alone."""
    from kg.store.layout import check_marker, default_store, new_store_path

    if reads:
        return new_store_path(store)
    path = default_store(store)
    check_marker(path)
    return path


def _tell(report: BuildReport, path: Path, as_json: bool, *, reads: bool) -> None:
    for warning in report.warnings:
        say(f"kg: warning: {warning}")
    if as_json:
        print_json(asdict(report))
    elif report.records or report.published:
        print(summary(report, str(path)))
    elif not reads:
        say(f"kg: nothing changed; {path} stands as it was published")


def _load(shards: Path, inputs: list[str] | None, store: str | None, as_json: bool) -> None:
    from kg.fleet import load
    from kg.store.layout import new_store_path

    if inputs:
        fail("--shards takes no files: the papers are those of the shards")
    path = new_store_path(store)
    with stopping(), progress_shown() as progress:
        counts = load(shards, path, on_progress=progress)
    if as_json:
        print_json(counts)
    else:
        print("graph      " + ", ".join(f"{counts[key]:,} {key}" for key in COUNTED) + f" in {path}")


def summary(report: BuildReport, store: str) -> str:
    """What a build did, for people."""
    lines = [
        f"read       {report.records:,} records: {report.added:,} new papers, {report.updated:,} updated, "
        f"{report.unchanged:,} unchanged"
    ]
    if report.removed or report.retracted:
        lines.append(f"left out   {report.retracted:,} retracted; {report.removed:,} papers removed")
    if report.earlier:
        lines.append(f"earlier    {report.earlier:,} records, not read")
    if report.flags:
        lines.append("flagged    " + ", ".join(f"{count:,} {flag}" for flag, count in report.flags.items()))
    if report.problems:
        lines.append(f"problems   {report.problems:,} (listed above)")
    lines.append(
        f"graph      {report.papers:,} papers, {report.entities:,} entities, {report.claims:,} claims, "
        f"{report.triples:,} triples in {store}"
    )
    return "\n".join(lines)
