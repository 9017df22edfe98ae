"""Papers like a paper, from the index and the texts, without reading the whole graph.

Candidates are papers that share rare names, or words of titles and names, with the asked one. Among them the
likeness is that of `kg.analytics.similar` (names and words of names by rarity) plus, where texts can be had,
the angle between the words of title and abstract. How rare a word is, a sample of texts tells.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from math import log, sqrt

from kg.analytics.similar import CORE, DISCUSSED, WORD, Shared, Similar, words
from kg.errors import NotFound
from kg.index import Index
from kg.index.scans import Named, Said, Titled
from kg.names import normal_form

CANDIDATES = 1600
COMMON = 3000
"""Papers beyond which a name or word of a title brings up no candidates: it tells too little."""
SAMPLE = 1500
"""Texts in which words are counted."""
TEXT = 3.0
"""Weight of the texts' likeness against that of names; measured by ``python -m benchmarks.similar``."""
REASONS = 8
Vector = dict[str, float]
TextOf = Callable[[str], str]
"""Title and abstract of a paper by local name."""


class Nearness:
    """What is needed to compare papers of one index; made once, asked for any number of papers."""

    def __init__(self, index: Index, text_of: TextOf | None = None, *, text: float = TEXT) -> None:
        self._scans = index.scans()
        self._text_of, self._text = text_of, text if text_of is not None else 0.0
        self.papers: dict[str, Titled] = {p.id: p for p in sorted(self._scans.papers(), key=lambda p: p.id)}
        self._entities: dict[str, Named | None] = {}
        self._titled: defaultdict[str, list[str]] = defaultdict(list)
        for paper in self.papers.values():
            for word in set(words(paper.title)):
                self._titled[word].append(paper.id)
        self._found = self._sampled() if self._text else Counter[str]()
        self._texts: dict[str, Vector] = {}

    def nearest(self, paper: str, limit: int) -> list[tuple[float, str]]:
        """The papers most like ``paper`` with their likeness, 0 to 1; equal ones by identifier."""
        return [(score, other) for score, other, _ in self._ranked(paper)[:limit]]

    def similar(self, paper: str, *, limit: int = 10) -> tuple[Similar, ...]:
        """The same with reasons. Raises `NotFound` for a paper that is not there."""
        if paper not in self.papers:
            raise NotFound(f"no paper {paper[:80]!r} in this graph")
        found = []
        for score, other, parts in self._ranked(paper)[:limit]:
            row = self.papers[other]
            reasons = tuple(self._shared(feature, weight) for feature, weight in _weightiest(parts))
            found.append(Similar(other, row.title, row.date, round(score, 4), reasons))
        return tuple(found)

    def _ranked(self, paper: str) -> list[tuple[float, str, Vector]]:
        asked = self._graph(self._scans.said([paper]))
        candidates = self._candidates(paper, asked)
        said: defaultdict[str, list[Said]] = defaultdict(list)
        for row in self._scans.said(candidates):
            said[row.paper].append(row)
        rows = [self._compared(paper, other, asked, self._graph(said.get(other, ()))) for other in candidates]
        return sorted((r for r in rows if r[0] > 0), key=lambda r: (-round(r[0], 9), r[1]))

    def _compared(self, paper: str, other: str, one: Vector, two: Vector) -> tuple[float, str, Vector]:
        parts = {f: one[f] * two[f] for f in one.keys() & two.keys()}
        if self._text:
            a, b = self._words(paper), self._words(other)
            for word in a.keys() & b.keys():
                parts[f"text/{word}"] = self._text * a[word] * b[word]
        total = 1 + self._text
        return sum(parts.values()) / total, other, {f: weight / total for f, weight in parts.items()}

    def _candidates(self, paper: str, asked: Vector) -> list[str]:
        scores: defaultdict[str, float] = defaultdict(float)
        for feature, weight in asked.items():
            kind, _, local = feature.partition("/")
            if kind == "name":
                entity = self._entity(local)
                if entity is not None and entity.papers <= COMMON:
                    for other in {s.paper for s in self._scans.said_of(local)}:
                        scores[other] += weight
            else:
                for other in self._by_title(local):
                    scores[other] += weight
        for word in set(words(self.papers[paper].title)):
            for other in self._by_title(word):
                scores[other] += 0.1
        scores.pop(paper, None)
        order = sorted((o for o in scores if o in self.papers), key=lambda o: (-round(scores[o], 9), o))
        return sorted(order[:CANDIDATES])

    def _by_title(self, word: str) -> list[str]:
        found = self._titled.get(word, [])
        return found if len(found) <= COMMON else []

    def _graph(self, said: Iterable[Said]) -> Vector:
        """Names and the words of names by importance and rarity, of length one."""
        raw: defaultdict[str, float] = defaultdict(float)
        rarity: dict[str, float] = {}
        total = 1 + len(self.papers)
        for row in said:
            entity = self._entity(row.entity)
            if entity is None:
                continue
            share = CORE if row.core else DISCUSSED if row.relation == "discusses" else 1.0
            weight = row.confidence / 100 * share
            name = f"name/{row.entity}"
            raw[name] = max(raw[name], weight)
            rarity[name] = log(total / (entity.papers + 0.5))
            for word in words(entity.label):
                feature = f"word/{word}"
                raw[feature] = max(raw[feature], WORD * weight)
                # A word of a name is about three times as frequent in names as in titles.
                rarity[feature] = max(log(total / (3 * len(self._titled.get(word, ())) + 1.5)), 0.0)
        return _unit({feature: raw[feature] * rarity[feature] for feature in sorted(raw)})

    def _words(self, paper: str) -> Vector:
        if paper not in self._texts:
            counts = Counter(_tokens(self._text_of(paper))) if self._text_of else Counter[str]()
            known = 1 + SAMPLE
            self._texts[paper] = _unit(
                {w: (1 + log(n)) * log(known / (self._found[w] + 0.5)) for w, n in sorted(counts.items())}
            )
        return self._texts[paper]

    def _sampled(self) -> Counter[str]:
        """How many of a sample of texts hold each word, as if the sample had its full size."""
        every = max(1, len(self.papers) // SAMPLE)
        chosen = list(self.papers)[::every][:SAMPLE]
        assert self._text_of is not None
        counts = Counter(word for paper in chosen for word in set(_tokens(self._text_of(paper))))
        factor = SAMPLE / max(len(chosen), 1)
        return Counter({word: round(count * factor) for word, count in counts.items()})

    def _entity(self, slug: str) -> Named | None:
        if slug not in self._entities:
            self._entities[slug] = self._scans.entity(slug)
        return self._entities[slug]

    def _shared(self, feature: str, weight: float) -> Shared:
        kind, _, local = feature.partition("/")
        if kind == "name":
            entity = self._entity(local)
            return Shared("name", entity.label if entity else local, entity.papers if entity else 0, weight)
        return Shared(kind, local, len(self._titled.get(local, ())), weight)


def _weightiest(parts: Vector) -> list[tuple[str, float]]:
    """The best reasons, so many names and so many words; the weightiest first."""
    order = sorted(parts, key=lambda f: (-round(parts[f], 9), f))
    names = [f for f in order if f.startswith("name/")][:REASONS]
    kept = {*names, *[f for f in order if not f.startswith("name/")][:REASONS]}
    return [(f, round(parts[f], 4)) for f in order if f in kept and parts[f] > 0.0005]


def _tokens(text: str) -> list[str]:
    return [word for word in normal_form(text).replace("-", " ").split() if len(word) > 2 and word.isalpha()]


def _unit(vector: Vector) -> Vector:
    length = sqrt(sum(weight * weight for weight in vector.values()))
    return {f: weight / length for f, weight in vector.items() if weight > 0} if length else {}
