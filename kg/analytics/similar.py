"""Which papers are like a paper, from the graph alone, and why.

A paper is the entities that it names and the words of their names, each weighed by how few papers share
it; two papers are as like as the angle between these vectors says.
"""

from __future__ import annotations

from collections import defaultdict
from math import log, sqrt
from typing import NamedTuple

from kg.analytics.corpus import Corpus
from kg.errors import NotFound
from kg.names import normal_form

CORE = 2.0
"""How much more counts what a paper is about."""
DISCUSSED = 0.5
"""How much less counts what it only discusses."""
WORD = 0.5
"""Weight of a word of a name, beside the name itself."""
SHORTEST_WORD = 3
_EMPTY = frozenset({"and", "for", "from", "the", "with", "via", "based", "non", "new"})


class Shared(NamedTuple):
    """What two papers have in common."""

    kind: str
    """``name``, ``word`` (of a name), or ``text`` (a word of title and abstract); ``around``: a name of the
    found paper that the asked one has not, and the papers nearest to it have."""
    label: str
    papers: int
    """Papers of the graph that have it; from the index, of a word those that have it in their titles."""
    weight: float
    """Its part of the likeness."""


class Similar(NamedTuple):
    """A paper like the asked one."""

    id: str
    title: str
    date: str | None
    score: float
    """0 to 1."""
    shared: tuple[Shared, ...]
    """Why: the weightiest first."""


class Likeness:
    """Vectors of all papers of a corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        raw = {paper: _features(corpus, paper) for paper in corpus.of_paper}
        self.holders: defaultdict[str, list[str]] = defaultdict(list)
        for paper, features in raw.items():
            for feature in features:
                self.holders[feature].append(paper)
        self.vectors = {paper: self._unit(features) for paper, features in raw.items()}

    def nearest(self, paper: str, limit: int) -> list[tuple[float, str]]:
        """The papers most like ``paper`` with their likeness; equal ones by identifier."""
        scores: defaultdict[str, float] = defaultdict(float)
        for feature, weight in self.vectors[paper].items():
            for other in self.holders[feature]:
                scores[other] += weight * self.vectors[other][feature]
        scores.pop(paper, None)
        ranked = sorted(scores, key=lambda other: (-round(scores[other], 9), other))
        return [(scores[other], other) for other in ranked[:limit] if scores[other] > 0]

    def shared(self, one: str, two: str) -> tuple[Shared, ...]:
        """What two papers have in common, the weightiest first."""
        a, b = self.vectors[one], self.vectors[two]
        rows = [
            Shared(*self._named(f), len(self.holders[f]), round(a[f] * b[f], 4)) for f in a.keys() & b.keys()
        ]
        return tuple(sorted(rows, key=lambda row: (-row.weight, row.kind, row.label)))

    def _named(self, feature: str) -> tuple[str, str]:
        kind, _, local = feature.partition("/")
        return kind, self.corpus.entities[local].label if kind == "name" else local

    def _unit(self, features: dict[str, float]) -> dict[str, float]:
        total = len(self.corpus.papers)
        weighed = {f: w * log((1 + total) / (len(self.holders[f]) + 0.5)) for f, w in features.items()}
        length = sqrt(sum(weight * weight for weight in weighed.values()))
        return {f: weight / length for f, weight in weighed.items()} if length else {}


def similar(corpus: Corpus, paper: str, *, limit: int = 10) -> tuple[Similar, ...]:
    """The papers most like ``paper`` (local name), each with the reasons. Raises `NotFound`."""
    if paper not in corpus.papers:
        raise NotFound(f"no paper {paper[:80]!r} in this graph")
    likeness = Likeness(corpus)
    found = []
    for score, other in likeness.nearest(paper, limit):
        row = corpus.papers[other]
        found.append(Similar(other, row.title, row.date, round(score, 4), likeness.shared(paper, other)))
    return tuple(found)


def words(label: str) -> list[str]:
    """The words of a name that say something."""
    return [w for w in normal_form(label).split() if len(w) >= SHORTEST_WORD and w not in _EMPTY]


def _features(corpus: Corpus, paper: str) -> dict[str, float]:
    features: defaultdict[str, float] = defaultdict(float)
    for edge in corpus.of_paper[paper]:
        weight = edge.confidence * (CORE if edge.core else DISCUSSED if edge.relation == "discusses" else 1.0)
        name = f"name/{edge.entity}"
        features[name] = max(features[name], weight)
        for word in words(corpus.entities[edge.entity].label):
            features[f"word/{word}"] = max(features[f"word/{word}"], WORD * weight)
    return {feature: features[feature] for feature in sorted(features)}
