"""Which papers coin which names, and the senses that follow: kept with what they were before this run.

A paper that did not change may use a name in another sense now, because another paper that coins it came or
went, or one that explains an abbreviation which it writes alone (`kg.derive.meaning`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kg.derive.meaning import Meaning
from kg.derive.tables import Tables
from kg.model import Extraction
from kg.resolve.coined import coiners, in_senses, senses
from kg.rulings import Pair, Sense


class Coining:
    """Reads and changes the table of coined names."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables
        self._meaning = Meaning(tables)
        self._old: dict[str, set[str]] = {}
        """For names whose papers changed in this run, those that coined them before."""

    def put(self, paper: str, extractions: Iterable[Extraction]) -> None:
        """A paper coins and explains what its ``extractions`` say, and nothing else any more."""
        extractions = tuple(extractions)
        self._meaning.put(paper, extractions)
        was = {row[0] for row in self._t.rows("SELECT name FROM coined WHERE paper = ?", paper)}
        now = set(coiners(extractions))
        for name in was ^ now:
            self._old.setdefault(name, self._papers(name))
        self._t.many("DELETE FROM coined WHERE paper = ? AND name = ?", ((paper, n) for n in was - now))
        self._t.many("INSERT INTO coined VALUES (?, ?)", ((name, paper) for name in now - was))

    def put_all(self) -> None:
        """All that the tables hold was put there in this run."""
        self._old = {name: set() for (name,) in self._t.rows("SELECT DISTINCT name FROM coined")}
        self._meaning.put_all()

    def moved(self) -> set[str]:
        """The papers in which a name has another sense than before this run."""
        found = self._meaning.moved()
        for name, papers in self._old.items():
            differ = senses({name: papers}).items() ^ senses({name: self._papers(name)}).items()
            found.update(paper for (paper, _), _ in differ)
        return found

    def before(self, extractions: Sequence[Extraction]) -> tuple[Extraction, ...]:
        """Extractions of one paper in the senses that its names had before this run."""
        return self._in(extractions, self._old, before=True)

    def now(self, extractions: Sequence[Extraction]) -> tuple[Extraction, ...]:
        """Extractions of one paper in the senses that its names have now."""
        return self._in(extractions, {})

    def _in(
        self, extractions: Sequence[Extraction], known: dict[str, set[str]], *, before: bool = False
    ) -> tuple[Extraction, ...]:
        found = self._senses(extractions, known, before=before)
        return tuple(in_senses(e, found) for e in extractions) if found else tuple(extractions)

    def _senses(
        self, extractions: Sequence[Extraction], known: dict[str, set[str]], *, before: bool = False
    ) -> dict[Pair, Sense]:
        coined, here = coiners(extractions), {extraction.paper for extraction in extractions}
        found = senses({n: known[n] if n in known else self._papers(n) for n in coined})
        mine = {pair: sense for pair, sense in found.items() if pair[0] in here}
        meant = {pair: s for paper in here for pair, s in self._meaning.of(paper, before=before).items()}
        return {**meant, **mine}

    def _papers(self, name: str) -> set[str]:
        return {row[0] for row in self._t.rows("SELECT paper FROM coined WHERE name = ?", name)}

    def elsewhere(self, extractions: Sequence[Extraction]) -> Iterator[tuple[str, str]]:
        """The names of one paper that stand for a sense there, each with that sense's entity."""
        for (_, name), sense in sorted(self._senses(extractions, {}).items(), key=lambda pair: pair[0]):
            for (entity,) in self._t.rows("SELECT entity FROM name WHERE slug = ?", sense.slug):
                yield name, entity
