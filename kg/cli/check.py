"""``kg check``: is the store what the vocabulary says."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.common import JsonOption, StoreOption, print_json, store_of


def command(
    store: StoreOption = None,
    warnings: Annotated[bool, typer.Option(help="List warnings as well as violations.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="Most problems to list.")] = 50,
    background: Annotated[
        bool, typer.Option("--background", help="Check the shipped background names instead of a store.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Run the SHACL shapes over every graph, and what shapes can not say: offsets, IRIs, one graph a triple.

    Ends with exit code 1 where there is a violation.

    Examples: kg check · kg check --warnings --limit 10 · kg check --json ·
    kg check --background
    """
    from kg.check import check, check_shipped
    from kg.store.snapshot import Snapshot
    from kg.terminal import one_line

    if background:
        report = check_shipped(limit=limit)
    else:
        with Snapshot.open(store_of(store)) as snapshot:
            report = check(snapshot.store, limit=limit)
    if as_json:
        print_json(report.to_dict())
    else:
        for problem in report.problems:
            if warnings or problem.severity == "violation":
                print(one_line(str(problem)))
        print(
            f"checked {report.triples:,} triples in {report.graphs:,} graphs of {report.papers:,} papers: "
            f"{report.violations:,} violations, {report.warnings:,} warnings"
        )
    if not report.ok:
        raise typer.Exit(1)
