"""The quads of the graphs that papers share, made of the tables in one go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Quad

from kg.derive.records import Records
from kg.mapping import MATCHES, alias_quads, links_quads, names_quads
from kg.model import Derived
from kg.vocab import value_of


def name_nodes(records: Records) -> Iterator[Quad]:
    """The graph of names."""
    yield from entity_nodes(records)
    yield from other_nodes(records)


def entity_nodes(records: Records) -> Iterator[Quad]:
    """Entities, with what they match and what is broader."""
    for found in records.entities():
        above = records.above(found.node.slug)
        yield from names_quads(Derived(entities=(found.node,), above=above))


def other_nodes(records: Records) -> Iterator[Quad]:
    """Names that are no entity, comparisons, authors and venues."""
    for name in records.plain_names():
        yield from names_quads(Derived(names=(name,)))
    for comparison in records.comparisons():
        yield from names_quads(Derived(), comparisons=[comparison])
    for author in records.contributors("person"):
        yield from names_quads(Derived(), authors=[author])
    for venue in records.contributors("venue"):
        yield from names_quads(Derived(), venues=[venue])


def link_nodes(records: Records) -> Iterator[Quad]:
    """The graph of links."""
    for link in records.links():
        yield from links_quads([link])


def aliases(records: Records) -> Iterator[Quad]:
    """Other names of papers."""
    for pair in records.aliases():
        yield from alias_quads([pair])


def noting(quads: Iterable[Quad], matched: set[str]) -> Iterator[Quad]:
    """The same quads; the terms of the background that they match go into ``matched`` as they pass."""
    for quad in quads:
        if quad.predicate in MATCHES:
            matched.add(value_of(quad.object))
        yield quad
