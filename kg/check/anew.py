"""A store made again from the papers of a snapshot, to hold the snapshot against."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path

from pyoxigraph import NamedNode

from kg import ledger, vocab
from kg.build.derived import derive_all, publish
from kg.diff import diff_lines
from kg.index.layout import TABLES
from kg.index.table import Tables
from kg.store.layout import INDEX, LIVE, STATE, VOCABULARY
from kg.store.manifest import read_settings
from kg.store.reading import read_only
from kg.store.snapshot import Snapshot
from kg.store.state import PaperRow
from kg.store.writer import Writer
from kg.vocab import GRAPH_BACKGROUND, GRAPH_CURATION, term

_AT_ONCE = 500
_OWN_NOTES = ("unpublished",)
_BACKGROUND = f" <{GRAPH_BACKGROUND}> .\n".encode()


@contextmanager
def made_anew(store: Path, snapshot: Snapshot) -> Iterator[Snapshot]:
    """A snapshot made anew of the papers, the decisions and the settings of ``snapshot``; gone at the end."""
    with tempfile.TemporaryDirectory(prefix="papertriples-") as folder:
        other = Path(folder, "store")
        with Writer.open(other) as writer:
            settings = read_settings(snapshot.path)
            for key, value in _notes(store) if settings is None else settings.items():
                writer.state.set_note(key, value)
            _copy_ledger(store, other, _decisions(snapshot))
            vocabulary = (store if settings is None else snapshot.path) / VOCABULARY
            if vocabulary.exists():
                shutil.copyfile(vocabulary, other / VOCABULARY)
            names = snapshot.papers()
            while batch := list(islice(names, _AT_ONCE)):
                writer.put([_row(snapshot, name) for name in batch], defer=True)
            writer.catch_up()
            publish(writer, *derive_all(writer, _retracted(snapshot)))
        with Snapshot.open(other) as made:
            yield made


def _row(snapshot: Snapshot, name: str) -> PaperRow:
    return PaperRow(*snapshot.said(name))


def _notes(store: Path) -> list[tuple[str, str]]:
    """What the writer keeps of thresholds and choices, for a snapshot that an older version published."""
    file = store / LIVE / STATE
    if not file.exists():
        return []
    with closing(read_only(file)) as database:
        rows = database.execute("SELECT key, value FROM note ORDER BY key").fetchall()
    return [(key, value) for key, value in rows if key not in _OWN_NOTES]


def _decisions(snapshot: Snapshot) -> int:
    """How many entries of the ledger the snapshot reflects."""
    return sum(quad.object == NamedNode(term("Decision")) for quad in snapshot.graph(GRAPH_CURATION))


def _copy_ledger(store: Path, other: Path, entries: int) -> None:
    file = store / ledger.FILE
    if entries and file.exists():
        lines = file.read_bytes().split(b"\n")[:entries]
        (other / ledger.FILE).write_bytes(b"\n".join(lines) + b"\n")


def _retracted(snapshot: Snapshot) -> list[str]:
    """Local names of papers that the snapshot says were taken out."""
    prefix = vocab.PREFIXES["paper"]
    return sorted(
        quad.subject.value.removeprefix(prefix)  # type: ignore[union-attr]
        for quad in snapshot.graph(vocab.GRAPH_META)
        if quad.object == NamedNode(term("RetractedPaper"))
    )


def compare_graph(snapshot: Snapshot, other: Snapshot) -> Iterator[str]:
    """Triples that only one of the two holds."""
    for sign, line in diff_lines(lambda: _lines(snapshot), lambda: _lines(other)):
        what = "does not follow from the papers" if sign == "-" else "is missing"
        yield f"this triple {what}: {line.decode().rstrip()}"


def _lines(snapshot: Snapshot) -> Iterator[bytes]:
    return (line for line in snapshot.sorted_nquads() if not line.endswith(_BACKGROUND))


def compare_index(snapshot: Snapshot, other: Snapshot) -> Iterator[str]:
    """Rows that only one of the two indexes holds."""
    mine, theirs = Tables(snapshot.path / INDEX), Tables(other.path / INDEX)
    try:
        for table in (*TABLES, "key"):
            here, there = (set(t.keys() if table == "key" else t.rows(table, "")) for t in (mine, theirs))
            for rows, what in ((here - there, "does not fit the graph"), (there - here, "is missing")):
                for row in sorted(rows, key=repr):
                    yield f"a row of the index {what}: {table} {row}"
    finally:
        mine.close()
        theirs.close()
