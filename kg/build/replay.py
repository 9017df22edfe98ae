"""Decisions of another store, or of somebody's SSSOM table, taken over into this one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from kg import ledger
from kg.build.deciding import apply, now, require_writable
from kg.build.drafts import find_name
from kg.errors import InputError, KGError, Place, UsageError
from kg.extract import Extractor
from kg.ledger import Entry
from kg.ledger.sssom_in import Reader
from kg.store.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of a table."""

    entries: tuple[Entry, ...]
    """Those that were written, with the author, time and reason they had."""
    repeated: int
    """How many of the table hold here already."""
    problems: tuple[InputError, ...]
    """Rows that gave no decision, and decisions that contradict one of this store."""
    applied: bool


def replay(
    store: Path, table: Path, *, author: str, later: bool = False, extractor: str | Extractor = "spacy"
) -> Replayed:
    """Write the decisions of an SSSOM table into the ledger of ``store``, and apply them unless ``later``.

    ``author`` stands in for rows without one. Raises `UsageError` for a table that can not be read at all,
    and `kg.errors.ForeignPath` where ``store`` is a backup.
    """
    require_writable(store)
    try:
        text = table.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        told = getattr(error, "strerror", None) or error
        raise UsageError(f"{table} can not be read: {told}") from error
    problems: list[InputError] = []
    drafts: list[Entry] = []
    with Snapshot.open(store) as snapshot:

        def find(name: str) -> tuple[str, str]:
            try:
                return find_name(snapshot.index, name)
            except KGError as error:
                raise InputError(str(error)) from error

        for found in Reader(table.name, author, now(), find).read(text):
            (drafts if isinstance(found, Entry) else problems).append(found)  # type: ignore[arg-type]
    written, repeated = _write(store, drafts, table.name, problems)
    applied = bool(written) and not later and apply(store, written, extractor=extractor)
    return Replayed(tuple(written), repeated, tuple(problems), applied)


def _write(
    store: Path, drafts: list[Entry], file: str, problems: list[InputError]
) -> tuple[list[Entry], int]:
    known = list(ledger.read(store))
    scale = ledger.Scale(ledger.in_force(known))
    settled = _settled(known, drafts)
    kept: list[Entry] = []
    repeated = 0
    for draft in drafts:
        entry = replace(draft, number=len(known) + 1)
        if draft in settled or ledger.repeated(known, entry) is not None:
            repeated += 1
            continue
        conflict = scale.weigh(entry)
        if conflict is not None:
            problems.append(InputError(str(conflict), place=Place(file, record=draft.number)))
            continue
        known.append(entry)
        kept.append(entry)
    return list(ledger.write(store, kept, check=ledger.check) if kept else ()), repeated


def _settled(known: list[Entry], drafts: list[Entry]) -> tuple[Entry, ...]:
    """What the table says of papers of which its last word is that of the ledger: to take a paper out and
    bring it back once more would change nothing."""
    here, there = ledger.last_words(known), ledger.last_words(drafts)
    same = {paper for paper, word in there.items() if paper in here and here[paper].action == word.action}
    spoken = (draft for draft in drafts if draft.action in ledger.OF_PAPERS)
    return tuple(draft for draft in spoken if set(draft.papers) <= same)
