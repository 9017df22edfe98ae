"""What papers of a picture say that its names are: a sentence for each name that one of them defines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from kg.model import Entity
from kg.names import use_slug
from kg.views.defining import defining
from kg.views.evidence import Papers, extractions_of
from kg.views.picture import Results, Sentence
from kg.views.results import results

_Order = tuple[bool, int, bool, str, str, int]


class Told(NamedTuple):
    """What papers say of a name."""

    definition: Sentence | None = None
    results: Results | None = None

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All that it quotes."""
        found = (self.definition, *((self.results.better, self.results.tested) if self.results else ()))
        return tuple(one for one in found if one)


UNTOLD = Told()


def told(papers: Papers, cited: Iterable[str], entity_of: Mapping[str, str]) -> dict[str, Told]:
    """What these papers say of the names in them, by slug."""
    defined, did = definitions(papers, cited, entity_of), results(papers, cited, entity_of)
    return {slug: Told(defined.get(slug), did.get(slug)) for slug in defined.keys() | did.keys()}


def definitions(papers: Papers, cited: Iterable[str], entity_of: Mapping[str, str]) -> dict[str, Sentence]:
    """The best definition of each entity, by slug, that one of these papers gives.

    That of a paper which proposes the thing goes first, then the plainest, one of an abstract, the oldest.
    """
    best: dict[str, tuple[_Order, Sentence]] = {}
    for paper in sorted(cited):
        known = papers.get(paper)
        for extraction in extractions_of(known):
            for entity in extraction.entities if known else ():
                slug = entity_of[use_slug(entity)]
                for order, found in _of_use(
                    papers[paper][0].text, entity, paper, papers[paper][0].date or "9"
                ):
                    if slug not in best or order < best[slug][0]:
                        best[slug] = order, found
    return {slug: found for slug, (_, found) in best.items()}


def _of_use(text: str, entity: Entity, paper: str, date: str) -> Iterator[tuple[_Order, Sentence]]:
    """The sentences in which one paper defines what it names."""
    title = text.find("\n")
    for mention in entity.mentions:
        start, end = mention.sentence_start, mention.sentence_end
        name = mention.start - start, mention.end - start
        found = defining(text[start:end], name, task=entity.type == "Task")
        if found is not None:
            marks = tuple((start + low, start + high) for low, high in found.marks)
            order = (entity.relation != "proposes", found.rank, start < title, date, paper, start)
            yield order, Sentence(paper, start, end, marks)
