"""What the commands over the whole graph share: the projection, names to nodes, small charts."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from kg.cli.common import print_json, reading, say

if TYPE_CHECKING:
    from kg.analytics import Corpus
    from kg.analytics.ties import Watch
    from kg.index import Index

TypesOption = Annotated[
    list[str] | None,
    typer.Option("--type", "-t", help="Only this type (Method, Task, …); may be given again."),
]
LimitOption = Annotated[int, typer.Option(min=1, max=100_000, help="Most lines to print.")]
_BARS = "▁▂▃▄▅▆▇█"


class Opened(NamedTuple):
    """An index with its projection."""

    names: Index
    corpus: Corpus

    def node(self, text: str) -> str:
        """``name/SLUG`` or ``paper/ID`` of what somebody typed; a misspelling is taken and told."""
        return node_of(self.names, text)


def node_of(index: Index, text: str) -> str:
    """``name/SLUG`` or ``paper/ID`` of what somebody typed; a misspelling is taken and told."""
    match = index.resolve(text).sure()
    if match.how == "similar":
        say(f"kg: took {text!r} for {match.label!r}")
    return f"{'paper' if match.kind == 'paper' else 'name'}/{match.id}"


@contextmanager
def whole(store: str | None, watch: Watch | None = None) -> Iterator[Opened]:
    """The whole graph of a store, for computing over it."""
    from kg.analytics import read_corpus

    with reading(store) as index:
        if watch is not None:
            watch("reading the graph", 0, 0)
        yield Opened(index, read_corpus(index))


@contextmanager
def watched() -> Iterator[Watch]:
    """What is being done, how much of it is, and the time left, where somebody sits at a terminal."""
    if not sys.stderr.isatty():
        yield lambda what, done, of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task, stage = bars.add_task("starting", total=None), ""

        def watch(what: str, done: int, of: int) -> None:
            nonlocal stage
            if what != stage:  # the time left is that of a stage
                stage = what
                bars.reset(task, description=what, total=of or None)
            bars.update(task, completed=done, total=of or None)

        yield watch


def print_records(records: Any) -> None:
    """Records of `kg.analytics` as JSON."""
    from kg.index import to_plain

    print_json(to_plain(records))


def spark(counts: Sequence[int], most: int = 24) -> str:
    """Counts as one bar a character, the last ``most`` of them; a dot for none."""
    shown = counts[-most:]
    highest = max(shown, default=0)
    return "".join(_BARS[round(7 * n / highest)] if n else "·" for n in shown)


def bar(value: float, highest: float, wide: int = 12) -> str:
    """A value as a bar against the highest."""
    return "█" * max(round(wide * value / highest), 1) if value > 0 and highest > 0 else ""
