"""An extractor for tests: finds fixed words. Small, exact, and independent of any weights."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.model import Entity, EntityType, Extraction, Link, Mention, Paper, Relation
from kg.text import sentences

WORDS: dict[str, tuple[EntityType, Relation]] = {
    "reinforcement learning": ("Task", "addresses"),
    "Q-learning": ("Method", "uses"),
    "transformer": ("Method", "proposes"),
    "diffusion model": ("Method", "uses"),
    "ImageNet": ("Dataset", "evaluatesOn"),
    "accuracy": ("Metric", "reports"),
}


@dataclass(frozen=True)
class Keywords:
    """Each known word is an entity; the first method is linked to the first task."""

    version: str = "1"
    name: str = "keywords"
    threshold: float = 0.5

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        for paper in papers:
            entities = tuple(e for word in WORDS if (e := find(paper, word)) is not None)
            yield Extraction(paper.id, self.name, self.version, entities, tuple(links(entities)))


def find(paper: Paper, word: str) -> Entity | None:
    """The word as an entity of the paper, with all its mentions."""
    spans = sentences(paper.text)
    mentions = []
    for match in re.finditer(re.escape(word), paper.text, re.IGNORECASE):
        for start, end in spans:
            if start <= match.start() and match.end() <= end:
                mentions.append(Mention(match.start(), match.end(), match[0], start, end))
    if not mentions:
        return None
    type_, relation = WORDS[word]
    return Entity(word, type_, relation, 0.9, tuple(mentions))


def links(entities: tuple[Entity, ...]) -> Iterator[Link]:
    """One usedFor link, where there is a method and a task."""
    methods = [e for e in entities if e.type == "Method"]
    tasks = [e for e in entities if e.type == "Task"]
    if methods and tasks:
        first = methods[0].mentions[0]
        yield Link(methods[0].name, "usedFor", tasks[0].name, 0.8, first.sentence_start, first.sentence_end)
