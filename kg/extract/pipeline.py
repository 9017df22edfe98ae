"""The built-in extractor; still to come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.errors import ExtractionError
from kg.model import Extraction, Paper


class SpacyExtractor:
    """The extractor whose weights lie in the package."""

    name = "spacy"
    version = "0"
    threshold = 0.5

    @classmethod
    def packaged(cls) -> SpacyExtractor:
        """Load the weights that the package carries."""
        raise ExtractionError("the weights of the built-in extractor are not in this package yet")

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        """One extraction a paper, in the order of the papers."""
        raise NotImplementedError
