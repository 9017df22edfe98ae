"""An SSSOM table as decisions: one of ours as it was, one from elsewhere as far as its mappings go."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby, takewhile

from kg.cells import unguard
from kg.delimited import Broken, Cells, read_rows
from kg.errors import InputError, Place
from kg.ledger.entries import ACTIONS, Action, Entry, whole
from kg.ledger.sssom import CURIES, Row, parted
from kg.vocab import PREFIXES

_SAME = {"skos:exactMatch", "owl:sameAs", "owl:equivalentClass"}
_ELSEWHERE: dict[str, tuple[Action, bool]] = {
    **dict.fromkeys(_SAME, ("merge", False)),
    "skos:broadMatch": ("broader", False),
    "skos:narrowMatch": ("broader", True),
    "owl:differentFrom": ("different", False),
}
"""What the mappings of others come to, and whether subject and object change places."""
_NEEDED = {"subject_id", "predicate_id", "object_id", "mapping_justification"}
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")

Find = Callable[[str], tuple[str, str]]
"""From what a table calls something to the slug and label of a name; raises `kg.errors.KGError`."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one table. ``author`` and ``time`` stand in where a row has none."""

    file: str
    author: str
    time: str
    find: Find

    def read(self, text: str) -> Iterator[Entry | InputError]:
        """The decisions of a table in its order, and a problem for each row that gives none."""
        lines = list(io.StringIO(text, newline=""))
        head = list(takewhile(lambda line: line.startswith("#"), lines))
        rows = read_rows(list(enumerate(lines, 1))[len(head) :], delimiter="\t")
        first = next(rows, None)
        if isinstance(first, Broken):
            yield InputError(first.reason, place=Place(self.file, line=first.line))
            return
        columns = first.cells if first else ()
        missing = sorted(_NEEDED - set(columns))
        if missing:
            yield InputError(f"no SSSOM table: it lacks {', '.join(missing)}", place=Place(self.file))
            return
        yield from self._entries([_cleaned(row, columns) for row in rows], _curie_map(head))

    def _entries(
        self, numbered: list[tuple[int, Row | Broken]], prefixes: Mapping[str, str]
    ) -> Iterator[Entry | InputError]:
        for key, group in groupby(numbered, key=_key):
            found = list(group)
            try:
                yield self._entry(key, [_whole(row) for _, row in found], prefixes)
            except (InputError, KeyError, ValueError) as error:
                reason = error.reason if isinstance(error, InputError) else f"no decision: {error}"
                yield InputError(reason, place=Place(self.file, line=found[0][0]))

    def _entry(self, key: str, rows: list[Row], prefixes: Mapping[str, str]) -> Entry:
        first = rows[0]
        date = first.get("mapping_date", "")
        time = first.get("ext_time") or (f"{date}T00:00:00Z" if _DATE.match(date) else self.time)
        if not _TIME.match(time):
            raise InputError(f"{time!r} is no time; write 2026-01-31T12:00:00Z")
        authors = parted(first.get("author_label", "")) or parted(first.get("author_id", ""))
        base = Entry(
            int(key), time, ", ".join(authors) or self.author, "merge", reason=first.get("comment", "")
        )
        if first.get("ext_action"):
            return _ours(base, rows)
        return self._theirs(base, first, prefixes)

    def _theirs(self, base: Entry, row: Row, prefixes: Mapping[str, str]) -> Entry:
        predicate = _curie(row["predicate_id"], prefixes)
        negated = row.get("predicate_modifier", "").casefold() == "not"
        # what is no kind of a thing may still be the thing, and what is not told apart may still be two
        if predicate not in (_SAME if negated else _ELSEWHERE):
            told = f"{'Not ' if negated else ''}{row['predicate_id']}"
            raise InputError(f"a mapping by {told!r} decides nothing here; it is left out")
        action, turned = ("different", False) if negated else _ELSEWHERE[predicate]
        ends = [self._end(row, side, prefixes) for side in ("subject", "object")]
        return whole(_with(base, action=action, names=tuple(ends[::-1] if turned else ends)))

    def _end(self, row: Row, side: str, prefixes: Mapping[str, str]) -> tuple[str, str]:
        given, label = row.get(f"{side}_id", ""), row.get(f"{side}_label", "")
        iri = _iri(given, prefixes)
        if iri.startswith(PREFIXES["name"]):
            return self.find(iri)
        return self.find(label or given)


def _ours(base: Entry, rows: list[Row]) -> Entry:
    first = rows[0]
    action = first["ext_action"]
    if action not in ACTIONS or action == "undo":
        raise InputError(f"no decision is called {action!r}")
    papers = tuple(parted(first.get("ext_papers", "")))
    named = _names(action, rows)
    return whole(
        _with(
            base,
            action=action,
            papers=papers,
            names=named,
            value=first.get("ext_value", ""),
            sense=first.get("ext_sense", ""),
        )
    )


def _names(action: str, rows: list[Row]) -> tuple[tuple[str, str], ...]:
    """The names of a decision from its rows, subjects first."""
    sides = ("object",) if action == "split" else ("subject", "object")
    ends = [(row.get(f"{side}_id", ""), row.get(f"{side}_label", "")) for row in rows for side in sides]
    slugs = ((given.removeprefix("name:"), label) for given, label in ends if given.startswith("name:"))
    return tuple(dict.fromkeys(slugs))


def _with(base: Entry, **fields: object) -> Entry:
    return replace(base, **fields)  # type: ignore[arg-type]


def _cleaned(row: Cells | Broken, columns: tuple[str, ...]) -> tuple[int, Row | Broken]:
    if isinstance(row, Broken):
        return row.line, row
    return row.line, {slot: unguard(value) for slot, value in row.named(columns).items() if slot}


def _key(numbered: tuple[int, Row | Broken]) -> str:
    """The same for rows that are one decision: its number, else the line; a broken row stands alone."""
    line, row = numbered
    return f"line {line}" if isinstance(row, Broken) else row.get("ext_entry") or str(line)


def _whole(row: Row | Broken) -> Row:
    if isinstance(row, Broken):
        raise InputError(row.reason)
    return row


def _curie_map(head: list[str]) -> dict[str, str]:
    """The prefixes that the head of a table declares, with those that are built in."""
    found = dict(CURIES)
    inside = False
    for line in head:
        text = line.removeprefix("#").rstrip()
        if not text.startswith((" ", "\t")):
            inside = text.strip() == "curie_map:"
        elif inside:
            prefix, _, iri = text.strip().partition(": ")
            found[prefix.strip("'\"")] = iri.strip().strip("'\"")
    return found


def _iri(curie: str, prefixes: Mapping[str, str]) -> str:
    prefix, _, local = curie.partition(":")
    return prefixes[prefix] + local if prefix in prefixes else curie


def _curie(given: str, prefixes: Mapping[str, str]) -> str:
    """A predicate as our own prefixes write it."""
    iri = _iri(given, prefixes)
    for prefix, start in CURIES.items():
        if iri.startswith(start):
            return f"{prefix}:{iri.removeprefix(start)}"
    return iri
