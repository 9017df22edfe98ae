"""What follows from all papers together, brought up to the papers that changed, or derived anew.

`bring_up` decides which. Derived anew is right whenever something else than papers changed, or anything is in
doubt; both ways give the same graph and the same index (`tests/derive`).
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from kg.derive.derivation import COMPLETE, Counts, Derivation, OutOfStep, made_alike, made_otherwise
from kg.derive.limits import thresholds
from kg.derive.lookup import SHARE, IndexStage
from kg.derive.parts import Aside, Parts, clean
from kg.derive.records import Records
from kg.derive.tables import Tables, place, remove
from kg.store.layout import LIVE
from kg.store.trouble import translated
from kg.store.writer import Writer

MOST = 0.5
"""Part of the papers that may have changed for it to be worth following them."""
_RULES = {
    "version": "the rules of names",
    "index": "the index",
    "cleaning": "the cleaning of texts",
    "shipped": "the background terms or abbreviations",
}
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def bring_up(
    writer: Writer,
    retracted: Iterable[str],
    *,
    anew: bool = False,
    most: float = MOST,
    share: int = SHARE,
    aside: Aside | None = None,
) -> Counts:
    """Let derived graphs and index follow from the papers as they are now; the counts of the store.

    With ``anew`` everything is derived whatever is there. ``most``: the share of papers that may have changed
    for the tables to follow them. ``share``: the delta of the index is merged into it once it is larger than
    this part of it. ``aside`` lets another process work on a part meanwhile, where there is one. Papers whose
    graphs are not written yet are written, too.
    """
    gone = sorted(retracted)
    with translated(writer.path):
        if not anew:
            tables = _usable(writer, most)
            if tables is not None:
                writer.catch_up()
                try:
                    return Derivation(writer, tables, whole=False).follow(gone, share)
                except OutOfStep:
                    pass
                except sqlite3.DatabaseError as error:
                    if error.sqlite_errorcode not in _DAMAGED:
                        raise
                finally:
                    tables.close()
        return _derive_anew(writer, gone, aside)


def is_followed(writer: Writer, most: float = MOST) -> bool:
    """Whether `bring_up` would follow what changed, where at most the part ``most`` of the papers did."""
    with translated(writer.path):
        tables = _usable(writer, most)
        if tables is not None:
            tables.close()
        return tables is not None


def revised(writer: Writer) -> tuple[str, ...]:
    """The rules of derivation that changed since it was done here, in words; none where nothing is kept."""
    path = place(writer.path)
    if not path.exists():
        return ()
    try:
        with closing(Tables(path)) as tables:
            changed = made_otherwise(tables.note(COMPLETE))
    except sqlite3.DatabaseError:  # damaged, or half made
        return ()
    return tuple(_RULES.get(what, what) for what in changed)


def index_writer(writer: Writer) -> Callable[[Path], None]:
    """What `Writer.publish` calls to leave the index in the snapshot."""

    def write(path: Path) -> None:
        tables = Tables(place(writer.path))
        try:
            IndexStage(writer.path / LIVE, tables, Records(tables)).place(path)
        finally:
            tables.close()

    return write


def forget(writer: Writer) -> None:
    """Nothing is kept any more: somebody else derives."""
    remove(place(writer.path))
    writer.state.forget_changes()


def _usable(writer: Writer, most: float) -> Tables | None:
    """The tables, where they are complete, were made in the same way, and few papers changed since."""
    path = place(writer.path)
    if not path.exists():
        return None
    try:
        tables = Tables(path)
    except sqlite3.DatabaseError:
        return None  # no database any more: they are made anew
    try:
        if _is_usable(writer, tables, most):
            return tables
    except sqlite3.DatabaseError:
        pass  # damaged: they are made anew
    tables.close()
    return None


def _is_usable(writer: Writer, tables: Tables, most: float) -> bool:
    if tables.row("SELECT 1 FROM sqlite_master WHERE name = 'note'") is None:
        return False
    if not made_alike(tables.note(COMPLETE)):
        return False
    if not IndexStage(writer.path / LIVE, tables, Records(tables)).intact:
        return False
    if len(writer.state.changed_papers()) > most * writer.state.paper_count():
        return False
    kept = json.loads(tables.note("thresholds") or "[]")
    now = thresholds(writer.state, ((name, version) for name, version, _, _ in kept))
    return all(now[name, version] == (entity, link) for name, version, entity, link in kept)


def _derive_anew(writer: Writer, retracted: Iterable[str], aside: Aside | None) -> Counts:
    path = place(writer.path)
    part = path.with_name(f"{path.name}.part")  # a kill leaves it half made
    clean(writer.path)
    parts = Parts(writer.path, aside) if aside is not None else None
    # Papers are loaded while what follows from them is derived, which does not read their graphs.
    loaded = writer.catch_up_aside()
    tables = Tables(part, new=True)
    try:
        Derivation(writer, tables, whole=True).fill(parts)
        tables.commit()
    finally:
        tables.close()
    loaded()
    with part.open("rb") as stream:
        os.fsync(stream.fileno())
    remove(path)
    part.rename(path)
    tables = Tables(path)
    try:
        return Derivation(writer, tables, whole=True).write_all(retracted, aside, parts)
    finally:
        tables.close()
