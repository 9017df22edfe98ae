"""The background knowledge that is shipped: SKOS read into plain records, and quads of what a store needs."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from kg import vocab
from kg.data import data_path
from kg.mapping.guide import guide_quads
from kg.model import BackgroundMatch, Concept, EntityNode
from kg.resolve.background import Taxonomy, matches
from kg.resolve.expansions import shipped
from kg.resolve.same import Profile
from kg.vocab import value_of

BACKGROUND = "background.ttl.gz"
_START = f"{vocab.BASE}background/"
_SKOS, _KG = vocab.PREFIXES["skos"], vocab.KG
MATCHES = tuple(NamedNode(f"{_SKOS}{kind}Match") for kind in ("exact", "close", "broad"))
"""How entities lead to concepts, in g/names."""
INFERRED = (*MATCHES, NamedNode(f"{_SKOS}broader"))
"""Predicates of triples that may have an inference behind them there."""


def background_path() -> Path:
    """The shipped file."""
    return data_path("ontology") / BACKGROUND


def background_quads(path: Path | None = None) -> list[Quad]:
    """All triples of the shipped file, in the graph of the background."""
    triples = parse(gzip.decompress((path or background_path()).read_bytes()), format=RdfFormat.TURTLE)
    graph = NamedNode(vocab.GRAPH_BACKGROUND)
    return [Quad(t.subject, t.predicate, t.object, graph) for t in triples]


@cache
def read_background() -> tuple[Concept, ...]:
    """All concepts of the shipped file, by local name."""
    told = (f"{_SKOS}prefLabel", f"{_SKOS}altLabel", f"{_KG}usualType", f"{_SKOS}broader")
    places = {predicate: place for place, predicate in enumerate(told)}
    facts: dict[str, tuple[list[str], list[str], list[str], list[str]]] = {}
    # Every build reads all of it: nothing is made that is not asked for.
    for triple in parse(gzip.decompress(background_path().read_bytes()), format=RdfFormat.TURTLE):
        place = places.get(triple.predicate.value)
        if place is not None:
            subject = value_of(triple.subject)
            if subject not in facts:
                facts[subject] = ([], [], [], [])
            facts[subject][place].append(value_of(triple.object))
    return tuple(
        Concept(
            id=iri.removeprefix(_START),
            label=labels[0],
            others=tuple(sorted(others)),
            types=tuple(sorted(kind.removeprefix(_KG) for kind in types)),
            broader=tuple(sorted(parent.removeprefix(_START) for parent in broader)),
        )
        for iri, (labels, others, types, broader) in sorted(facts.items())
        if labels
    )


@cache
def taxonomy() -> Taxonomy:
    """All concepts of the shipped file, by the forms of their names."""
    return Taxonomy(read_background())


def entity_matches(entity: EntityNode) -> tuple[BackgroundMatch, ...]:
    """The concepts that an entity is, nearly is, or is a kind of: a function of what is known of it alone."""
    return _matches(entity.slug, entity.label, frozenset(kind for kind, _ in entity.types))


@lru_cache(maxsize=10_000)  # what changed is asked for as it was, as it is, and to be written
def _matches(slug: str, label: str, types: frozenset[str]) -> tuple[BackgroundMatch, ...]:
    _, _, long = slug.partition("~")
    longs = frozenset([long.replace("-", " ")] if long else ())
    return matches(Profile(slug=slug, name=label, longs=longs, types=types), taxonomy(), shipped())


def part_quads(names: Iterable[Quad]) -> list[Quad]:
    """What the shipped file says of the concepts that triples of g/names match, and of all above them."""
    return concept_quads(value_of(q.object) for q in names if q.predicate in MATCHES)


def concept_quads(concepts: Iterable[str]) -> list[Quad]:
    """What the shipped file says of these concepts (IRIs), and of all above them.

    A store holds no more of it, so that small stores stay small; and what query editors read of every store.
    """
    waiting = {iri.removeprefix(_START) for iri in concepts}
    kept: set[str] = set()
    while waiting:
        node = waiting.pop()
        concept = taxonomy().concepts.get(node)
        if concept is not None and vocab.concept_iri(node) not in kept:
            kept.add(vocab.concept_iri(node))
            waiting.update(concept.broader)
    quads = _said_of(kept)
    schemes = {value_of(quad.object) for quad in quads if quad.predicate.value == f"{_SKOS}inScheme"}
    return [*quads, *_said_of(schemes), *guide_quads()]


def _said_of(subjects: Iterable[str]) -> list[Quad]:
    """What the shipped file says of these subjects (IRIs); only their blocks of it are parsed."""
    wanted = sorted(subjects)
    if not wanted:
        return []
    head, blocks = _blocks()
    turtle = head + b"\n\n".join(blocks[iri] for iri in wanted if iri in blocks)
    graph = NamedNode(vocab.GRAPH_BACKGROUND)
    return [Quad(t.subject, t.predicate, t.object, graph) for t in parse(turtle, format=RdfFormat.TURTLE)]


def _blocks() -> tuple[bytes, dict[str, bytes]]:
    """The prefixes of the shipped file, and its blocks by subject: each stands between empty lines."""
    head, *blocks = gzip.decompress(background_path().read_bytes()).strip().split(b"\n\n")
    return head + b"\n\n", {block[1 : block.index(b">")].decode(): block for block in blocks}
