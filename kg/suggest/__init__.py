"""Which decisions are worth a person's time, and going through them."""

from kg.suggest.material import Material, Use
from kg.suggest.suggest import Kind, Side, Suggestion, suggest

__all__ = ["Kind", "Material", "Side", "Suggestion", "Use", "suggest"]
