"""What a picture shows, as plain frozen records: nodes, edges with their evidence, papers, honest notes.

Nothing here knows how it is drawn. Identifiers of nodes are the local part of their IRIs
(``name/cfcql``, ``paper/2311.12345``); offsets count Unicode code points of a paper's text, as everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from kg.model import LINK_PREDICATES, RELATIONS, EntityType

Kind = Literal["Paper", "Method", "Task", "Dataset", "Metric", "Concept"]
KINDS: tuple[Kind, ...] = get_args(Kind)
ALL_RELATIONS: tuple[str, ...] = (*RELATIONS, *LINK_PREDICATES)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place that backs an edge: a sentence of a paper and the mentions in it."""

    paper: str
    """Local name of a paper that `Picture.papers` holds."""
    start: int
    end: int
    marks: tuple[tuple[int, int], ...]
    """Mentions as offsets into the paper's text (not the sentence), sorted, not overlapping."""
    confidence: float
    extractor: str
    """Name and version, ``spacy/1.0``."""
    context: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a paper that says what a name is, or how it did."""

    paper: str
    """Local name of a paper that `Picture.papers` holds, with its text."""
    start: int
    end: int
    marks: tuple[tuple[int, int], ...]
    """What says so in it, as offsets into the paper's text."""


@dataclass(frozen=True, slots=True)
class Results:
    """What the paper that proposes a method says of how it did; None where it says nothing."""

    better: Sentence | None = None
    """That it improves on something."""
    tested: Sentence | None = None
    """Where it was tested."""


@dataclass(frozen=True, slots=True)
class Node:
    """Something drawn as one mark with one label."""

    id: str
    label: str
    kind: Kind
    importance: int
    """Papers behind an entity; for a paper, the number of its plain triples."""
    aliases: tuple[str, ...] = ()
    href: str | None = None
    facts: tuple[tuple[str, str], ...] = ()
    """Rows for the panel, already words: ``("Used as", "Method in 5 papers, Task in 1")``."""
    date: str | None = None
    """Of a paper: ISO 8601, may be shortened."""
    definition: Sentence | None = None
    results: Results | None = None
    """Of a method that a paper of the picture proposes."""
    side: int | None = None
    """Where two things are compared: index into `Picture.sides`."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A plain triple between two nodes of the picture."""

    source: str
    target: str
    relation: str
    confidence: float
    support: int = 1
    """Papers that state it; evidence may be of fewer."""
    evidence: tuple[Evidence, ...] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        """Source, relation, target."""
        return self.source, self.relation, self.target


@dataclass(frozen=True, slots=True)
class Unsure:
    """A claim that is stored and gives no plain triple: told in a panel, never drawn."""

    source: str
    """Identifier of a node; it or the target is one of the picture."""
    target: str
    relation: str
    labels: tuple[str, str]
    kinds: tuple[EntityType | None, EntityType]
    """None for a paper."""
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class PaperCard:
    """A paper that some evidence cites, whether it is a node or not."""

    id: str
    title: str
    text: str = ""
    """Title, U+000A, abstract; empty where texts are left out."""
    date: str | None = None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """All that one page shows."""

    title: str
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    papers: tuple[PaperCard, ...] = ()
    notes: tuple[str, ...] = ()
    """What the page must say of itself: ``Shown are 12 of 340 neighbours …``."""
    focus: str | None = None
    """Identifier of the node that is selected when the page opens."""
    path: tuple[str, ...] = ()
    """Two nodes between which the page shows the way when it opens."""
    sides: tuple[str, ...] = ()
    """Where two things are compared: what nodes belong to, ``("In both", "Only …", "Only …")``."""
    unsure: tuple[Unsure, ...] = ()
    """What the papers say less surely of the nodes."""
    themes: bool = False
    """Whether it is drawn as an atlas: themes that unfold into their members."""


def paper_node(paper: str) -> str:
    """The identifier of a paper's node.

    >>> paper_node("2311.12345")
    'paper/2311.12345'
    """
    return f"paper/{paper}"


def entity_node(slug: str) -> str:
    """The identifier of an entity's node."""
    return f"name/{slug}"
