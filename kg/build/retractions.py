"""Which papers the ledger takes out, and how far the graph reflects that: what a killed build has to know."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
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
        for known in ("aliases", "titles"):
            applied.setdefault(known, {}).pop(name, None)
        self._keep({**applied, "papers": sorted({*self.gone(), name})})

    def settle(self) -> None:
        """Remember that the graph reflects all of them now, and what those that are out are called."""
        gone = [name for name in self.gone() if self._state.paper(name) is None]
        gone = [name for name in gone if self._state.records_of(name)]
        applied = self._applied()
        aliases, titles = applied.get("aliases", {}), applied.get("titles", {})
        for name in gone:
            if name not in aliases or name not in titles:
                aliases[name], titles[name] = self._called(name)
        kept = {"aliases": aliases, "titles": titles}
        kept = {key: {name: of[name] for name in gone} for key, of in kept.items()}
        self._keep({"named": sorted(self.named), "papers": gone, **kept})

    def _called(self, name: str) -> tuple[list[str], str]:
        """Other names of a paper that is out, for the ledger may know it by an earlier one, and its title."""
        connected = self._state.component(self._state.records_of(name))
        found = [paper for paper in papers(connected.values()) if paper.id == name]
        return [alias for paper in found for alias in paper.aliases], found[0].title if found else ""

    def _applied(self) -> Any:
        return json.loads(self._state.note(_NOTE) or "{}")

    def _keep(self, applied: Any) -> None:
        self._state.set_note(_NOTE, json.dumps(applied))


@dataclass(frozen=True, slots=True)
class KeptOut:
    """A paper that a snapshot leaves out."""

    names: tuple[str, ...]
    """Its local name, and others that it answers to."""
    title: str


def kept_out(settings: Mapping[str, str] | None) -> list[KeptOut]:
    """The papers that a snapshot of these settings leaves out."""
    applied = json.loads((settings or {}).get(_NOTE, "{}"))
    aliases, titles = applied.get("aliases", {}), applied.get("titles", {})
    return [
        KeptOut((name, *aliases.get(name, ())), titles.get(name, "")) for name in applied.get("papers", [])
    ]
