"""What papers say, taken into the tables one paper after the other."""

from __future__ import annotations

import json
from collections.abc import Iterable

from kg.derive.coining import Coining
from kg.derive.lists import ListStage
from kg.derive.says import Said, claim_count, said
from kg.derive.tables import Tables
from kg.store.state import PaperRow, State
from kg.store.writer import Writer
from kg.vocab import paper_graph


class Saying:
    """Puts papers into tables; sums are open there (`Tables.open_sums`)."""

    def __init__(self, tables: Tables, state: State, coining: Coining) -> None:
        self._t = tables
        self._state = state
        self._coining = coining
        self._lists = ListStage(tables)

    def put_all(self, papers: Iterable[PaperRow]) -> None:
        """Papers that are not in the tables."""
        for row in papers:
            self._coining.put(row.paper.id, row.extractions)
            self.say(said(row.paper, row.extractions))
            self.put_paper(row)
            self._lists.take_in(row.paper.id, row)

    def say(self, change: Said) -> None:
        """More, or less, is said."""
        for table, counted in change.items():
            self._t.say(table, ((*key, n) for key, n in counted.items()))

    def put_paper(self, row: PaperRow) -> None:
        """A paper as it is now; `measure` follows."""
        paper = row.paper
        aliases = json.dumps(paper.aliases, ensure_ascii=False)
        stamp = self._state.stamps(paper.id)[1]
        claims, quads = claim_count(row.extractions), self._state.size(paper.id)
        values = (paper.id, paper.title, paper.date, aliases, claims, quads, stamp)
        self._t.run("INSERT OR REPLACE INTO paper VALUES (?, ?, ?, ?, ?, ?, 0, ?)", values)

    def measure(self, writer: Writer) -> None:
        """Count the quads of papers of which an older version did not note how many there are."""
        for (name,) in self._t.rows("SELECT id FROM paper WHERE quads IS NULL"):
            quads = len(writer.graph(paper_graph(name)))
            self._t.run("UPDATE paper SET quads = ? WHERE id = ?", (quads, name))
