"""A paper as a card: what it contributes, to what, on which data, and where its abstract says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from kg.analytics import Corpus
from kg.analytics.similar import Similar
from kg.model import Entity, Extraction, Mention, Paper, PaperEdge
from kg.names import use_slug
from kg.report.records import Card, Chip, Like, Segment
from kg.views.assemble import link_to

Papers = Mapping[str, tuple[Paper, tuple[Extraction, ...]]]
Nearest = Callable[[str], Iterable[Similar]]
"""Papers like one, by local name, the most like first."""
ROWS = (
    ("Proposes", ("proposes",), ()),
    ("Task", ("addresses",), ()),
    ("Datasets", ("evaluatesOn", "uses", "discusses", "comparesWith"), ("Dataset",)),
    ("Measured by", ("reports",), ()),
    ("Builds on", ("uses",), ("Method", "Concept", "Task", "Metric")),
    ("Compares with", ("comparesWith",), ("Method", "Concept", "Task", "Metric")),
)
"""Rows of a card: its heading, the relations and the types in it (none: all)."""
MOST = 8
_LEADS_AWAY = re.compile(r"\w://|\bwww\.|\b(?:github|gitlab|huggingface)\.\w", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S*|(?:[\w-]+\.)+(?:com|org|io|net|edu|gov|git)(?:/\S*)?|(?:[\w-]+\.)+[a-z]{2,}/\S*",
    re.IGNORECASE,
)


def is_address(label: str) -> bool:
    """Whether a name is a place on the web, which no paper contributes.

    >>> [is_address(name) for name in ("mira.github.io", "https://a.b", "YOLOv8.1", "Node.js")]
    [True, True, False, False]
    """
    return _ADDRESS.fullmatch(label) is not None


class CardMaker:
    """Makes the cards of one corpus."""

    def __init__(
        self,
        corpus: Corpus,
        papers: Papers,
        *,
        texts: bool,
        is_new: Callable[[str], bool] | None = None,
        similar: Nearest | None = None,
    ) -> None:
        self._corpus, self._papers, self._texts = corpus, papers, texts
        self._is_new = is_new or (lambda _: False)
        self._entity_of = {name.slug: name.entity for name in corpus.derived.names}
        self._similar = similar or (lambda _: ())

    def card(self, paper_id: str) -> Card:
        """The card of a paper of the corpus."""
        paper, _ = self._papers[paper_id]
        edges = self._corpus.of_paper[paper_id]
        return Card(
            id=paper_id,
            title=paper.title or paper_id,
            date=paper.date,
            by=_by(paper),
            href=link_to(paper),
            sentence=self._contribution(paper_id, edges),
            rows=tuple((head, chips) for head, *of in ROWS if (chips := self._chips(edges, *of))),
            abstract=self._abstract(paper_id, edges) if self._texts else (),
            like=tuple(self._like(paper_id)),
        )

    def chip(self, edge: PaperEdge) -> Chip:
        """The name that a triple points at."""
        return Chip(self._label(edge), edge.type, edge.confidence, self._is_new(edge.entity))

    def _label(self, edge: PaperEdge) -> str:
        return self._corpus.entities[edge.entity].label

    def sentence(self, edge: PaperEdge, *, in_abstract: bool = False) -> str:
        """The sentence behind a triple; empty without texts.

        With ``in_abstract`` the abstract's first one in place of the title, empty where there is none; one
        that says where the code lies says nothing.
        """
        paper, _ = self._papers[edge.paper]
        fitting = [e for e in self._entities(edge.paper, edge.entity) if e.relation == edge.relation]
        if not fitting or not self._texts:
            return ""
        mentions = fitting[0].mentions
        ordered = (mentions[fitting[0].evidence], *mentions)
        sentences = (paper.text[m.sentence_start : m.sentence_end] for m in ordered)
        if not in_abstract:
            return next(sentences)
        told = zip(ordered, sentences, strict=True)
        return next(
            (text for m, text in told if m.start > len(paper.title) and not _LEADS_AWAY.search(text)), ""
        )

    def _contribution(self, paper_id: str, edges: tuple[PaperEdge, ...]) -> str:
        """The sentence of the abstract behind what is proposed, else addressed."""
        for relation in ("proposes", "addresses"):
            wanted = (e for e in edges if e.relation == relation and not is_address(self._label(e)))
            for edge in sorted(wanted, key=lambda e: (not e.core, -e.confidence, e.entity)):
                if sentence := self.sentence(edge, in_abstract=True):
                    return sentence
        return ""

    def _chips(
        self, edges: tuple[PaperEdge, ...], relations: tuple[str, ...], types: tuple[str, ...]
    ) -> tuple[Chip, ...]:
        kept = [e for e in edges if e.relation in relations and (not types or e.type in types)]
        kept = [e for e in kept if e.relation != "proposes" or not is_address(self._label(e))]
        kept.sort(key=lambda e: (not e.core, -e.confidence, e.entity))
        return tuple(self.chip(edge) for edge in kept[:MOST])

    def _entities(self, paper_id: str, slug: str) -> Iterator[Entity]:
        found = (e for x in self._papers[paper_id][1] for e in x.entities if self._slug(e) == slug)
        yield from sorted(found, key=lambda e: (-e.confidence, e.name))

    def _slug(self, entity: Entity) -> str:
        name = use_slug(entity)
        return self._entity_of.get(name, name)

    def _abstract(self, paper_id: str, edges: tuple[PaperEdge, ...]) -> tuple[Segment, ...]:
        paper, extractions = self._papers[paper_id]
        kinds = {edge.entity: edge.type for edge in edges}
        entities = ((e, kinds.get(self._slug(e))) for x in extractions for e in x.entities)
        marks = [(mention, kind) for e, kind in entities if kind for mention in e.mentions]
        return tuple(_segments(paper.text, len(paper.title) + 1, marks))

    def _like(self, paper_id: str) -> Iterator[Like]:
        """The papers most like it, with the names that both have, else with words of both."""
        for row in self._similar(paper_id):
            names = [s.label for s in row.shared if s.kind == "name"]
            told = dict.fromkeys(s.label for s in row.shared if s.kind in ("word", "text"))
            if names or told:
                yield Like(row.id, row.title, tuple(names or told)[:3], row.date)


def _segments(text: str, start: int, marks: Sequence[tuple[Mention, str]]) -> Iterator[Segment]:
    """The text from ``start`` on, cut at the marks; where two overlap, the earlier and longer one wins."""
    at = start
    for mention, kind in sorted(marks, key=lambda m: (m[0].start, -m[0].end, m[1])):
        if mention.start >= at:
            if mention.start > at:
                yield Segment(text[at : mention.start])
            yield Segment(text[mention.start : mention.end], kind)
            at = mention.end
    if at < len(text):
        yield Segment(text[at:])


def _by(paper: Paper) -> str:
    count = max(len(paper.authors), paper.author_count or 0)
    first = paper.authors[0].name if paper.authors else ""
    if not first:
        return paper.organisation or (f"{count:,} authors" if count > 1 else "")
    return first if count == 1 else f"{first} and {count - 1:,} more"
