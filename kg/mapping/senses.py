"""Uses of names that stand for something else in one paper: read back from its resolved graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from pyoxigraph import NamedNode, Quad

from kg.mapping.terms import own
from kg.model import Extraction
from kg.names import sense_slug
from kg.vocab import PREFIXES, value_of


def read_senses(quads: Iterable[Quad]) -> dict[str, str]:
    """From the quads of a resolved graph: names, each with the entity that it stands for there."""
    found = {}
    for quad in quads:
        if quad.predicate == own("standsFor") and isinstance(quad.subject, NamedNode):
            name = quad.subject.value.partition("#name=")[2]
            found[name] = value_of(quad.object).removeprefix(PREFIXES["name"])
    return found


def in_senses(extractions: Iterable[Extraction], senses: Mapping[str, str]) -> Iterator[Extraction]:
    """``extractions`` in which the uses of these names say what they stand for."""
    for extraction in extractions:
        yield _in_senses(extraction, senses) if senses else extraction


def _in_senses(extraction: Extraction, senses: Mapping[str, str]) -> Extraction:
    uses = extraction.entities
    slugs = [sense_slug(use.name, use.long_form) for use in uses]
    told = (
        replace(use, sense=senses[slug]) if slug in senses else use
        for use, slug in zip(uses, slugs, strict=True)
    )
    return replace(extraction, entities=tuple(told))
