"""The papers of a published graph as a mapping, each read when first asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property

from kg import ledger
from kg.errors import NotFound
from kg.model import Extraction, Paper
from kg.store.snapshot import Snapshot


class Papers(Mapping[str, tuple[Paper, tuple[Extraction, ...]]]):
    """The papers of a snapshot by local name or alias; each is read from the graph when first asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._read: dict[str, tuple[Paper, tuple[Extraction, ...]]] = {}

    def __getitem__(self, name: str) -> tuple[Paper, tuple[Extraction, ...]]:
        if name not in self._read:
            try:
                self._read[name] = self._snapshot.paper(name)
            except NotFound as error:
                raise KeyError(name) from error
        return self._read[name]

    def entity_of(self, name: str) -> str:
        """The slug of the entity that the name with this slug stands for."""
        found = self._snapshot.index.entity(name)
        return found.slug if found is not None else name

    def label(self, entity: str) -> str | None:
        """What an entity (by slug) is called."""
        return self._snapshot.index.label("name", entity)

    def rejected(self, paper: str) -> frozenset[tuple[str, str, str]]:
        """A paper's claims that people rejected: subject (empty where it is the paper), predicate, object."""
        return self._set_aside.get(paper, frozenset())

    @cached_property
    def _set_aside(self) -> dict[str, frozenset[tuple[str, str, str]]]:
        found: defaultdict[str, set[tuple[str, str, str]]] = defaultdict(set)
        for paper, *claim in ledger.rulings(ledger.read(self._snapshot.directory)).rejected:
            row = self._snapshot.index.paper(paper)
            found[row.id if row else paper].add((claim[0], claim[1], claim[2]))
        return {paper: frozenset(claims) for paper, claims in found.items()}

    def __iter__(self) -> Iterator[str]:
        return self._snapshot.papers()

    def __len__(self) -> int:
        return self._snapshot.index.stats()["papers"]
