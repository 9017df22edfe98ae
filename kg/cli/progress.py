"""What long commands tell while they work, and what Ctrl-C means for them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from kg.cli.common import say
from kg.store.layout import MARKER

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import Task

    from kg.build import Progress


@contextmanager
def stopping(store: Path | None = None) -> Iterator[None]:
    """What Ctrl-C means is said, not left to be guessed; for a build, how its ``store`` is finished."""
    try:
        yield
    except KeyboardInterrupt:
        say("kg: stopped; what was read and done is kept, and the same command goes on with it")
        if store is not None and (store / MARKER).exists():
            say(f"kg: `kg build --store {store}` only finishes what was read, and publishes it")
        raise typer.Exit(130) from None


@contextmanager
def progress_shown(unit: str = "records") -> Iterator[Progress]:
    """A bar on a terminal; on anything else a plain line at each new stage."""
    if not sys.stderr.isatty():
        yield _plain_progress(unit)
        return
    with _bars() as bars:
        task = bars.add_task("starting", total=None)
        stages = [""]

        def progress(stage: str, done: int, total: int) -> None:
            if stage != stages[-1]:  # rate and time left are those of a stage
                stages.append(stage)
                bars.reset(task, description=stage, total=total or None)
            bars.update(task, completed=done, total=total or None)

        yield progress


def _bars() -> Bars:
    """A bar with how many are done, how many a second, and the time left."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars
    from rich.text import Text

    class Rate(ProgressColumn):
        """How many a second."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:,.0f}/s" if task.speed else "")

    told = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn()
    return Bars(*told, console=Console(stderr=True), transient=True)


def _plain_progress(unit: str) -> Progress:
    seen: set[str] = set()

    def progress(stage: str, done: int, total: int) -> None:
        if stage not in seen:
            seen.add(stage)
            say(f"kg: {stage}" + (f" {total:,} {unit}" if total else ""))

    return progress
