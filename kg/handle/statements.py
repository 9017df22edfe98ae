"""What a paper states, each statement with the sentence behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from kg.model import RELATIONS, Entity, Extraction, Link, Paper
from kg.names import use_slug


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim of one paper, as an extractor made it."""

    paper: str
    title: str
    subject: str
    """A name, or the paper's identifier."""
    predicate: str
    object: str
    confidence: float
    sentence: str
    start: int
    """Where the sentence begins in the paper's text, in code points."""
    end: int
    extractor: str
    """Name and version, ``spacy/1.0``."""
    type: str | None = None
    """Of the object, where the subject is the paper."""
    core: bool = False
    context: str | None = None
    entity: str = ""
    """Slug of the entity that the object stands for now."""
    subject_entity: str = ""
    """Slug of the entity that the subject stands for now; empty where it is the paper."""
    plain: bool = True
    """Whether it is a plain triple of the graph: sure enough, and not rejected."""

    def _repr_html_(self) -> str:
        return Statements([self])._repr_html_()


class Statements(tuple[Statement, ...]):
    """Statements of several papers, with their sentences, as a notebook shows them."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        from kg.notebook import html_table

        rows = (
            (s.title, s.subject, s.predicate, s.object, f"{s.confidence:.2f}", s.sentence, s.extractor)
            for s in self
        )
        head = ("paper", "of", "relation", "to", "conf", "sentence", "extractor")
        return html_table("What papers say", head, rows)


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper with all it states, paper–entity statements first, by relation, what is less sure last."""

    paper: Paper
    statements: tuple[Statement, ...]
    links: tuple[Statement, ...]

    def _repr_html_(self) -> str:
        from kg.notebook import html_table

        paper = self.paper
        rows = (
            (
                "" if s.subject == paper.id else s.subject,
                s.predicate,
                s.object,
                f"{s.confidence:.2f}",
                s.sentence,
            )
            for s in (*self.statements, *self.links)
        )
        about = " · ".join(filter(None, (paper.id, paper.date, paper.venue)))
        return html_table(paper.title, ("of", "relation", "to", "conf", "sentence"), rows, about=about)


EntityOf = Callable[[str], str]
"""From the slug of a name to the slug of the entity that it stands for now."""
Holds = Callable[[str, str, str], bool]
"""Whether the graph holds a plain triple: of a paper or name, by a predicate, with an entity."""


def view(paper: Paper, extractions: Iterable[Extraction], entity_of: EntityOf) -> PaperView:
    """All statements of a paper."""
    found = [s for e in extractions for s in _of_paper(paper, e, entity_of)]
    links = [s for e in extractions for s in _between(paper, e, entity_of)]
    return PaperView(
        paper=paper,
        statements=tuple(sorted(found, key=_order)),
        links=tuple(sorted(links, key=_link_order)),
    )


def weighed(shown: PaperView, holds: Holds) -> PaperView:
    """The same with what is no plain triple marked, and last."""
    statements = (
        replace(s, plain=holds(f"paper/{s.paper}", s.predicate, s.entity)) for s in shown.statements
    )
    links = (replace(s, plain=_links(s, holds)) for s in shown.links)
    return PaperView(
        shown.paper, tuple(sorted(statements, key=_order)), tuple(sorted(links, key=_link_order))
    )


def _links(link: Statement, holds: Holds) -> bool:
    """Whether the entities are linked; two that are compared stand in one order only."""
    ends = [(link.subject_entity, link.entity)]
    ends += [(link.entity, link.subject_entity)] if link.predicate == "comparedWith" else []
    return any(holds(f"name/{one}", link.predicate, other) for one, other in ends)


def _order(statement: Statement) -> tuple[int, bool, bool, float, str]:
    place = RELATIONS.index(statement.predicate)
    return place, not statement.plain, not statement.core, -statement.confidence, statement.object


def _link_order(link: Statement) -> tuple[bool, float, str, str, str]:
    return not link.plain, -link.confidence, link.subject, link.predicate, link.object


def _of_paper(paper: Paper, extraction: Extraction, entity_of: EntityOf) -> Iterator[Statement]:
    for entity in extraction.entities:
        mention = entity.mentions[entity.evidence]
        yield Statement(
            subject=paper.id,
            predicate=entity.relation,
            object=entity.name,
            type=entity.type,
            core=entity.core,
            entity=entity_of(use_slug(entity)),
            **_evidence(paper, extraction, entity, mention.sentence_start, mention.sentence_end),
        )


def _between(paper: Paper, extraction: Extraction, entity_of: EntityOf) -> Iterator[Statement]:
    slugs = {entity.name: entity_of(use_slug(entity)) for entity in extraction.entities}
    for link in extraction.links:
        yield Statement(
            subject=link.subject,
            predicate=link.predicate,
            object=link.object,
            entity=slugs[link.object],
            subject_entity=slugs[link.subject],
            **_evidence(paper, extraction, link, link.sentence_start, link.sentence_end),
        )


def _evidence(
    paper: Paper, extraction: Extraction, claim: Entity | Link, start: int, end: int
) -> dict[str, Any]:
    return {
        "paper": paper.id,
        "title": paper.title,
        "confidence": claim.confidence,
        "context": claim.context,
        "sentence": paper.text[start:end],
        "start": start,
        "end": end,
        "extractor": f"{extraction.extractor}/{extraction.version}",
    }
