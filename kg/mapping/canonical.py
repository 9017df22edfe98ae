"""The one written form of a paper and of an extraction, which a paper's graph gives back unchanged.

RDF keeps sets, so what is a set becomes sorted here: URLs, categories, flags, entities (by their first
mention, then by slug), mentions (by offset), aliases, links (by claim). A link stated twice keeps its highest
confidence; entities of one name (``GAN`` and ``GANs``) become one, as the most confident of them says.
``Entity.evidence`` becomes the first mention in the evidence's sentence, because the graph keeps the
sentence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from kg.errors import ExtractionError, InputError
from kg.model import Author, Entity, Extraction, Link, Mention, Origin, Paper
from kg.names import sense_slug
from kg.vocab import clean_literal, is_safe_iri


def entity_slug(entity: Entity) -> str:
    """The slug of the name node that an entity's claims point at."""
    return sense_slug(entity.name, entity.long_form)


def canonical_paper(paper: Paper) -> Paper:
    """``paper`` as its graph gives it back: sets sorted, unsafe URLs and empty names left out."""
    return replace(
        paper,
        title=clean_literal(paper.title),
        abstract=clean_literal(paper.abstract),
        authors=tuple(a for a in map(_author, paper.authors) if a.name.strip()),
        organisation=_optional(paper.organisation),
        date=_optional(paper.date),
        doi=_optional(paper.doi),
        venue=_optional(paper.venue) or None,
        urls=tuple(sorted({url for url in paper.urls if is_safe_iri(url)})),
        categories=_set(paper.categories),
        flags=_set(paper.flags),
        aliases=_set(paper.aliases),
        origins=tuple(dict.fromkeys(_origin(origin) for origin in paper.origins)),
    )


def canonical_extraction(paper: Paper, extraction: Extraction) -> Extraction:
    """``extraction`` as the paper's graph gives it back.

    Raises `ExtractionError` where an entity has no mention, one name has two senses, a link names no
    entity, or the paper's text holds characters that a graph can not carry (offsets would move).
    """
    if clean_literal(paper.text) != paper.text:
        raise ExtractionError(
            f"the text of paper {paper.id} holds control characters; clean it before extraction"
        )
    if extraction.paper != paper.id:
        raise ExtractionError(f"an extraction of paper {extraction.paper} can not belong to paper {paper.id}")
    slugs = names_to_slugs(extraction.entities)
    groups: defaultdict[str, list[Entity]] = defaultdict(list)
    for entity in extraction.entities:
        slug = entity_slug(entity)
        if slugs[clean_literal(entity.name)] != slug:
            raise ExtractionError(f"paper {paper.id}: two entities are called {entity.name!r}")
        groups[slug].append(_entity(paper, entity))
    merged = {slug: _merge(group) for slug, group in groups.items()}
    return replace(
        extraction,
        extractor=clean_literal(extraction.extractor),
        version=clean_literal(extraction.version),
        entities=tuple(sorted(merged.values(), key=_place)),
        links=_links(paper, extraction.links, slugs, merged),
    )


def names_to_slugs(entities: Iterable[Entity]) -> dict[str, str]:
    """The slug that each name of an extraction stands for."""
    return {clean_literal(entity.name): entity_slug(entity) for entity in entities}


def _entity(paper: Paper, entity: Entity) -> Entity:
    if not entity.mentions:
        raise ExtractionError(f"paper {paper.id}: entity {entity.name!r} has no mention")
    if not 0 <= entity.evidence < len(entity.mentions):
        raise ExtractionError(f"paper {paper.id}: entity {entity.name!r} has no mention {entity.evidence}")
    best = entity.mentions[entity.evidence]
    mentions = _ordered(entity.mentions)
    return replace(
        entity,
        name=clean_literal(entity.name),
        long_form=_optional(entity.long_form),
        aliases=_set(entity.aliases),
        confidence=round(entity.confidence, 2),
        mentions=mentions,
        evidence=first_in_sentence(mentions, best.sentence_start, best.sentence_end),
    )


def _merge(entities: list[Entity]) -> Entity:
    """One entity of those that share a name; the others' names become aliases."""
    first = min(entities, key=lambda e: (-e.confidence, *_place(e), e.name, e.type, e.relation))
    best = first.mentions[first.evidence]
    mentions = _ordered(m for e in entities for m in e.mentions)
    names = {alias for e in entities for alias in (e.name, *e.aliases)}
    return replace(
        first,
        mentions=mentions,
        aliases=first.aliases if len(entities) == 1 else tuple(sorted(names - {first.name})),
        core=any(e.core for e in entities),
        evidence=first_in_sentence(mentions, best.sentence_start, best.sentence_end),
    )


def _ordered(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Mentions by offset, each stretch of text once."""
    once = {(m.start, m.end): m for m in mentions}
    return tuple(once[place] for place in sorted(once))


def first_in_sentence(mentions: tuple[Mention, ...], start: int, end: int) -> int:
    """The index of the first mention in the sentence from ``start`` to ``end``; 0 where there is none."""
    same = (i for i, m in enumerate(mentions) if (m.sentence_start, m.sentence_end) == (start, end))
    return next(same, 0)


def _place(entity: Entity) -> tuple[int, int, str]:
    return entity.mentions[0].start, entity.mentions[0].end, entity_slug(entity)


def _links(
    paper: Paper, links: tuple[Link, ...], slugs: dict[str, str], entities: dict[str, Entity]
) -> tuple[Link, ...]:
    """Links by claim, each once; one between two entities that became one is none any more."""
    best: dict[tuple[str, str, str], Link] = {}
    for link in links:
        subject, object_ = (_end(paper, name, slugs) for name in (link.subject, link.object))
        link = replace(
            link,
            subject=entities[subject].name,
            object=entities[object_].name,
            confidence=round(link.confidence, 2),
        )
        key = (subject, link.predicate, object_)
        if subject != object_:
            best[key] = min(best.get(key, link), link, key=_worth)
    return tuple(best[key] for key in sorted(best))


def _end(paper: Paper, name: str, slugs: dict[str, str]) -> str:
    """The slug of the entity that a link names."""
    try:
        return slugs[clean_literal(name)]
    except KeyError:
        raise ExtractionError(f"paper {paper.id}: a link names {name!r}, which is no entity of it") from None


def _worth(link: Link) -> tuple[float, int, int, str]:
    return -link.confidence, link.sentence_start, link.sentence_end, link.context or ""


def _author(author: Author) -> Author:
    return replace(author, name=clean_literal(author.name))


def _origin(origin: Origin) -> Origin:
    return replace(origin, file=clean_literal(origin.file), format=clean_literal(origin.format))


def _optional(value: str | None) -> str | None:
    return None if value is None else clean_literal(value)


def _set(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({clean_literal(value) for value in values}))


def canonical(paper: Paper, extractions: Iterable[Extraction]) -> tuple[Paper, tuple[Extraction, ...]]:
    """A paper and its extractions in their written form, extractions by name and version.

    Raises `InputError` where two of them are by the same extractor.
    """
    done = sorted(
        (canonical_extraction(paper, extraction) for extraction in extractions),
        key=lambda e: (e.extractor, e.version),
    )
    names = [extraction.extractor for extraction in done]
    if len(set(names)) < len(names):
        raise InputError(f"paper {paper.id}: two extractions by the same extractor ({', '.join(names)})")
    return canonical_paper(paper), tuple(done)
