"""The plain frozen records that cross every stage; no library's own objects pass a room's door.

Source file → `Record` (one a record read) → `Paper` (records that are one paper, merged)
→ `Extraction` (what an extractor found in it) → `Derived` (what the resolution makes of all of them).

Offsets count Unicode code points of ``Paper.text`` = title, U+000A, abstract; ``start`` inclusive,
``end`` exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

EntityType = Literal["Method", "Task", "Dataset", "Metric", "Concept"]
Relation = Literal["proposes", "addresses", "uses", "comparesWith", "evaluatesOn", "reports", "discusses"]
LinkPredicate = Literal["usedFor", "isA", "partOf", "comparedWith", "evaluatedOn", "measuredBy"]
Context = Literal["negated", "rival", "hypothetical", "background"]

ENTITY_TYPES: tuple[EntityType, ...] = get_args(EntityType)
RELATIONS: tuple[Relation, ...] = get_args(Relation)
LINK_PREDICATES: tuple[LinkPredicate, ...] = get_args(LinkPredicate)
CONTEXTS: tuple[Context, ...] = get_args(Context)

STORED_FROM = 0.2
"""Claims below this confidence are not kept at all."""


@dataclass(frozen=True, slots=True)
class Author:
    """One author as a source names them."""

    name: str
    orcid: str | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record came from; no absolute path and no clock, so that builds stay reproducible."""

    file: str
    """Base name of the file (``-`` for standard input)."""
    digest: str
    """SHA-256 of the record itself in hexadecimal, so that the rest of the file may change."""
    format: str
    record: int
    """1-based number of the record in the file."""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One paper as one source tells it, cleaned. Texts are final: offsets refer to them."""

    title: str
    abstract: str = ""
    authors: tuple[Author, ...] = ()
    author_count: int | None = None
    organisation: str | None = None
    date: str | None = None
    """ISO 8601: ``2023``, ``2023-09`` or ``2023-09-22``."""
    arxiv: str | None = None
    """arXiv identifier without version, e.g. ``2311.12345`` or ``hep-ph/9901001``."""
    arxiv_version: int | None = None
    doi: str | None = None
    """Lower case, without resolver prefix."""
    urls: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    venue: str | None = None
    comments: int | None = None
    upvotes: int | None = None
    flags: tuple[str, ...] = ()
    """Sorted; of ``no-abstract``, ``not-english``, ``not-computer-science``."""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper: all records of it, merged by `kg.papers`."""

    id: str
    """Local name of its IRI: ``2311.12345``, ``doi-…`` or ``title-…``."""
    title: str
    abstract: str = ""
    authors: tuple[Author, ...] = ()
    author_count: int | None = None
    organisation: str | None = None
    date: str | None = None
    arxiv: str | None = None
    arxiv_version: int | None = None
    doi: str | None = None
    urls: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    venue: str | None = None
    comments: int | None = None
    upvotes: int | None = None
    flags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    """Other local names under which this paper answers, sorted."""
    origins: tuple[Origin, ...] = ()

    @property
    def text(self) -> str:
        """What offsets refer to."""
        return f"{self.title}\n{self.abstract}"


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where an entity is named. ``text`` equals the slice of the paper's text."""

    start: int
    end: int
    text: str
    sentence_start: int
    sentence_end: int


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing that a paper names, with the paper's relation to it."""

    name: str
    type: EntityType
    relation: Relation
    confidence: float
    """Probability that the triple paper–relation–name is right; two decimals."""
    mentions: tuple[Mention, ...]
    """In order of their offsets; at least one. The first in ``evidence`` order decides the relation."""
    aliases: tuple[str, ...] = ()
    core: bool = False
    context: Context | None = None
    long_form: str | None = None
    """The expansion, where the name is an abbreviation that the paper expands."""
    evidence: int = 0
    """Index into ``mentions`` of the one whose sentence backs the relation best."""
    sense: str | None = None
    """Slug of the name that this use stands for instead, where that was decided; no extractor sets it."""


@dataclass(frozen=True, slots=True)
class Link:
    """A relation between two entities of one paper, by their names."""

    subject: str
    predicate: LinkPredicate
    object: str
    confidence: float
    sentence_start: int
    sentence_end: int
    context: Context | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one extractor found in one paper."""

    paper: str
    extractor: str
    """Name of the extractor, e.g. ``spacy``."""
    version: str
    entities: tuple[Entity, ...] = ()
    links: tuple[Link, ...] = ()


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
