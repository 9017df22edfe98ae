"""What follows from all papers together: entities, edges, comparisons, and lists that stand in the graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kg.model.papers import EntityType, LinkPredicate, Relation


@dataclass(frozen=True, slots=True)
class PaperEdge:
    """A plain triple ``paper relation entity``."""

    paper: str
    relation: Relation
    entity: str
    """Slug of the entity's canonical name."""
    confidence: float
    type: EntityType
    core: bool = False


@dataclass(frozen=True, slots=True)
class EntityEdge:
    """A plain triple ``entity predicate entity`` with the papers that state it, sorted."""

    subject: str
    predicate: LinkPredicate
    object: str
    confidence: float
    """The highest of its claims."""
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EntityNode:
    """An entity of the whole store."""

    slug: str
    label: str
    aliases: tuple[str, ...]
    """Other labels, sorted, without the label itself."""
    types: tuple[tuple[EntityType, int], ...]
    """Each type with the number of papers that use it so; most frequent first, then by name."""
    papers: int
    """Papers with a plain triple to it."""


@dataclass(frozen=True, slots=True)
class NameNode:
    """A name that some claim points at, and the entity it stands for now."""

    slug: str
    label: str
    entity: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two names that were candidates for one thing, and what was decided."""

    one: str
    """Slug of the name that sorts first."""
    other: str
    same: bool
    rule: str
    """The rule that decided."""
    signals: tuple[tuple[str, float], ...] = ()
    """Each signal with its score, by name; those of score 0 are left out."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A term of the background knowledge."""

    id: str
    """Local name of its IRI: ``topic/…``, ``dataset/…`` or ``metric/…``."""
    label: str
    others: tuple[str, ...] = ()
    """Other names, sorted."""
    types: tuple[str, ...] = ()
    """What it usually is; none for a field."""
    broader: tuple[str, ...] = ()
    """Local names of the concepts above it, sorted."""

    @property
    def labels(self) -> tuple[str, ...]:
        """All its names, the preferred one first."""
        return self.label, *self.others


MatchKind = Literal["exact", "close", "broad"]


@dataclass(frozen=True, slots=True)
class BackgroundMatch:
    """An entity and a concept of the background that it is, nearly is, or is a kind of."""

    entity: str
    kind: MatchKind
    concept: str
    """Local name of the concept."""
    score: float
    rule: str
    """The rule that decided."""


@dataclass(frozen=True, slots=True)
class Broader:
    """An entity and one that is broader, as was inferred."""

    entity: str
    broader: str
    rule: str
    """The rule that decided."""
    score: float


@dataclass(frozen=True, slots=True)
class Derived:
    """What follows from all extractions and the ledger; every tuple is sorted."""

    entities: tuple[EntityNode, ...] = ()
    names: tuple[NameNode, ...] = ()
    """All names, canonical ones included."""
    paper_edges: tuple[PaperEdge, ...] = ()
    entity_edges: tuple[EntityEdge, ...] = ()
    broader: tuple[tuple[str, str], ...] = ()
    """Slugs of entities, each with a broader one, as people decided."""
    above: tuple[Broader, ...] = ()
    """The same, as was inferred."""
    elsewhere: tuple[tuple[str, str, str], ...] = ()
    """Paper, name and entity of the uses that stand for something else than their name does."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list that stands in the graph: the first of all things of a kind, in an order of theirs."""

    about: str
    """What it is a list of, as a term of our vocabulary: ``Method``, ``usedFor``, ``Paper``, ``negated`` …"""
    members: tuple[str, ...]
    """IRIs."""
    things: int | None = None
    """How many things there are in all, where that is counted."""
    papers: int | None = None
    """The sum of the numbers of papers of all of them."""


@dataclass(frozen=True, slots=True)
class Paired:
    """A task and a dataset (slugs of entities) with the number of papers that address one on the other."""

    task: str
    dataset: str
    papers: int


@dataclass(frozen=True, slots=True)
class Company:
    """The first of what surrounds an entity that many papers name; papers by local names."""

    entity: str
    newest: tuple[str, ...]
    """Papers that name it."""
    users: tuple[str, ...]
    """The newest that use it and do not propose it."""
    surest: tuple[str, ...]
    """Papers that name it with most confidence."""
    links: tuple[tuple[str, str, str], ...]
    """Links from or to it that most papers state."""
    beside: tuple[tuple[str, str, int], ...]
    """Role, other entity, and in how many papers it plays that role beside this one."""


@dataclass(frozen=True, slots=True)
class Standing:
    """All lists that stand in the graph."""

    lists: tuple[Listed, ...] = ()
    pairs: tuple[Paired, ...] = ()
    companies: tuple[Company, ...] = ()
