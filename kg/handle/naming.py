"""What a name stands for: its other names with the reason for each, and what it is to the background."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from kg import vocab
from kg.handle.comparing import why_same
from kg.mapping import MATCHES
from kg.vocab import value_of

if TYPE_CHECKING:
    from kg.store.snapshot import Snapshot

WRITTEN = "written so by a paper"
"""Why a way of writing is a label where it is no name of its own."""
WITH_ITS_NAME = "goes with its name"
"""Why a name with a needless head is there that no rule compares with the entity itself."""
HIGHEST = 12
"""Most broader terms that are told of one."""
WAYS = 1_000
"""Most ways up that are followed at a time."""

_NAME, _SKOS = vocab.PREFIXES["name"], vocab.PREFIXES["skos"]


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of an entity."""

    label: str
    name: str | None
    """Slug of the name, None where it is only another way of writing."""
    reason: str
    """The rule that joined it, or the decision."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the background."""

    label: str
    iri: str
    relation: str
    """``exactMatch``, ``closeMatch`` or ``broadMatch``."""
    rule: str
    score: float
    sources: tuple[str, ...]
    """The taxonomies that it is from."""
    broader: tuple[str, ...]
    """Labels of the terms above it, the nearest first: the shortest way up."""


@dataclass(frozen=True, slots=True)
class NameView:
    """An entity by what it is called."""

    entity: str
    """Slug."""
    label: str
    aliases: tuple[Alias, ...]
    background: tuple[Term, ...]


def name_view(snapshot: Snapshot, entity: str) -> NameView:
    """What the graph says of the entity with this slug."""
    node = vocab.name_iri(entity)
    label = _one(snapshot, node, f"{_SKOS}prefLabel") or entity
    return NameView(entity, label, tuple(_aliases(snapshot, node, label)), tuple(_terms(snapshot, node)))


def _aliases(snapshot: Snapshot, node: str, label: str) -> Iterator[Alias]:
    from pyoxigraph import NamedNode

    replaced = NamedNode(f"{vocab.PREFIXES['dcterms']}isReplacedBy")
    quads = snapshot.store.quads_for_pattern(None, replaced, NamedNode(node), NamedNode(vocab.GRAPH_NAMES))
    names = sorted(value_of(quad.subject) for quad in quads)
    told = {label}
    for name in names:
        slug = name.removeprefix(_NAME)
        called = _one(snapshot, name, f"{_SKOS}prefLabel") or slug
        told.add(called)
        yield Alias(called, slug, _reason(snapshot, slug, node.removeprefix(_NAME)))
    written = {*_values(snapshot, node, f"{_SKOS}altLabel")} - told
    for other in sorted(written, key=lambda text: (-_likeness(text, label), text)):
        yield Alias(other, None, WRITTEN)


def _likeness(written: str, label: str) -> float:
    return SequenceMatcher(None, written.casefold(), label.casefold(), autojunk=False).ratio()


def _reason(snapshot: Snapshot, name: str, entity: str) -> str:
    answer = why_same(snapshot, name, entity)
    if answer.decision is not None:
        entry = answer.decision
        return f"entry {entry.number}, {entry.author}: {entry.reason}"
    return answer.rule if answer.verdict == "same" and answer.rule else WITH_ITS_NAME


def _terms(snapshot: Snapshot, node: str) -> Iterator[Term]:
    for predicate in (match.value for match in MATCHES):
        for concept in sorted(_values(snapshot, node, predicate)):
            match = vocab.match_iri(node, predicate, concept)
            schemes = _values(snapshot, concept, f"{_SKOS}inScheme")
            yield Term(
                label=_one(snapshot, concept, f"{_SKOS}prefLabel") or concept,
                iri=concept,
                relation=predicate.removeprefix(_SKOS),
                rule=_one(snapshot, match, vocab.term("rule")) or "",
                score=float(_one(snapshot, match, vocab.term("confidence")) or 0),
                sources=tuple(sorted(scheme.rstrip("/").rpartition("/")[2] for scheme in schemes)),
                broader=tuple(_chain(snapshot, concept)),
            )


def _chain(snapshot: Snapshot, concept: str) -> Iterator[str]:
    """Labels of what is above a concept, by the shortest way to a top; of two the first by label.

    A taxonomy puts a term below what it is of use for, too ("reinforcement learning" below "low-resource
    NLP"): such ways are longer. The shipped hierarchy has no circles, a damaged one ends.
    """
    ways: list[tuple[tuple[str, str], ...]] = [((concept, ""),)]
    for _ in range(HIGHEST):
        longer = []
        for way in ways:
            above = _values(snapshot, way[-1][0], f"{_SKOS}broader")
            if not above:
                return (label for _, label in way[1:])
            told = sorted((_one(snapshot, iri, f"{_SKOS}prefLabel") or iri, iri) for iri in above)
            longer += [(*way, (iri, label)) for label, iri in told if iri not in dict(way)]
        ways = longer[:WAYS]
    return (label for _, label in ways[0][1:]) if ways else iter(())


def _values(snapshot: Snapshot, node: str, predicate: str) -> list[str]:
    """What the names and the background say of a node."""
    from pyoxigraph import NamedNode

    graphs = {vocab.GRAPH_NAMES, vocab.GRAPH_BACKGROUND}
    found = snapshot.store.quads_for_pattern(NamedNode(node), NamedNode(predicate), None, None)
    return [value_of(quad.object) for quad in found if value_of(quad.graph_name) in graphs]


def _one(snapshot: Snapshot, node: str, predicate: str) -> str | None:
    return next(iter(sorted(_values(snapshot, node, predicate))), None)
