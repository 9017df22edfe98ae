"""Deriving anew by several processes: what each takes, and how that becomes part of the tables and the graph.

A process reads the store's papers, and tables that nobody writes meanwhile; it leaves a file that only it
writes. Which of them does what, and when, changes neither the tables nor the graph.
"""

from __future__ import annotations

import gzip
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

from pyoxigraph import Quad

from kg.derive.coining import Coining
from kg.derive.edges import EdgeStage
from kg.derive.lists import ListStage
from kg.derive.marks import Marks
from kg.derive.records import Records
from kg.derive.saying import Saying
from kg.derive.shared import aliases, entity_nodes, link_nodes, noting, other_nodes
from kg.derive.tables import Tables
from kg.mapping import concept_quads, resolved_quads
from kg.resolve.derive import Thresholds
from kg.store.layout import LIVE
from kg.store.nquads import texts
from kg.store.state import State

Aside = Callable[..., Callable[[], None]]
"""Lets another process do something (a function and what it is given); what it gives back waits for that."""
Lines = Iterator[tuple[bytes, int]]
"""Lines of N-Quads, some at a time, with their number."""
Call = tuple[Any, ...]
"""A function, and what it is given."""
PARTS = 8
"""Parts that the papers are taken in: more than there are processes, so that none waits long for another."""
_FAST = 1
_READ = 1 << 20
_ENDING = ".part"
_RESOLVED = "UPDATE paper SET resolved = p.resolved FROM part.paper AS p WHERE p.id = main.paper.id"


class Parts:
    """What other processes do for one derivation of the store at ``store``."""

    def __init__(self, store: Path, aside: Aside) -> None:
        self._store = store
        self._aside = aside
        self._lines: list[Path] = []

    def say(self, tables: Tables, names: list[str]) -> None:
        """What these papers say, into tables that hold nothing yet."""
        for _ in self._parts("said", tables, names, lambda file, *ends: (_said, self._store, file, *ends)):
            tables.take_over(("coined", "telling", "beside", "paper", "least", "least_cut", "apart"))
            tables.take_over_sums()
        ListStage(tables).join()

    def edges(self, tables: Tables, names: list[str], limits: Thresholds, *, lines: bool) -> None:
        """The edges of these papers; with ``lines`` also the quads of their resolved graphs."""

        def given(file: Path, first: str, last: str) -> Call:
            text = file.with_name(f"{file.stem}-lines{_ENDING}") if lines else None
            self._lines += [text] if text is not None else []
            return _edges, self._store, tables.path, file, text, first, last, limits

        for _ in self._parts("edges", tables, names, given):
            tables.take_over(("edge", "support"))
            tables.run(_RESOLVED)

    def _parts(
        self, kind: str, tables: Tables, names: list[str], given: Callable[[Path, str, str], Call]
    ) -> Iterator[None]:
        """Let ranges of names be worked on, and attach what each of them left."""
        tables.commit()  # others read them
        work = []
        for number, ends in enumerate(_ranges(names)):
            file = self._file(f"{kind}-{number}")
            work.append((file, self._aside(*given(file, *ends))))
        for _, done in work:
            done()
        tables.begin()
        for file, _ in work:
            with tables.beside(file):
                yield
            file.unlink()

    def resolved(self) -> Lines:
        """The lines of resolved graphs, with their number."""
        for file in self._lines:
            yield from _taken(file)

    def shared(self, tables: Path) -> tuple[Lines, Lines, Lines]:
        """The lines of what is shared but entities, of these, and of what they match; work begins at once."""
        rest, entities, background = map(self._file, ("rest", "entities", "background"))
        first, then = self._aside(_rest, tables, rest), self._aside(_named, tables, entities, background)

        def after(done: Callable[[], None], file: Path) -> Lines:
            done()
            yield from _taken(file)

        return after(first, rest), after(then, entities), _taken(background)

    def _file(self, name: str) -> Path:
        return self._store / LIVE / f"derived-{os.getpid()}-{name}{_ENDING}"


def clean(store: Path) -> None:
    """Remove what a killed derivation left."""
    for file in (store / LIVE).glob(f"derived-*{_ENDING}*"):
        file.unlink(missing_ok=True)


def _ranges(names: list[str]) -> Iterator[tuple[str, str]]:
    """First and last of about as many names each."""
    cuts = sorted({len(names) * part // PARTS for part in range(PARTS + 1)})
    for start, end in pairwise(cuts):
        yield names[start], names[end - 1]


@contextmanager
def _made(file: Path) -> Iterator[Tables]:
    tables = Tables(file, new=True)
    with closing(tables):
        yield tables
        tables.commit()


def _said(store: Path, to: Path, first: str, last: str) -> None:
    with closing(State.look(store)) as state, _made(to) as tables:
        tables.open_sums()
        Saying(tables, state, Coining(tables)).put_all(state.papers(first, last))
        tables.add_up()
        tables.close_sums()


def _edges(
    store: Path, path: Path, to: Path, lines: Path | None, first: str, last: str, limits: Thresholds
) -> None:
    with closing(State.look(store)) as state, closing(Tables(path)) as tables, _made(to) as made:
        records, coining = Records(tables), Coining(tables)
        stage = EdgeStage(tables, records, Marks(tables, records, off=True), limits, coining)
        read = stage.read(state.papers(first, last), made)
        quads = (resolved_quads(row.paper, found, coining.elsewhere(row.extractions)) for row, found in read)
        if lines is not None:
            _write(lines, chain.from_iterable(quads))
        else:
            deque(read, maxlen=0)


def _rest(path: Path, to: Path) -> None:
    with closing(Tables(path)) as tables:
        records = Records(tables)
        _write(to, other_nodes(records), link_nodes(records), aliases(records))


def _named(path: Path, to: Path, background: Path) -> None:
    matched: set[str] = set()

    with closing(Tables(path)) as tables:
        _write(to, noting(entity_nodes(Records(tables)), matched))
    _write(background, concept_quads(matched))


def _write(file: Path, *streams: Iterable[Quad]) -> None:
    with gzip.open(file, "wb", compresslevel=_FAST) as out:
        for quads in streams:
            for text in texts(quads):
                out.write(text)


def _taken(file: Path) -> Lines:
    """The lines in a file, which then goes."""
    with gzip.open(file, "rb") as stream:
        while lines := stream.readlines(_READ):
            yield b"".join(lines), len(lines)
    file.unlink()
