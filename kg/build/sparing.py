"""What keeps derivation in memory small: extractions without what it never asks for, quads by parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from sys import intern
from typing import TypeVar

from pyoxigraph import Quad

from kg.mapping import Contributors, links_quads, names_quads
from kg.model import Comparison, Derived, Entity, EntityEdge, Extraction, Mention

_BATCH = 500
_ELSEWHERE = (Mention(1, 1, "", 0, 0),)
"""The mentions of all names that no text begins with: derivation asks only for those that one does."""
T = TypeVar("T")
S = TypeVar("S", bound=str)


def slim(extraction: Extraction) -> Extraction:
    """``extraction`` as far as derivation asks for it; equal strings are one object."""
    entities = tuple(map(_slim, extraction.entities))
    links = tuple(
        replace(link, subject=_one(link.subject), object=_one(link.object), predicate=_one(link.predicate))
        for link in extraction.links
    )
    return replace(extraction, entities=entities, links=links)


def _one(text: S) -> S:
    return intern(text)  # type: ignore[return-value]


def _slim(use: Entity) -> Entity:
    first = use.mentions[0]
    return replace(
        use,
        name=_one(use.name),
        type=_one(use.type),
        relation=_one(use.relation),
        mentions=(first,) if first.start == 0 else _ELSEWHERE,
        aliases=tuple(map(_one, use.aliases)),
        evidence=0,
    )


def names_in_parts(
    derived: Derived, contributors: Contributors, comparisons: Iterable[Comparison]
) -> Iterator[Quad]:
    """The quads of g/names, a batch of things at a time."""
    above: dict[str, list[int]] = {}
    for at, found in enumerate(derived.above):
        above.setdefault(found.entity, []).append(at)
    for entities in _batches(derived.entities):
        here = tuple(derived.above[at] for entity in entities for at in above.get(entity.slug, ()))
        yield from names_quads(Derived(entities=entities, above=here))
    canonical = {entity.slug for entity in derived.entities}
    for names in _batches(name for name in derived.names if name.slug not in canonical):
        yield from names_quads(Derived(names=names))
    for compared in _batches(comparisons):
        yield from names_quads(Derived(), comparisons=compared)
    yield from names_quads(
        Derived(broader=derived.broader), authors=contributors.authors(), venues=contributors.venues()
    )


def links_in_parts(links: Sequence[EntityEdge]) -> Iterator[Quad]:
    """The quads of g/links, a batch of links at a time."""
    for batch in _batches(links):
        yield from links_quads(batch)


def _batches(things: Iterable[T]) -> Iterator[tuple[T, ...]]:
    waiting = iter(things)
    while batch := tuple(islice(waiting, _BATCH)):
        yield batch
