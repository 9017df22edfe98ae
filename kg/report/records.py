"""What a report tells; the page adds nothing to it."""

from __future__ import annotations

from dataclasses import dataclass

from kg.analytics import Ranked, Trend


@dataclass(frozen=True, slots=True)
class Chip:
    """A name on a card."""

    label: str
    kind: str
    confidence: float
    new: bool = False
    """Whether no paper before the report's first day names it."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of an abstract; ``kind`` is the type of the entity that it names."""

    text: str
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Like:
    """A paper of the report, or else of the store, that is like one of the report."""

    id: str
    title: str
    shared: tuple[str, ...]
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """One paper."""

    id: str
    title: str
    date: str | None
    by: str
    href: str | None
    sentence: str
    """The sentence that says what it contributes; empty where none was found, or without texts."""
    rows: tuple[tuple[str, tuple[Chip, ...]], ...]
    """Names by what the paper has to do with them, in the words of the page."""
    abstract: tuple[Segment, ...]
    like: tuple[Like, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """Papers that belong together."""

    name: str
    cards: tuple[Card, ...]
    tasks: tuple[str, ...]
    proposed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """A small chart: names with their papers."""

    title: str
    kind: str
    rows: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Tasks against something else; a cell holds the papers that say so."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
    filled: int
    of: int
    """Pairs of the whole report; the matrix shows the best connected part."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A claim of low confidence."""

    paper: str
    title: str
    relation: str
    chip: Chip
    sentence: str


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A paper that is new for a topic."""

    id: str
    title: str
    date: str | None
    names: tuple[str, ...]
    """Which of the topic's names it names."""


@dataclass(frozen=True, slots=True)
class News:
    """What is new for a saved topic."""

    name: str
    what: str
    papers: int
    """All of the topic."""
    new: tuple[NewPaper, ...]
    """The newest first."""
    all_new: tuple[str, ...]
    missing: tuple[str, ...]
    """Names of the topic that the graph does not hold."""
    first: bool
    """Whether no report has told of it before."""


@dataclass(frozen=True, slots=True)
class Report:
    """All of a report."""

    title: str
    first: str | None
    last: str | None
    papers: int
    outside: int
    """Papers of the store that the range leaves out."""
    names: int
    new_names: int | None
    """Names that no paper before (of a listing: no other paper) names; ``None`` where there is none."""
    texts: bool
    periods: tuple[tuple[str, int], ...]
    """Papers by day, month or year."""
    themes: tuple[Theme, ...]
    bars: tuple[Bars, ...]
    matrices: tuple[Matrix, ...]
    central: tuple[Ranked, ...]
    bridging: tuple[Ranked, ...]
    changing: tuple[Trend, ...]
    doubts: tuple[Doubt, ...]
    news: tuple[News, ...] = ()
    """By saved topic; empty where none were asked for."""
    months: tuple[str, ...] = ()
    """Those of the counts of `changing`."""
    of_listing: bool = False
    """Whether it is on the papers of one listing: new is then what no other paper of the store names."""
    notes: tuple[str, ...] = ()
    since: str | None = None
    """From when on papers count as new for a topic, where that was asked."""
