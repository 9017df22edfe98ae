"""What papers say of abbreviations, and what those mean that write them alone: kept, with what was before."""

from __future__ import annotations

import json
from collections.abc import Iterable

from kg.derive.tables import Row, Tables
from kg.model import Extraction
from kg.resolve.meanings import Telling, meanings, tell
from kg.rulings import Pair, Sense


class Meaning:
    """Reads and changes the tables of tellings and meanings."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables
        self._dirty: set[str] = set()
        """Abbreviations of which papers say something else now."""
        self._was: dict[Pair, Sense | None] = {}
        """What moved in this run meant before."""

    def put(self, paper: str, extractions: Iterable[Extraction]) -> None:
        """A paper says of abbreviations what its ``extractions`` say, and nothing else any more."""
        told, words = tell(extractions)
        rows = {(form, paper, *_packed(telling)) for form, telling in told.items()}
        was = set(
            self._t.rows("SELECT form, paper, longs, names, metric FROM telling WHERE paper = ?", paper)
        )
        if told and not self._says(paper, words):
            self._t.run("INSERT OR REPLACE INTO beside VALUES (?, ?)", (paper, " ".join(words)))
            self._dirty.update(row[0] for row in was | rows)
        elif not told:
            self._t.run("DELETE FROM beside WHERE paper = ?", (paper,))
        self._dirty.update(row[0] for row in was ^ rows)
        self._t.many("DELETE FROM telling WHERE form = ? AND paper = ?", (row[:2] for row in was - rows))
        self._t.many("INSERT INTO telling VALUES (?, ?, ?, ?, ?)", sorted(rows - was))

    def put_all(self) -> None:
        """All that the tables hold was put there in this run."""
        self._dirty = {form for (form,) in self._t.rows("SELECT DISTINCT form FROM telling")}

    def _says(self, paper: str, words: list[str]) -> bool:
        return self._t.row("SELECT words FROM beside WHERE paper = ?", paper) == (" ".join(words),)

    def moved(self) -> set[str]:
        """The papers in which an abbreviation means something else than before this run."""
        found: set[str] = set()
        for form in sorted(self._dirty):
            was = dict(map(_meant, self._t.rows("SELECT * FROM meant WHERE form = ?", form)))
            now = self._meanings(form)
            for pair in {pair for pair, _ in was.items() ^ now.items()}:
                self._was.setdefault(pair, was.get(pair))
                found.add(pair[0])
            if was != now:
                self._t.run("DELETE FROM meant WHERE form = ?", (form,))
                rows = ((form, *pair, sense.slug, sense.long_form) for pair, sense in sorted(now.items()))
                self._t.many("INSERT INTO meant VALUES (?, ?, ?, ?, ?)", rows)
        self._dirty.clear()
        return found

    def _meanings(self, form: str) -> dict[Pair, Sense]:
        rows = self._t.rows("SELECT paper, longs, names, metric FROM telling WHERE form = ?", form)
        if not any(row[2] for row in rows) or len({row[1] for row in rows}) < 2:
            return {}
        return meanings(map(_telling, rows), self._words)

    def _words(self, paper: str) -> list[str]:
        row = self._t.row("SELECT words FROM beside WHERE paper = ?", paper)
        return [] if row is None else str(row[0]).split()

    def of(self, paper: str, *, before: bool = False) -> dict[Pair, Sense]:
        """What abbreviations mean in a paper that it writes alone, now or before this run."""
        found = dict(map(_meant, self._t.rows("SELECT * FROM meant WHERE paper = ?", paper)))
        if not before:
            return found
        was = {pair: sense for pair, sense in self._was.items() if pair[0] == paper}
        return {pair: sense for pair, sense in {**found, **was}.items() if sense is not None}


def _packed(telling: Telling) -> Row:
    longs = json.dumps(telling.longs, ensure_ascii=False) if telling.longs else ""
    return longs, " ".join(telling.names), int(telling.metric)


def _telling(row: Row) -> Telling:
    paper, longs, names, metric = row
    return Telling(paper, tuple(json.loads(longs)) if longs else (), tuple(names.split()), bool(metric))


def _meant(row: Row) -> tuple[Pair, Sense]:
    _, paper, name, sense, long = row
    return (paper, name), Sense(sense, long)
