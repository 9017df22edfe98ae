"""What may be shown: a choice of types, relations and confidence."""

from __future__ import annotations

from dataclasses import dataclass

from kg.views.picture import Kind


@dataclass(frozen=True, slots=True)
class Only:
    """What may be shown; the default lets everything through."""

    kinds: frozenset[Kind] | None = None
    relations: frozenset[str] | None = None
    min_confidence: float = 0.0

    def lets(self, relation: str, confidence: float, kinds: tuple[Kind, Kind]) -> bool:
        """Whether a triple or claim passes; ``kinds`` are those of its ends."""
        if confidence < self.min_confidence:
            return False
        if self.relations is not None and relation not in self.relations:
            return False
        return self.kinds is None or all(kind in self.kinds for kind in kinds)


EVERYTHING = Only()
