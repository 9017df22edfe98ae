"""Papers like a paper, from the index and the texts, without reading the whole graph.

Candidates are papers that share rare names, or words of titles and names, with the asked one. A paper is the
names and the words of names that it has and, where texts can be had, the words of title and abstract, each by
its rarity; two papers are as like as the angle between these vectors says. What is asked for is then widened
by the papers nearest to it, so that a paper is found which says the same in other words. How rare a word is,
a sample of papers tells.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import NamedTuple

from kg.analytics.similar import Shared, Similar
from kg.analytics.weighing import Vector, damped, product, rarity, unit, widened, words, words_of_names
from kg.errors import NotFound
from kg.index import Index
from kg.index.scans import Titled

CANDIDATES = 1600
COMMON = 3000
"""Papers beyond which a name or word of a title brings up no candidates: it tells too little."""
SAMPLE = 1500
"""Papers in whose names and texts words are counted."""
TEXT = 1.0
"""Weight of the texts' likeness against that of names; measured by ``python -m benchmarks.similar``."""
NEAR = 150
"""Most papers that widen what is asked for."""
LEAST_PER_NEAR = 50
"""Papers of the store for each of them: in a small one, few are near."""
SHARE = 0.7
"""Their part of what is asked for."""
REASONS = 8
AROUND = 4
"""Reasons that only the papers nearby give."""
TextOf = Callable[[str], str]
"""Title and abstract of a paper by local name."""


class _Found(NamedTuple):
    """A paper with its likeness and its vector."""

    score: float
    paper: str
    vector: Vector


class Nearness:
    """What is needed to compare papers of one index; made once, asked for any number of papers."""

    def __init__(
        self, index: Index, text_of: TextOf | None = None, *, text: float = TEXT, share: float = SHARE
    ) -> None:
        self._scans = index.scans()
        self._text_of, self._text = text_of, text if text_of is not None else 0.0
        self._share = share
        self.papers: dict[str, Titled] = {p.id: p for p in sorted(self._scans.papers(), key=lambda p: p.id)}
        self._named_by: dict[str, int] = {}
        self._titled: defaultdict[str, list[str]] = defaultdict(list)
        for paper in self.papers.values():
            for word in set(words(paper.title)):
                self._titled[word].append(paper.id)
        self._sample = list(self.papers)[:: max(1, len(self.papers) // SAMPLE)][:SAMPLE]
        self._in_names = Counter(w for p in self._sample for w in words_of_names(self._labels(p)))
        self._in_texts = Counter(w for p in self._sample for w in self._words(p)) if self._text else Counter()
        self._rare_name = cache(partial(self._rare, self._in_names))
        self._rare_text = cache(partial(self._rare, self._in_texts))
        self._vectors: dict[str, Vector] = {}

    def nearest(self, paper: str, limit: int) -> list[tuple[float, str]]:
        """The papers most like ``paper`` with their likeness, 0 to 1; equal ones by identifier."""
        return [(row.score, row.paper) for row in self._ranked(paper)[1][:limit]]

    def similar(self, paper: str, *, limit: int = 10) -> tuple[Similar, ...]:
        """The same with reasons. Raises `NotFound` for a paper that is not there."""
        if paper not in self.papers:
            raise NotFound(f"no paper {paper[:80]!r} in this graph")
        wide, rows = self._ranked(paper)
        found = []
        for row in rows[:limit]:
            known = self.papers[row.paper]
            reasons = self._reasons(self._vector(paper), wide, row.vector)
            found.append(Similar(row.paper, known.title, known.date, round(row.score, 4), reasons))
        return tuple(found)

    def _ranked(self, paper: str) -> tuple[Vector, list[_Found]]:
        """What was asked for, widened, and the candidates with some likeness to it, the most like first."""
        asked = self._vector(paper)
        vectors = {other: self._vector(other) for other in self._candidates(paper)}
        first = _ordered(asked, vectors)
        near = first[: min(NEAR, len(self.papers) // LEAST_PER_NEAR)]
        wide = widened(asked, ((row.score, row.vector) for row in near), self._share)
        return wide, _ordered(wide, vectors)

    def _candidates(self, paper: str) -> list[str]:
        scores: defaultdict[str, float] = defaultdict(float)
        total = len(self.papers)
        labels = dict(self._scans.named(paper))
        for slug in labels:
            having = self._papers_naming(slug)
            if having <= COMMON:
                for other in {said.paper for said in self._scans.said_of(slug)}:
                    scores[other] += rarity(having, total)
        wanted = Counter(words_of_names(labels.values()).keys())
        wanted.update(set(words(self.papers[paper].title)))
        for word, n in sorted(wanted.items()):
            having = len(self._titled.get(word, ()))
            if having <= COMMON:
                for other in self._titled.get(word, ()):
                    scores[other] += n * rarity(having, total) / 2
        scores.pop(paper, None)
        order = sorted((o for o in scores if o in self.papers), key=lambda o: (-round(scores[o], 9), o))
        return sorted(order[:CANDIDATES])

    def _vector(self, paper: str) -> Vector:
        """Names and the words of names by rarity; beside them the words of the text; of length one."""
        if paper not in self._vectors:
            total = 1 + self._text
            parts = unit(self._graph(paper), (1 / total) ** 0.5)
            if self._text:
                counts = damped(self._words(paper))
                told = {f"text/{w}": n * self._rare_text(w) for w, n in counts.items()}
                parts |= unit(told, (self._text / total) ** 0.5)
            self._vectors[paper] = parts
        return self._vectors[paper]

    def _graph(self, paper: str) -> Vector:
        found, total = {}, len(self.papers)
        labels = dict(self._scans.named(paper))
        for slug in sorted(labels):
            having = self._papers_naming(slug)
            if having > 1:  # what no other paper names makes no two alike
                found[f"name/{slug}"] = rarity(having, total)
        for word, n in damped(words_of_names(labels.values())).items():
            found[f"word/{word}"] = n * self._rare_name(word)
        return found

    def _rare(self, counts: Counter[str], word: str) -> float:
        """What a word tells, by how many papers of the sample have it; by titles where none has."""
        seen = max(
            counts[word] / max(len(self._sample), 1), len(self._titled.get(word, ())) / len(self.papers)
        )
        return rarity(seen * len(self.papers), len(self.papers))

    def _labels(self, paper: str) -> Iterable[str]:
        return (label for _, label in self._scans.named(paper))

    def _words(self, paper: str) -> Counter[str]:
        return Counter(words(self._text_of(paper))) if self._text_of else Counter()

    def _papers_naming(self, slug: str) -> int:
        if slug not in self._named_by:
            self._named_by[slug] = self._scans.papers_naming(slug)
        return self._named_by[slug]

    def _reasons(self, asked: Vector, wide: Vector, other: Vector) -> tuple[Shared, ...]:
        """What both have, so many names and so many words; then names that are usual around the asked one."""
        parts = {f: round(wide[f] * other[f], 4) for f in wide.keys() & other.keys()}
        order = [f for f in sorted(parts, key=lambda f: (-parts[f], f)) if parts[f] > 0.0005]
        names = [f for f in order if f in asked and f.startswith("name/")][:REASONS]
        told = [f for f in order if f in asked and not f.startswith("name/")][:REASONS]
        around = [f for f in order if f not in asked and f.startswith("name/")][:AROUND]
        both = sorted((*names, *told), key=lambda f: (-parts[f], f))
        return tuple(self._shared(f, parts[f], around=f in around) for f in (*both, *around))

    def _shared(self, feature: str, weight: float, *, around: bool) -> Shared:
        kind, _, local = feature.partition("/")
        if kind != "name":
            return Shared(kind, local, len(self._titled.get(local, ())), weight)
        entity = self._scans.entity(local)
        label, papers = (entity.label, entity.papers) if entity else (local, 0)
        return Shared("around" if around else "name", label, papers, weight)


def _ordered(asked: Vector, vectors: dict[str, Vector]) -> list[_Found]:
    rows = [_Found(product(asked, vector), other, vector) for other, vector in vectors.items()]
    return sorted((r for r in rows if r.score > 0), key=lambda r: (-round(r.score, 9), r.paper))
