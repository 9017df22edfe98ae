"""Decisions about papers: into the ledger first, then into the graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from kg import ledger
from kg.build.deciding import Decided, apply, record
from kg.build.drafts import draft
from kg.build.retractions import KeptOut, kept_out
from kg.errors import NotFound, StoreError, UsageError
from kg.extract import Extractor
from kg.index.reader import local_names
from kg.ledger import Entry
from kg.names import normal_form
from kg.store.manifest import read_settings
from kg.store.snapshot import Snapshot


def curate(
    store: Path,
    action: ledger.Action,
    papers: Sequence[str],
    *,
    author: str,
    reason: str = "",
    extractor: str | Extractor = "spacy",
) -> Decided:
    """Retract or restore papers, named by identifier or title; ``extractor`` reads restored ones.

    What the ledger says of a paper already is not written again, but applied all the same: an earlier call
    may have been killed before it was. Raises `NotFound` where a paper is neither in the graph nor retracted;
    then nothing is written.
    """
    last = ledger.last_words(ledger.read(store))
    with Snapshot.open(store) as snapshot:
        named = dict.fromkeys(
            spelt for name in papers for spelt in _spelt(action, _names(snapshot, last, name, action), last)
        )
    new = tuple(name for name in named if name not in last or last[name].action != action)
    said = [draft(action, papers=(name,)) for name in named if name not in new]
    drafts = [draft(action, papers=new), *said] if new or not said else said
    done = record(store, drafts, author=author, reason=reason)
    return replace(done, applied=apply(store, done.entries, extractor=extractor))


def names_of(store: Path, paper: str) -> tuple[str, ...]:
    """All local names of a paper that the graph holds or leaves out; where there is none, what was given."""
    last = ledger.last_words(ledger.read(store))
    try:
        with Snapshot.open(store) as snapshot:
            return _names(snapshot, last, paper, "restore")
    except (NotFound, StoreError):  # the ledger is read without a graph, too
        return (paper,)


def _names(
    snapshot: Snapshot, last: Mapping[str, Entry], name: str, action: ledger.Action
) -> tuple[str, ...]:
    """All local names that a paper answers to, its own first, whether the graph holds it or leaves it out."""
    asked = local_names(name.strip())
    out = kept_out(read_settings(snapshot.path))
    for one in out:
        if not set(one.names).isdisjoint(asked):
            return one.names
    found = snapshot.index.paper(name)
    if found is None and name in last:
        return (name,)  # of a paper that the graph never held
    if found is None:
        titled = [one for one in out if _same_title(one.title, name)]
        if titled and (action == "restore" or not _holds_title(snapshot, name)):
            return _only(titled, name).names
    found = found or snapshot.index.resolve_paper(name)
    return found.id, *found.aliases


def _same_title(title: str, name: str) -> bool:
    return bool(title) and normal_form(title) == normal_form(name)


def _holds_title(snapshot: Snapshot, name: str) -> bool:
    """Whether the graph has a paper of just this title; what it takes for a misspelling may be another."""
    try:
        return _same_title(snapshot.index.resolve_paper(name).title, name)
    except NotFound:
        return False


def _only(titled: Sequence[KeptOut], name: str) -> KeptOut:
    if len(titled) > 1:
        named = ", ".join(one.names[0] for one in titled)
        raise UsageError(f"several papers that are out are called {name[:80]!r}: {named}; name one by its id")
    return titled[0]


def _spelt(action: ledger.Action, names: Sequence[str], last: Mapping[str, Entry]) -> Sequence[str]:
    """The names of a paper under which the ledger has to speak of it: those under which it did."""
    for said in ("retract",) if action == "retract" else ("retract", "restore"):
        found = [name for name in names if name in last and last[name].action == said]
        if found:
            return found
    if action == "restore":
        raise NotFound(f"{names[0]} is not retracted")
    return names[:1]
