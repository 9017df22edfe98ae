"""By what a build reads papers: an extractor or a crew, with the vocabulary of the store."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from kg.build.crew import Crew
from kg.build.derived import remember_threshold
from kg.build.vocabulary import remembered, with_vocabulary
from kg.extract import Extractor, link_threshold, load
from kg.extract.worker import Described
from kg.model import Extraction, Paper
from kg.store.ready import Ready
from kg.store.writer import Writer
from kg.vocabulary import NONE

EXTRACTOR = "extractor"
"""The note of the extractor that papers are read by."""
_VOCABULARY = "vocabulary"


class Reader:
    """Loads the extractor when it is first needed: applying the ledger mostly needs none."""

    def __init__(self, writer: Writer, extractor: str | Extractor, crew: Crew | None) -> None:
        self._state = writer.state
        self._crew = crew
        self._wanted = extractor
        self._vocabulary = remembered(writer.path)
        given = None if isinstance(extractor, str) else extractor
        self._loaded = None if given is None else with_vocabulary(given, self._vocabulary)

    def id(self, *, idle: bool) -> tuple[str, str]:
        """Name and version that papers are to be read by; where ``idle``, the last build's if possible.

        Only records that were read load the extractor.
        """
        last = self._state.note(EXTRACTOR)
        if last is not None and idle and self._loaded is None and self._crew is None and not self.revised:
            name, version = json.loads(last)
            return name, version
        chosen = self._extractor()
        found = chosen.name, chosen.version
        if last != json.dumps(found):
            self._state.set_note(EXTRACTOR, json.dumps(found))
        return found

    @property
    def revised(self) -> bool:
        """Whether papers were last read with another vocabulary."""
        return (self._state.note(_VOCABULARY) or NONE.digest) != self._vocabulary.digest

    def read(self, papers: Sequence[Paper]) -> Iterator[Extraction | Ready | None]:
        """What a crew made, or one extraction, for each paper in order; None for one that was given up.

        Keeps the thresholds first.
        """
        chosen = self._extractor()
        by = chosen.name, chosen.version
        remember_threshold(self._state, by, chosen.threshold, link_threshold(chosen))
        if self._crew is not None:
            return self._crew.extract(papers)
        assert not isinstance(chosen, Described)
        return iter(chosen.extract(papers))

    def settle(self) -> None:
        """Remember that all papers are read with this vocabulary now."""
        if self.revised:
            self._state.set_note(_VOCABULARY, self._vocabulary.digest)

    def _extractor(self) -> Extractor | Described:
        if self._crew is not None:
            return self._crew.described
        if self._loaded is None:
            assert isinstance(self._wanted, str)
            self._loaded = with_vocabulary(load(self._wanted), self._vocabulary)
        return self._loaded
