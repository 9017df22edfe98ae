"""``kg extract``: the extractor alone, without a store."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.common import Problems, fail
from kg.cli.options import FormatOption, WordsOption, YearOption
from kg.cli.progress import progress_shown, stopping

if TYPE_CHECKING:
    from kg.fleet.engines import Engine


def command(
    inputs: Annotated[
        list[str],
        typer.Argument(help="Files, folders, globs, .gz; - is standard input (not with --engine)."),
    ],
    format_: FormatOption = None,
    listing_year: YearOption = None,
    extractor: Annotated[str, typer.Option(help="The extractor to use.")] = "spacy",
    min_confidence: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Leave out claims below [default: the extractor's threshold]."),
    ] = None,
    mentions: Annotated[bool, typer.Option(help="Print each entity's mentions with their offsets.")] = True,
    strict: Annotated[bool, typer.Option("--strict", help="Stop at the first problem.")] = False,
    vocabulary: WordsOption = None,
    engine: Annotated[
        str | None,
        typer.Option(help="Extract and resolve with many workers into --out instead: dask, or local."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="With --engine: the folder, seen by all workers.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="With --engine: workers on this machine [default: 2].")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="With --engine dask: a scheduler that runs already, tcp://HOST:PORT.")
    ] = None,
    shards: Annotated[int, typer.Option(min=1, max=10_000, help="With --engine: shards of a stage.")] = 64,
    decisions: Annotated[
        Path | None,
        typer.Option(
            help="With --engine: a store or backup whose decisions and vocabulary hold, or a ledger.jsonl."
        ),
    ] = None,
) -> None:
    """Print what each paper says, one JSON object a paper, in the shape of the gold files.

    With --engine, workers of this machine or of a cluster do all that a build does, up to sorted N-Quads for
    the bulk loader of any store; stopped at any moment, the same command goes on where it was.

    Examples: kg extract listing.txt > found.jsonl · kg extract papers.bib --min-confidence 0.8 --no-mentions
    · kg extract papers/ --engine dask --workers 16 --out shards --decisions graphs/mine
    """
    shared: dict[str, Any] = {"format": format_, "listing_year": listing_year}
    if engine is None:
        if any(told is not None for told in (out, workers, scheduler, decisions)):
            fail("--out, --workers, --scheduler and --decisions are for --engine; without it, it only prints")
        shared["min_confidence"] = min_confidence
        return _near(inputs, extractor, vocabulary, mentions=mentions, strict=strict, **shared)
    from kg.fleet import open_engine

    if out is None or strict or min_confidence is not None:
        fail("--engine needs --out, and takes neither --strict nor --min-confidence")
    start = partial(open_engine, engine, workers=workers or 2, scheduler=scheduler)
    shared |= {"shards": shards, "decisions": decisions, "vocabulary": vocabulary}
    return _far(inputs, out, start, extractor=extractor, **shared)


def _near(
    inputs: list[str],
    extractor: str,
    vocabulary: Path | None,
    *,
    mentions: bool,
    strict: bool,
    **options: Any,
) -> None:
    from kg.build.extracting import extract_sources
    from kg.build.vocabulary import check_file, with_vocabulary
    from kg.extract import load
    from kg.serial import gold_shape
    from kg.vocabulary import NONE, read_vocabulary

    problems, words = Problems(), NONE
    if vocabulary is not None:
        text = check_file(vocabulary, strict=strict, problem=problems)
        words, _ = read_vocabulary(text.encode(), file=vocabulary.name)
    reader = with_vocabulary(load(extractor), words)
    printed = 0
    for paper, found in extract_sources(inputs, reader, strict=strict, on_problem=problems, **options):
        print(json.dumps(gold_shape(paper, found, mentions=mentions), ensure_ascii=False), flush=True)
        printed += 1
    problems.close()
    if not printed:
        problems.nothing_usable()


def _far(inputs: list[str], out: Path, start: Callable[[], Engine], **options: Any) -> None:
    from kg.fleet import extract_far

    with stopping(), progress_shown() as progress:
        running = start()
        try:
            done = extract_far(inputs, out, running, on_progress=progress, **options)
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
