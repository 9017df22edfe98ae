"""What an extractor is, how one is found by name, and what every extraction must fulfil."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import EntryPoint, entry_points
from typing import Protocol, runtime_checkable

from kg.errors import ExtractionError, NotFound
from kg.model import (
    CONTEXTS,
    ENTITY_TYPES,
    LINK_PREDICATES,
    RELATIONS,
    STORED_FROM,
    Entity,
    Extraction,
    Link,
    Mention,
    Paper,
)
from kg.text import sentence_of, sentences

GROUP = "kg.extractors"
"""Entry point group through which another package adds an extractor."""

BUILT_IN = "spacy"


class Sure(Protocol):
    """What says how sure is sure enough."""

    @property
    def threshold(self) -> float:
        """Confidence from which a claim becomes a plain triple."""


@runtime_checkable
class Extractor(Sure, Protocol):
    """Papers in, plain records out.

    An entry point of the group ``kg.extractors`` names a callable without arguments that returns one.
    """

    @property
    def name(self) -> str:
        """Name under which its claims are attributed."""

    @property
    def version(self) -> str:
        """Changes whenever an answer may change."""

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        """One extraction a paper, in the order of the papers, lazily."""


def link_threshold(extractor: Sure) -> float:
    """Confidence from which a link becomes a plain triple: the extractor's own for links, if it has one."""
    return float(getattr(extractor, "link_threshold", extractor.threshold))


def load(name: str = BUILT_IN) -> Extractor:
    """The extractor called ``name``: the built-in one, or one that a package registered.

    Raises `NotFound` where nobody registered that name and `ExtractionError` where loading it fails.
    """
    if name == BUILT_IN:
        from kg.extract.pipeline import SpacyExtractor

        return SpacyExtractor.packaged()
    found = _registered()
    if name not in found:
        known = ", ".join(sorted({BUILT_IN, *found}))
        raise NotFound(f"no extractor is called {name!r}; there are: {known}", suggestions=(BUILT_IN,))
    return _loaded(found[name])


def available() -> tuple[str, ...]:
    """Names that `load` knows, sorted."""
    return tuple(sorted({BUILT_IN, *_registered()}))


def _registered() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}


def _loaded(point: EntryPoint) -> Extractor:
    try:
        extractor = point.load()()
    except Exception as error:
        raise ExtractionError(
            f"extractor {point.name!r} ({point.value}) can not be loaded: {error}"
        ) from error
    if not isinstance(extractor, Extractor):
        raise ExtractionError(f"extractor {point.name!r} ({point.value}) lacks a part of the interface")
    return extractor


def check_extraction(paper: Paper, extraction: Extraction) -> None:
    """Raise `ExtractionError` unless every claim of ``extraction`` is well formed and has its evidence."""
    if extraction.paper != paper.id:
        raise ExtractionError(f"{paper.id}: the extraction is of paper {extraction.paper!r}")
    if not extraction.extractor or not extraction.version:
        raise ExtractionError(f"{paper.id}: the extraction names no extractor or no version")
    names: set[str] = set()
    spans = sentences(paper.text) if extraction.entities else ()
    for entity in extraction.entities:
        _check_entity(paper, entity, spans)
        if entity.name in names:
            raise ExtractionError(f"{paper.id}: two entities are called {entity.name!r}")
        names.add(entity.name)
    for link in extraction.links:
        _check_link(paper, link, names)


def _check_entity(paper: Paper, entity: Entity, spans: Sequence[tuple[int, int]]) -> None:
    where = f"{paper.id}: entity {entity.name!r}"
    if not entity.name.strip():
        raise ExtractionError(f"{where} has an empty name")
    if entity.type not in ENTITY_TYPES or entity.relation not in RELATIONS:
        raise ExtractionError(f"{where} has an unknown type or relation: {entity.type}, {entity.relation}")
    _check_claim(where, entity.confidence, entity.context)
    if not 0 <= entity.evidence < len(entity.mentions):
        raise ExtractionError(f"{where} has no mention that backs it")
    for mention in entity.mentions:
        _check_mention(where, paper.text, mention, spans)
    if list(entity.mentions) != sorted(entity.mentions, key=lambda m: (m.start, m.end)):
        raise ExtractionError(f"{where} lists its mentions out of order")


def _check_mention(where: str, text: str, mention: Mention, spans: Sequence[tuple[int, int]]) -> None:
    if text[mention.start : mention.end] != mention.text or not mention.text.strip():
        raise ExtractionError(f"{where}: the text at {mention.start}–{mention.end} is not {mention.text!r}")
    if not 0 <= mention.sentence_start <= mention.start < mention.end <= mention.sentence_end <= len(text):
        raise ExtractionError(f"{where}: mention {mention.start}–{mention.end} lies outside its sentence")
    start, end = sentence_of(spans, mention.start, mention.end)
    if (mention.sentence_start, mention.sentence_end) != (start, end):
        raise ExtractionError(
            f"{where}: the sentence of mention {mention.start}–{mention.end} is {start}–{end} by "
            f"kg.text.sentences, not {mention.sentence_start}–{mention.sentence_end}"
        )


def _check_link(paper: Paper, link: Link, names: set[str]) -> None:
    where = f"{paper.id}: link {link.subject!r} {link.predicate} {link.object!r}"
    if link.predicate not in LINK_PREDICATES:
        raise ExtractionError(f"{where}: unknown predicate")
    missing = {link.subject, link.object} - names
    if missing:
        raise ExtractionError(f"{where}: no entity is called {sorted(missing)[0]!r}")
    if link.subject == link.object:
        raise ExtractionError(f"{where}: an entity is linked to itself")
    _check_claim(where, link.confidence, link.context)
    if not 0 <= link.sentence_start < link.sentence_end <= len(paper.text):
        raise ExtractionError(f"{where}: its sentence lies outside the text")


def _check_claim(where: str, confidence: float, context: str | None) -> None:
    if not STORED_FROM <= confidence <= 1.0 or round(confidence, 2) != confidence:
        raise ExtractionError(
            f"{where}: confidence {confidence} is not between {STORED_FROM} and 1 with two decimals"
        )
    if context is not None and context not in CONTEXTS:
        raise ExtractionError(f"{where}: unknown context {context!r}")
