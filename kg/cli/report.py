"""``kg report``: what the papers are about, as one HTML file."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.common import StoreOption, beside, say, store_of
from kg.cli.options import NoTextOption


def command(
    store: StoreOption = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="The file to write [default: STORE-report.html beside it]."),
    ] = None,
    since: Annotated[str | None, typer.Option(help="Only papers from this day, month or year on.")] = None,
    until: Annotated[str | None, typer.Option(help="Only papers up to it, inclusive.")] = None,
    listing: Annotated[
        Path | None,
        typer.Option(help="Only the papers of this file; new is what no other paper of the store names."),
    ] = None,
    title: Annotated[
        str | None, typer.Option(help="Heading [default: the listing's or store's name].")
    ] = None,
    no_text: NoTextOption = False,
    topics: Annotated[
        bool, typer.Option("--topics", help="What is new for each saved topic since its last report.")
    ] = False,
    open_: Annotated[bool, typer.Option("--open", help="Open the file in the browser.")] = False,
) -> None:
    """Report on the papers: themes, cards, top names, matrices, similar papers, doubtful claims; prints well.

    Examples: kg report --open · kg report --since 2025-10-01 --out october.html ·
    kg report --since 2025 --until 2025-06 --title "First half" --no-text ·
    kg report --topics · kg report --listing today.txt --out today.html
    """
    from kg.handle.reporting import report_on
    from kg.report import write_report

    path = store_of(store)
    if topics:
        from kg.store.layout import refuse_backup

        refuse_backup(path)  # what is told of is remembered there
    report = report_on(
        path, since=since, until=until, title=title, texts=not no_text, topics=topics, listing=listing
    )
    target = out or beside(path, "-report.html")
    write_report(report, target)
    if report.news:
        from kg.topics import remember

        remember(path, {topic.name: topic.all_new for topic in report.news})
        for topic in report.news:
            say(f"kg: {topic.name}: {len(topic.all_new):,} new of {topic.papers:,}")
    say(f"kg: wrote {target} (papers: {report.papers:,}, themes: {len(report.themes):,})")
    if open_:
        webbrowser.open(target.resolve().as_uri())
