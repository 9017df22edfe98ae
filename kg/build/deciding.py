"""A decision about names or claims: into the ledger first, then into the graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from kg import ledger
from kg.build.run import build
from kg.errors import StoreBusy, StoreError, UsageError
from kg.extract import Extractor
from kg.ledger import Entry
from kg.store.layout import refuse_backup
from kg.store.lost import require_records


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of some decisions."""

    entries: tuple[Entry, ...]
    """Those that were written."""
    repeated: tuple[Entry, ...]
    """Earlier ones that say the same as some of the drafts, which were therefore not written."""
    applied: bool
    """False where nothing was applied: a build is running, or later was asked for."""


def now() -> str:
    """The time as the ledger writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def require_writable(store: Path) -> None:
    """Raise where a decision would be written that no build could apply."""
    refuse_backup(store)
    require_records(store)


def record(store: Path, drafts: Sequence[Entry], *, author: str, reason: str) -> Decided:
    """Write decisions, all or none, and apply nothing; one that holds already is not written again.

    Raises `kg.errors.UsageError` for one that contradicts an earlier decision, which it names, and where a
    reason is missing; papers are taken out and brought back without one, too. Raises `kg.errors.ForeignPath`
    where ``store`` is a backup, and `kg.errors.StoreError` where its records are gone or damaged.
    """
    require_writable(store)
    if not author.strip():
        raise UsageError("a decision needs an author: --author, or the variable KG_AUTHOR")
    if not reason.strip() and any(entry.action not in ledger.OF_PAPERS for entry in drafts):
        raise UsageError("a decision needs a reason: --reason TEXT")
    known = ledger.read(store)
    old = {n: same for n, entry in enumerate(drafts) if (same := ledger.repeated(known, entry))}
    time = now()
    new = [
        replace(entry, author=author.strip(), reason=reason.strip(), time=time)
        for n, entry in enumerate(drafts)
        if n not in old
    ]
    written = ledger.write(store, new, check=ledger.check) if new else ()
    return Decided(written, tuple(dict.fromkeys(old.values())), applied=False)


def decide(
    store: Path,
    drafts: Sequence[Entry],
    *,
    author: str,
    reason: str,
    extractor: str | Extractor = "spacy",
) -> Decided:
    """Write decisions as `record` does, and bring the graph up to them.

    ``extractor`` reads papers that an undone retraction brings back.
    """
    done = record(store, drafts, author=author, reason=reason)
    return replace(done, applied=bool(done.entries) and apply(store, done.entries, extractor=extractor))


def apply(store: Path, entries: Sequence[Entry] = (), *, extractor: str | Extractor = "spacy") -> bool:
    """Bring the graph up to the ledger; False where a build is running, which or whose successor does.

    Where the store is in trouble, the error says that ``entries`` are written already.
    """
    try:
        build([], store, extractor=extractor)
    except StoreBusy:
        return False
    except StoreError as error:
        if not entries:
            raise
        first, last = entries[0].number, entries[-1].number
        which = f"entry {first} is" if first == last else f"entries {first} to {last} are"
        raise type(error)(f"{error}. In the ledger {which} written already: do not decide again") from error
    return True
