"""Which papers the ledger takes out, and how far the graph reflects that: what a killed build has to know."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kg import ledger
from kg.store.state import State

_NOTE = "retracted"


class Retractions:
    """The retractions in force when this is made."""

    def __init__(self, store: Path, state: State) -> None:
        self._store = store
        self._state = state
        self.named = ledger.retracted(ledger.read(store))
        """Papers as the ledger names them."""

    @property
    def hold(self) -> bool:
        """Whether they are in force still: somebody may have decided something meanwhile."""
        return ledger.retracted(ledger.read(self._store)) == self.named

    def changes(self) -> set[str]:
        """Records of the papers that were retracted or restored since the last build."""
        if sorted(self.named) == self._applied().get("named", []):
            return set()
        touched = {record for name in self.gone() for record in self._state.records_of(name)}
        for row in self._state.papers():
            if self.named.intersection((row.paper.id, *row.paper.aliases)):
                touched.update(row.records)
        return touched

    def gone(self) -> list[str]:
        """Local names of the papers that were taken out."""
        return self._applied().get("papers", [])  # type: ignore[no-any-return]

    def keep_out(self, name: str) -> None:
        """A paper was taken out."""
        self._keep({**self._applied(), "papers": sorted({*self.gone(), name})})

    def settle(self) -> None:
        """Remember that the graph reflects all of them now."""
        gone = [name for name in self.gone() if self._state.paper(name) is None]
        gone = [name for name in gone if self._state.records_of(name)]
        self._keep({"named": sorted(self.named), "papers": gone})

    def _applied(self) -> Any:
        return json.loads(self._state.note(_NOTE) or "{}")

    def _keep(self, applied: Any) -> None:
        self._state.set_note(_NOTE, json.dumps(applied))
