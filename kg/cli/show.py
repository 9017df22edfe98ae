"""``kg show``: a paper, and the sentence behind each statement."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.common import JsonOption, StoreOption, print_json, say, store_of, width
from kg.cli.completing import names
from kg.cli.options import SureOption

if TYPE_CHECKING:
    from kg.handle import PaperView, Statement
    from kg.model import Paper


LESS_SURE = "less sure"
"""What is no plain triple: queries, counts and pictures leave it out."""


def command(
    paper: Annotated[
        str, typer.Argument(help="An identifier (arXiv, DOI, ours) or the title.", autocompletion=names)
    ],
    store: StoreOption = None,
    min_confidence: SureOption = 0.0,
    sentences: Annotated[bool, typer.Option(help="Print the sentence behind each statement.")] = True,
    as_json: JsonOption = False,
) -> None:
    """Show a paper: its methods, tasks, datasets, metrics and concepts, with the evidence.

    A name instead of a paper: what it is below, the terms of the background that it meets with rule, score
    and what is above them, its other names with the reason for each, and what `kg neighbours` tells.

    Examples: kg show 2309.12696 · kg show "offline RL" · kg show D4RL --json · kg show ID --no-sentences
    """
    import kg
    from kg.errors import NotFound

    where = store_of(store)
    try:
        with kg.open(where) as graph:
            shown = surest(graph.show(paper), min_confidence)
    except NotFound:
        entity = _entity_of(where, paper)
        if entity is None:
            raise
        from kg.cli.looking import look_up
        from kg.cli.naming import lines, named, plain

        say(f"kg: {paper!r} is a name, no paper:")
        shown_name = named(where, entity)
        return look_up(
            paper,
            store=store,
            min_confidence=min_confidence,
            exact=True,
            as_json=as_json,
            more=plain(shown_name),
            told=list(lines(shown_name)),
        )
    if as_json:
        from dataclasses import asdict

        return print_json(asdict(shown))
    print(render(shown, sentences=sentences, columns_wide=width()))
    return None


def _entity_of(store: Path, text: str) -> str | None:
    """The entity that a text names, None where it names none."""
    from kg.errors import NotFound
    from kg.store.snapshot import Snapshot

    with Snapshot.open(store) as snapshot:
        try:
            match = snapshot.index.resolve(text, fuzzy=False)
        except NotFound:
            return None
        return match.id if match.kind == "entity" else None


def surest(shown: PaperView, min_confidence: float) -> PaperView:
    """The paper with the statements that are at least so certain."""
    from dataclasses import replace

    return replace(
        shown,
        statements=tuple(s for s in shown.statements if s.confidence >= min_confidence),
        links=tuple(link for link in shown.links if link.confidence >= min_confidence),
    )


def render(shown: PaperView, *, sentences: bool, columns_wide: int) -> str:
    """The paper for people."""
    lines = list(_head(shown.paper, columns_wide))
    for relation, statements in groupby(shown.statements, key=lambda s: s.predicate):
        lines += ["", relation]
        for statement in statements:
            lines += _entity(statement, columns_wide, sentences=sentences)
    if shown.links:
        lines += ["", "between them"]
    for link in shown.links:
        lines += _link(link, columns_wide, sentences=sentences)
    if not shown.statements:
        lines += ["", "nothing was found in its title and abstract"]
    return "\n".join(lines)


def _head(paper: Paper, columns_wide: int) -> list[str]:
    from kg.terminal import one_line

    names = ", ".join(author.name for author in paper.authors)
    who = names or paper.organisation or (f"{paper.author_count} authors" if paper.author_count else "")
    facts = [paper.date, paper.venue, ", ".join(paper.categories), ", ".join(paper.flags)]
    return [
        line
        for line in (
            one_line(paper.title),
            one_line(f"{paper.id}  {' · '.join(fact for fact in facts if fact)}"),
            one_line(who, columns_wide),
        )
        if line
    ]


def _entity(statement: Statement, columns_wide: int, *, sentences: bool) -> list[str]:
    from kg.terminal import one_line

    marks = [statement.type or "", f"{statement.confidence:.2f}"]
    marks += ["core"] * statement.core + ([statement.context] if statement.context else [])
    marks += [LESS_SURE] * (not statement.plain)
    line = f"  {one_line(statement.object)}  ({', '.join(marks)})"
    return [line, *(_sentence(statement, columns_wide) if sentences else [])]


def _link(link: Statement, columns_wide: int, *, sentences: bool) -> list[str]:
    from kg.terminal import one_line

    sure = f"{link.confidence:.2f}" + (f", {link.context}" if link.context else "")
    sure += f", {LESS_SURE}" * (not link.plain)
    line = f"  {one_line(link.subject)} — {link.predicate} → {one_line(link.object)}  ({sure})"
    return [line, *(_sentence(link, columns_wide) if sentences else [])]


def _sentence(statement: Statement, columns_wide: int) -> list[str]:
    from kg.terminal import one_line

    return [f"      {one_line('“' + statement.sentence + '”', max(columns_wide - 6, 20))}"]
