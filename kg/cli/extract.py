"""``kg extract``: the extractor alone, without a store."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.common import FORMAT_HELP, Problems, fail
from kg.cli.progress import progress_shown, stopping


def command(
    inputs: Annotated[list[str], typer.Argument(help="Files, folders, globs, .gz; - is standard input.")],
    format_: Annotated[str | None, typer.Option("--format", help=FORMAT_HELP)] = None,
    listing_year: Annotated[
        int | None, typer.Option(min=1991, max=2100, help="Year of a listing's dates that have none.")
    ] = None,
    extractor: Annotated[str, typer.Option(help="The extractor to use.")] = "spacy",
    min_confidence: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Leave out claims below [default: the extractor's threshold]."),
    ] = None,
    mentions: Annotated[bool, typer.Option(help="Print each entity's mentions with their offsets.")] = True,
    strict: Annotated[bool, typer.Option("--strict", help="Stop at the first problem.")] = False,
    engine: Annotated[
        str | None,
        typer.Option(help="Extract and resolve with many workers into --out instead: dask, or local."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="With --engine: the folder, seen by all workers.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="With --engine: workers on this machine.")] = 2,
    scheduler: Annotated[
        str | None, typer.Option(help="With --engine dask: a scheduler that runs already, tcp://HOST:PORT.")
    ] = None,
    shards: Annotated[int, typer.Option(min=1, max=10_000, help="With --engine: shards of a stage.")] = 64,
) -> None:
    """Print what each paper says, one JSON object a paper, in the shape of the gold files.

    With --engine, workers of this machine or of a cluster do all that a build does, up to sorted N-Quads for
    the bulk loader of any store; stopped at any moment, the same command goes on where it was.

    Examples: kg extract listing.txt > found.jsonl · kg extract papers.bib --min-confidence 0.8 --no-mentions
    · kg extract papers/ --engine dask --workers 16 --out shards
    """
    if engine is not None:
        if out is None or strict or min_confidence is not None:
            fail("--engine needs --out, and takes neither --strict nor --min-confidence")
        return _far(inputs, engine, out, workers, scheduler, extractor, shards, format_, listing_year)
    if out is not None or scheduler is not None:
        fail("--out and --scheduler are for --engine; else the output goes to standard output")
    from kg.build.extracting import extract_sources
    from kg.extract import load
    from kg.serial import gold_shape

    problems = Problems()
    found = extract_sources(
        inputs,
        load(extractor),
        format=format_,
        listing_year=listing_year,
        strict=strict,
        min_confidence=min_confidence,
        on_problem=problems,
    )
    printed = 0
    for paper, extraction in found:
        print(json.dumps(gold_shape(paper, extraction, mentions=mentions), ensure_ascii=False), flush=True)
        printed += 1
    problems.close()
    if not printed:
        problems.nothing_usable()
    return None


def _far(
    inputs: list[str],
    engine: str,
    out: Path,
    workers: int,
    scheduler: str | None,
    extractor: str,
    shards: int,
    format_: str | None,
    listing_year: int | None,
) -> None:
    from kg.fleet import extract_far, open_engine

    with stopping(), progress_shown() as progress:
        running = open_engine(engine, workers=workers, scheduler=scheduler)
        try:
            done = extract_far(
                inputs,
                out,
                running,
                extractor=extractor,
                shards=shards,
                format=format_,
                listing_year=listing_year,
                on_progress=progress,
            )
        finally:
            running.close()
    problems = Problems()
    for problem in done.problems:
        problems(problem)
    problems.close()
    print(f"read       {done.records:,} records, {done.papers:,} papers, {len(done.problems):,} problems")
    print(f"written    {done.quads:,} quads in {done.files} sorted files in {out / 'quads'}")
    if not done.papers:
        problems.nothing_usable()
