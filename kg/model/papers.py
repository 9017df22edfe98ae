"""What sources tell of a paper, and what an extractor finds in it.

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
