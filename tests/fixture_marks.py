"""What an invented paper is marked with, and where the marks stand in its text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kg.model import (
    Author,
    Context,
    Entity,
    EntityType,
    Extraction,
    Link,
    LinkPredicate,
    Mention,
    Origin,
    Paper,
    Relation,
)

EXTRACTOR, VERSION = "fixture", "1"
WORDS = {"M": "Method", "T": "Task", "D": "Dataset", "R": "Metric", "C": "Concept"}


@dataclass(frozen=True, slots=True)
class Sample:
    """One paper with its marks, as the functions below read them."""

    paper: Paper
    entities: tuple[Entity, ...]
    links: tuple[tuple[str, LinkPredicate, str, float], ...]


def sentences(paper: Paper) -> tuple[tuple[int, int], ...]:
    """Title, then what ends in a full stop before a blank; enough for texts written for it."""
    start = len(paper.title) + 1
    spans = [(0, len(paper.title))]
    spans += [(start + m.start(), start + m.end()) for m in re.finditer(r"\S.*?\.(?=\s|$)", paper.abstract)]
    return tuple(spans)


def mentions(paper: Paper, wordings: tuple[str, ...]) -> tuple[Mention, ...]:
    """Every place where one of ``wordings`` stands as a word of its own; the longest wins, none overlap."""
    pattern = "|".join(re.escape(w) for w in sorted(wordings, key=len, reverse=True))
    spans = sentences(paper)
    found = []
    for match in re.finditer(rf"(?<![\w-])(?:{pattern})(?![\w-])", paper.text):
        sentence = next(s for s in spans if s[0] <= match.start() and match.end() <= s[1])
        found.append(Mention(match.start(), match.end(), match[0], *sentence))
    return tuple(found)


def mark(
    name: str,
    kind: str,
    relation: Relation,
    confidence: float,
    *aliases: str,
    core: bool = False,
    context: Context | None = None,
    long_form: str | None = None,
) -> Entity:
    """An entity whose mentions are still to be found; ``kind`` is one letter of ``WORDS``."""
    entity_type: EntityType = WORDS[kind]  # type: ignore[assignment]
    return Entity(name, entity_type, relation, confidence, (), aliases, core, context, long_form)


def extraction(sample: Sample) -> Extraction:
    """The sample's marks with their mentions and sentences."""
    entities = tuple(
        replace(e, mentions=mentions(sample.paper, (e.name, *e.aliases))) for e in sample.entities
    )
    for entity in entities:
        if not entity.mentions:
            raise ValueError(f"{sample.paper.id}: {entity.name!r} is nowhere in the text")
    links = tuple(_link(sample.paper, entities, *link) for link in sample.links)
    return Extraction(sample.paper.id, EXTRACTOR, VERSION, entities, links)


def _link(
    paper: Paper,
    entities: tuple[Entity, ...],
    subject: str,
    predicate: LinkPredicate,
    object_: str,
    sure: float,
) -> Link:
    """A link, backed by the first sentence that names both ends (else by the first that names one)."""
    places = {e.name: {(m.sentence_start, m.sentence_end) for m in e.mentions} for e in entities}
    both = sorted(places[subject] & places[object_]) or sorted(places[subject])
    return Link(subject, predicate, object_, sure, *both[0])


def paper(local: str, title: str, abstract: str, date: str | None, **more: object) -> Paper:
    """A paper of this local name, read from a listing unless ``more`` says otherwise."""
    plain = Paper(local, title, abstract, date=date)
    if re.fullmatch(r"\d{4}\.\d{5}", local):
        record = int(local[-2:])
        origin = Origin("listing.txt", f"{record:064x}", "listing", record, 9 * record)
        plain = replace(plain, arxiv=local, urls=(f"https://example.org/abs/{local}",), origins=(origin,))
    return replace(plain, **more)  # type: ignore[arg-type]


ADA, BO, CY = Author("Ada Ember", "0000-0002-1825-0097"), Author("Bo Quill"), Author("Cy Óst")
