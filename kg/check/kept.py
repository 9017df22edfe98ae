"""What a store keeps beside its published graph: every record, and the writer's own books."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from kg.mapping import canonical
from kg.store.layout import LIVE, RECORDS, RECORDS_FILE, STATE, current_name
from kg.store.reading import read_only, read_only_uri
from kg.store.records import digest
from kg.store.snapshot import Snapshot
from kg.store.state import State
from kg.store.trouble import MEND_RECORDS, damaged, explain


def check_kept(store: Path) -> Iterator[str]:
    """Records that are not what their digest says; papers of which books and published graph differ.

    Where a build has not published yet, or publishes now, the books are ahead and are not compared.
    """
    records, books = store / RECORDS / RECORDS_FILE, store / LIVE / STATE
    for file in (records, books):
        if not file.exists():
            yield f"{file.relative_to(store)} is missing; {MEND_RECORDS}"
            return
    try:
        with closing(read_only(books)) as database:
            database.execute("ATTACH ? AS records", (read_only_uri(records),))
            yield from _faults(database, "main", "records")
            yield from _gone(database)
            state = State(store, database)
            yield from _records(state)
            with Snapshot.open(store) as snapshot:
                database.execute("BEGIN")  # the books of one moment
                if state.note("unpublished") is None and current_name(store) == snapshot.name:
                    yield from _papers(snapshot, state)
    except sqlite3.Error as error:
        raise explain(error, store) from error
    except UnicodeDecodeError as error:
        raise damaged(store, str(error)) from error


def _faults(database: sqlite3.Connection, *schemas: str) -> Iterator[str]:
    for schema in schemas:
        for (text,) in database.execute(f"PRAGMA {schema}.integrity_check(10)"):
            if text != "ok":
                yield f"{'records' if schema == 'records' else 'state'}.sqlite: {text}"


def _gone(database: sqlite3.Connection) -> Iterator[str]:
    """Papers whose records are not there: no build could make them again."""
    ask = "SELECT count(DISTINCT paper) FROM paper_record WHERE record NOT IN"
    ((papers,),) = database.execute(f"{ask} (SELECT digest FROM records.record)")
    if papers:
        what = "1 paper" if papers == 1 else f"{papers:,} papers"
        yield f"{RECORDS}/{RECORDS_FILE} lacks records of {what}; {MEND_RECORDS}"


def _records(state: State) -> Iterator[str]:
    for name, record in state.records():
        if digest(record) != name:
            yield f"the record {name[:12]} is not what was read; restore a backup"


def _papers(snapshot: Snapshot, state: State) -> Iterator[str]:
    published = set(snapshot.papers())
    for row in state.papers():
        name = row.paper.id
        if name not in published:
            yield f"paper {name} is in the books and not in the graph; `kg build` writes it again"
            continue
        published.discard(name)
        if canonical(*snapshot.said(name)) != (row.paper, row.extractions):
            yield f"paper {name} is another in the books than in the graph"
    for name in sorted(published):
        yield f"paper {name} is in the graph and not in the books"
