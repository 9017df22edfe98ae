"""What a group of papers is called: by the names that tell it from all others.

A name counts by the share of the group that has it and by how rare it is elsewhere; a task or a method tells
more than a concept. Where papers write of one thing in many names ("cow detection", "object detection"), the
words that they share do: they speak for the names that hold them, and are never a title by themselves as long
as there is a name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import log, sqrt

from kg.analytics.corpus import Corpus
from kg.analytics.similar import words

TERMS = 6
FEWEST = 2
"""Names that a group goes by at least, where its papers have so many."""
TYPES = {"Task": 1.25, "Method": 1.0, "Dataset": 0.7, "Concept": 0.6}
"""What a name of this type tells; names of other types (metrics) are no title."""
SAYS_MUCH = frozenset({"proposes", "addresses", "uses", "comparesWith", "evaluatesOn"})
WORD = 0.5
"""What the words of a name tell, beside the name itself."""


class Naming:
    """Names groups of papers of one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._names = {paper: self._of(paper) for paper in corpus.of_paper}
        self._words = {paper: self._spelt(names) for paper, names in self._names.items()}
        self._naming = Counter(slug for names in self._names.values() for slug in names)
        self._spelling = Counter(word for found in self._words.values() for word in found)

    def terms(self, group: Iterable[str]) -> tuple[str, ...]:
        """The most telling names of a group, the best first; words where its papers name nothing."""
        papers = list(group)
        spelt = self._shares((self._words[paper] for paper in papers), self._spelling, len(papers))
        shared = self._shares((self._names[paper] for paper in papers), self._naming, len(papers))
        held = Counter(slug for paper in papers for slug in self._names[paper])
        weights = {slug: self._weight(slug, shared.get(slug, 0.0), spelt) for slug in held}
        best = sorted(weights, key=lambda slug: (-round(weights[slug], 9), -held[slug], slug))
        label = {slug: self._corpus.entities[slug].label for slug in best if weights[slug] > 0}
        several = _apart(label[slug] for slug in label if slug in shared)
        if len(several) < FEWEST:  # what a single paper names speaks for the group by its words alone
            several = _apart([*several, *label.values()])[:FEWEST]
        plain = sorted(spelt, key=lambda word: (-round(spelt[word], 9), word))
        return tuple(several or _apart(plain))

    def _weight(self, slug: str, shared: float, spelt: dict[str, float]) -> float:
        own = _stems(self._corpus.entities[slug].label)
        told = sum(spelt.get(word, 0.0) for word in own) / sqrt(len(own))
        return TYPES.get(self._corpus.kind(slug), 0.0) * (shared + WORD * told)

    def _shares(self, found: Iterable[set[str]], total: Counter[str], size: int) -> dict[str, float]:
        """What several papers of a group have: their share, times the logarithm of how rare it is."""
        inside = Counter(one for of in found for one in of)
        everywhere = 1 + len(self._corpus.papers)
        return {
            one: count / size * log(everywhere / total[one])
            for one, count in inside.items()
            if count > 1 or size == 1
        }

    def _of(self, paper: str) -> set[str]:
        edges = self._corpus.of_paper[paper]
        return {e.entity for e in edges if e.type != "Metric" and e.relation in SAYS_MUCH}

    def _spelt(self, names: set[str]) -> set[str]:
        labels = (self._corpus.entities[slug].label for slug in names)
        return {_stem(word) for label in labels for word in words(label) if not word.isdigit()}


def _apart(terms: Iterable[str]) -> list[str]:
    """The first terms that say something which no earlier one says."""
    kept: list[str] = []
    known: set[str] = set()
    for term in terms:
        own = _stems(term)
        if len(kept) < TERMS and not own & known:
            kept.append(term)
            known |= own
    return kept


def _stems(label: str) -> set[str]:
    """The words of a name that say something, without the ending of a plural; else the name itself."""
    return {_stem(word) for word in words(label)} or {label}


def _stem(word: str) -> str:
    return word.rstrip("s")
