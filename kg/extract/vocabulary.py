"""An extractor that knows a lab's vocabulary: any other, with names added, retyped and left out.

Names of the vocabulary are found where they stand in the text, whole words only. The relation of a paper to a
name that nobody else found is the usual one of its type; how often that is right, of all annotated entities
of that type, is the confidence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kg.extract.contract import Extractor, link_threshold, load
from kg.model import Entity, EntityType, Extraction, Mention, Paper, Relation
from kg.names import normal_form, sense_slug, slug
from kg.text import sentences
from kg.vocabulary import Term, Vocabulary

USUAL: dict[EntityType, tuple[Relation, float]] = {
    "Method": ("uses", 0.48),
    "Task": ("addresses", 0.79),
    "Dataset": ("evaluatesOn", 0.62),
    "Metric": ("reports", 0.94),
    "Concept": ("discusses", 0.98),
}
"""The most frequent relation of each type, and its share of the annotated entities of that type."""
LONGEST = 12
"""Words of a name that is looked for."""
_WORD = re.compile(r"[\w+#@&]+(?:[.\-‐‑–'’/][\w+#@&]+)*")
_SHORT = 3
"""Characters up to which a name is found only as it is written: "IT" is not "it"."""


@dataclass(frozen=True, slots=True)
class _Known:
    term: Term
    written: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """An extractor with a vocabulary, to be made by another process."""

    extractor: str | Extractor
    vocabulary: Vocabulary

    def load(self) -> WithVocabulary:
        """Make it here."""
        inner = load(self.extractor) if isinstance(self.extractor, str) else self.extractor
        return WithVocabulary(inner, self.vocabulary)


class WithVocabulary:
    """``inner`` with a vocabulary; its version says so."""

    def __init__(self, inner: Extractor, vocabulary: Vocabulary) -> None:
        self._inner, self._vocabulary = inner, vocabulary
        self.name = inner.name
        self.version = f"{inner.version}+vocabulary-{vocabulary.digest}"
        self.threshold = inner.threshold
        self.link_threshold = link_threshold(inner)
        self._known: dict[str, _Known] = {}
        self._longest: dict[str, int] = defaultdict(int)
        """Most words of the names that begin with a word."""
        for term in vocabulary.terms:
            for written in (term.name, *term.aliases):
                self._know(term, written)

    def _know(self, term: Term, written: str) -> None:
        form = normal_form(written)
        words = len(_WORD.findall(written))
        self._known[form] = _Known(term, written)
        if 0 < words <= LONGEST:
            first = normal_form(_WORD.findall(written)[0]).split()[0]
            self._longest[first] = max(self._longest[first], words)

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        """One extraction a paper, in the order of the papers."""
        waiting: list[Paper] = []

        def passed() -> Iterator[Paper]:
            for paper in papers:
                waiting.append(paper)
                yield paper

        for extraction in self._inner.extract(passed()):
            yield self.apply(waiting.pop(0), extraction)

    def apply(self, paper: Paper, extraction: Extraction) -> Extraction:
        """What the vocabulary makes of one extraction."""
        found = self._found(paper)
        entities: dict[str, Entity] = {}
        of_term: set[str] = set()
        for entity in extraction.entities:
            if normal_form(entity.name) in self._vocabulary.ignored:
                continue
            known = self._known.get(normal_form(entity.name))
            if known is not None:
                of_term.add(known.term.name)
                entity = _as_known(entity, known.term, found.get(known.term.name, ()))
            entities[entity.name] = self._without_ignored(entity)
        slugs = {sense_slug(entity.name, entity.long_form) for entity in entities.values()}
        for term in self._vocabulary.terms:
            if term.name in found and term.name not in of_term and slug(term.name) not in slugs:
                new = _new(term, found[term.name])
                entities.setdefault(new.name, new)
        links = (link for link in extraction.links if link.subject in entities and link.object in entities)
        return replace(
            extraction, version=self.version, entities=tuple(entities.values()), links=tuple(links)
        )

    def _without_ignored(self, entity: Entity) -> Entity:
        kept = tuple(a for a in entity.aliases if normal_form(a) not in self._vocabulary.ignored)
        return entity if kept == entity.aliases else replace(entity, aliases=kept)

    def _found(self, paper: Paper) -> dict[str, tuple[Mention, ...]]:
        """Where names of the vocabulary that have a type stand; the longest wins."""
        text = paper.text
        places: dict[str, list[Mention]] = defaultdict(list)
        for start, end in sentences(text):
            words = [(m.start(), m.end()) for m in _WORD.finditer(text, start, end)]
            at = 0
            while at < len(words):
                step = 1
                for size in range(min(self._most(text, words[at]), len(words) - at), 0, -1):
                    first, last = words[at][0], words[at + size - 1][1]
                    known = self._known.get(normal_form(text[first:last]))
                    if known is not None and known.term.type and _fits(text[first:last], known.written):
                        places[known.term.name].append(Mention(first, last, text[first:last], start, end))
                        step = size
                        break
                at += step
        return {name: tuple(mentions) for name, mentions in places.items()}

    def _most(self, text: str, word: tuple[int, int]) -> int:
        form = normal_form(text[word[0] : word[1]]).split()
        return self._longest.get(form[0], 0) if form else 0


def _fits(text: str, written: str) -> bool:
    """Whether a stretch of text is a name as written; case counts for short names, and for capitals."""
    if len(written) <= _SHORT or written.isupper():
        return text in (written, f"{written}s")
    return True


def _as_known(entity: Entity, term: Term, mentions: tuple[Mention, ...]) -> Entity:
    """An entity that the extractor found, with the type of the vocabulary and all its mentions."""
    best = entity.mentions[entity.evidence]
    places = {(m.start, m.end): m for m in (*mentions, *entity.mentions)}
    every = tuple(places[place] for place in sorted(places))
    return replace(entity, type=term.type or entity.type, mentions=every, evidence=every.index(best))


def _new(term: Term, mentions: tuple[Mention, ...]) -> Entity:
    """An entity that the vocabulary alone found."""
    assert term.type is not None
    relation, confidence = USUAL[term.type]
    written = {m.text for m in mentions} - {term.name}
    return Entity(term.name, term.type, relation, confidence, mentions, aliases=tuple(sorted(written)))
