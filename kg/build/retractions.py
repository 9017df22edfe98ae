"""Which papers the ledger takes out, and how far the graph reflects that: what a killed build has to know."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg import ledger
from kg.papers import papers
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
        """A paper was taken out, or what it is made of changed."""
        applied = self._applied()
        applied.setdefault("aliases", {}).pop(name, None)
        self._keep({**applied, "papers": sorted({*self.gone(), name})})

    def settle(self) -> None:
        """Remember that the graph reflects all of them now, and to which names those that are out answer."""
        gone = [name for name in self.gone() if self._state.paper(name) is None]
        gone = [name for name in gone if self._state.records_of(name)]
        known = self._applied().get("aliases", {})
        aliases = {name: known[name] if name in known else self._aliases(name) for name in gone}
        self._keep({"named": sorted(self.named), "papers": gone, "aliases": aliases})

    def _aliases(self, name: str) -> list[str]:
        """Other names of a paper that is out: the ledger may know it by one that was its own earlier."""
        connected = self._state.component(self._state.records_of(name))
        return [alias for paper in papers(connected.values()) if paper.id == name for alias in paper.aliases]

    def _applied(self) -> Any:
        return json.loads(self._state.note(_NOTE) or "{}")

    def _keep(self, applied: Any) -> None:
        self._state.set_note(_NOTE, json.dumps(applied))


def kept_out(settings: Mapping[str, str] | None) -> dict[str, tuple[str, ...]]:
    """The papers that a snapshot of these settings leaves out: local name, and others that it answers to."""
    applied = json.loads((settings or {}).get(_NOTE, "{}"))
    aliases = applied.get("aliases", {})
    return {name: tuple(aliases.get(name, ())) for name in applied.get("papers", [])}
