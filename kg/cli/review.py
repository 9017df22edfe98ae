"""``kg review``: suggestions one by one, on the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.asking import Lines
from kg.cli.common import StoreOption, say, store_of
from kg.cli.deciding import RECORDED, AuthorOption, LaterOption, decider
from kg.cli.suggest import KindOption, suggested

if TYPE_CHECKING:
    from kg.ledger import Entry
    from kg.suggest import Material, Suggestion, Use
    from kg.suggest.reviewing import Replied, Skipped


SENTENCES = 2
"""Sentences that are shown of each side."""


def command(
    store: StoreOption = None,
    kind: KindOption = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many.")] = 100,
    again: Annotated[bool, typer.Option("--again", help="Ask what was skipped before, too.")] = False,
    author: AuthorOption = None,
    later: LaterOption = False,
) -> None:
    """Go through suggestions, most useful first, with sentences that use each name; answers are decisions.

    Each answer is in the ledger at once, so you may stop anywhere and go on another day. The graph is brought
    up to all of them at the end.

    Examples: kg review · kg review --kind different -n 10 · printf 's\\nd two methods\\nq\\n' | kg review
    """
    from kg.build.deciding import apply
    from kg.store.layout import refuse_backup
    from kg.store.snapshot import Snapshot
    from kg.suggest import Material
    from kg.suggest.reviewing import Skipped

    path, who = store_of(store), decider(author)
    refuse_backup(path)  # before anything is asked
    skipped = Skipped(path)
    written = 0
    try:
        with Snapshot.open(path) as snapshot:
            material = Material(snapshot)
            found = suggested(material, path, kind)
            left = list(found if again else skipped.without(found))[:limit]
            for entry in _go_through(path, material, left, skipped, who):
                written += 1
                say(f"kg: entry {entry.number}: {entry}")
        say(f"kg: {_counted(written)} written")
        if written and (later or not apply(path)):
            say(RECORDED)
    except KeyboardInterrupt:
        say(
            f"\nkg: stopped; {_counted(written)} written"
            + "; the next `kg build` applies them" * (written > 0)
        )
        raise typer.Exit(130) from None


def _counted(decisions: int) -> str:
    return f"{decisions:,} decision" + "s" * (decisions != 1)


def _go_through(
    store: Path, material: Material, left: list[Suggestion], skipped: Skipped, author: str
) -> Iterator[Entry]:
    """Ask, write each decision at once, and give it."""
    from kg.build.deciding import record
    from kg.errors import UsageError
    from kg.suggest.reviewing import decided

    if not left:
        say("kg: nothing to review")
    answers = _Answers()
    for n, suggestion in enumerate(left, 1):
        _show(material, suggestion, f"{n} of {len(left)}")
        replied = answers.ask()
        if replied.answer == "quit" or replied.answer is None:
            break
        entry = decided(store, suggestion, replied.answer, replied.reason)
        if entry is None:
            skipped.add(suggestion)
            continue
        try:
            yield from record(store, [entry], author=author, reason=entry.reason).entries
        except UsageError as error:
            say(f"kg: {error}")


def _show(material: Material, suggestion: Suggestion, place: str) -> None:
    from kg.terminal import one_line

    asked = {"merge": "one thing?", "different": "two things?", "split": "two things under one name?"}
    question = asked[suggestion.kind]
    print(f"\n{place}: {question} ({one_line(suggestion.why)})")
    for number, side in enumerate((suggestion.one, suggestion.other), 1):
        counted = f"{side.papers:,} paper" + "s" * (side.papers != 1)
        print(f"  {number}  {one_line(side.label)}  [{side.name}], {counted}")
        for use in _uses(material, suggestion, side.name):
            print(f"     “{one_line(use.sentence, 300)}” {use.paper}")


def _uses(material: Material, suggestion: Suggestion, name: str) -> list[Use]:
    """Sentences of one side; of one name for two things those of its own papers."""
    if suggestion.kind != "split":
        return material.uses(name)
    own = suggestion.one.name
    if name != own:
        return material.uses(own, papers=suggestion.group)
    entity = material.entity(own)
    found: list[Use] = []
    for paper in sorted(material.used.keys() - set(suggestion.group)):
        for written in sorted(material.used[paper]):
            if material.entity(written) == entity and len(found) < SENTENCES:
                found += material.uses(written, papers=[paper])
    return found


class _Answers:
    """Answers from the terminal or from a pipe; an end of input, or a pipe that says nothing, is quit."""

    def __init__(self) -> None:
        self._lines = Lines()

    def ask(self) -> Replied:
        """The next answer that is one."""
        from kg.suggest.reviewing import ASK, ASK_BROADER, Replied, understand

        prompt, reason = ASK, ""
        while True:
            line = self._line(prompt)
            if line is None:
                return Replied("quit")
            replied = understand(f"b {line}" if prompt == ASK_BROADER else line)
            if replied.answer is not None:
                return Replied(replied.answer, replied.reason or reason)
            if replied.which:
                prompt, reason = ASK_BROADER, reason or replied.reason
            else:
                say("kg: that is no answer")

    def _line(self, prompt: str) -> str | None:
        print(f"{prompt} > ", end="", file=sys.stderr, flush=True)
        line = self._lines.next()
        if line is None:
            say("\nkg: no answer came; stopped")
        return line
