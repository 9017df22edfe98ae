"""``kg extract``: the extractor alone, without a store."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from kg.cli.common import FORMAT_HELP, Problems
from kg.errors import InputError


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
) -> None:
    """Print what each paper says, one JSON object a paper, in the shape of the gold files.

    Examples: kg extract listing.txt > found.jsonl · kg extract papers.bib --min-confidence 0.8 --no-mentions
    """
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
        if len(problems.found) == 1:  # told already
            raise typer.Exit(InputError.exit_code)
        raise InputError("no usable paper in these inputs")
