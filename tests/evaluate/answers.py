"""An extractor of a few fixed answers, for the tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from kg.model import Entity, EntityType, Extraction, Link, Mention, Paper, Relation


def mention_of(paper: Paper, name: str) -> Mention:
    """The first place where a paper has a name."""
    start = paper.text.index(name)
    return Mention(start, start + len(name), name, 0, len(paper.text))


def entity(
    paper: Paper, name: str, relation: Relation, *, type_: EntityType = "Method", confidence: float = 0.9
) -> Entity:
    """An entity of a paper that names it."""
    return Entity(name, type_, relation, confidence, (mention_of(paper, name),))


class Capitals:
    """Takes every word in capitals for a method that the paper proposes, and links it to the next."""

    name, version, threshold = "capitals", "1", 0.5
    link_threshold = 0.8

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        """One extraction a paper."""
        for paper in papers:
            names = list(
                dict.fromkeys(w.strip(".,:") for w in paper.text.split() if w.strip(".,:").isupper())
            )
            links = tuple(Link(a, "usedFor", b, 0.7, 0, len(paper.text)) for a, b in pairwise(names))
            yield Extraction(
                paper.id,
                self.name,
                self.version,
                tuple(entity(paper, name, "proposes") for name in names),
                links,
            )
