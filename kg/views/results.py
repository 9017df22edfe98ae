"""How a paper says that its own method did: the sentences on what it improves on and where it was tested.

Names are often missing there ("outperforms existing methods"), so an edge can not tell it; the sentence does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from kg.model import Entity, Paper
from kg.names import use_slug
from kg.text import sentences
from kg.views.evidence import Papers, extractions_of
from kg.views.picture import Results, Sentence

SURE = 0.5
"""Confidence from which a paper is taken to propose a method."""
_BETTER = re.compile(
    r"\b(?:outperform\w*|surpass\w*|exceed\w*|superior\w*|better than|beats?|state[- ]of[- ]the[- ]art|SOTA"
    r"|improv\w+ (?:on|over|upon)|(?:advantages?|gains?|improvements?) (?:over|compared)"
    r"|(?:more|less|faster|slower|higher|lower|fewer|smaller)\b[^.,;]{0,40}?\bthan)\b",
    re.IGNORECASE,
)
_TESTED = re.compile(
    r"\b(?:experiment\w*|evaluat\w+|tested|benchmark\w*|validat\w+|datasets?)\b", re.IGNORECASE
)
_OWN = re.compile(
    r"\b(?:our|proposed|this)\s(?:\w+\s){0,2}(?:method|approach|model|framework|algorithm|system|technique|network)s?\b"
    r"|\bwe\s(?:further\s|also\s)?(?:conduct|evaluate|test|validate|experiment|demonstrate|show)\b",
    re.IGNORECASE,
)


def results(papers: Papers, cited: Iterable[str], entity_of: Mapping[str, str]) -> dict[str, Results]:
    """What the papers that propose a method say of its results, by the slug of the method."""
    best: dict[str, tuple[tuple[float, str], Results]] = {}
    for paper in sorted(cited):
        known = papers.get(paper)
        proposed = [
            entity
            for extraction in extractions_of(known)
            for entity in extraction.entities
            if entity.relation == "proposes" and entity.type == "Method" and entity.confidence >= SURE
        ]
        for entity in proposed if known else ():
            slug, order = entity_of[use_slug(entity)], (-entity.confidence, paper)
            if slug not in best or order < best[slug][0]:
                best[slug] = order, _of(papers[paper][0], entity)
    return {slug: found for slug, (_, found) in best.items()}


def _of(paper: Paper, entity: Entity) -> Results:
    """The last sentence of each kind: results stand at the end of an abstract."""
    own = list(_own(paper, entity))
    better = [_sentence(paper, span, _BETTER) for span in own]
    tested = [_sentence(paper, span, _TESTED) for span in own]
    return Results(*(next((one for one in reversed(found) if one), None) for found in (better, tested)))


def _own(paper: Paper, entity: Entity) -> Iterator[tuple[int, int]]:
    """The sentences of the abstract that speak of it; of "our method" where the paper is about it."""
    for start, end in sentences(paper.text):
        named = any(start <= mention.start < end for mention in entity.mentions)
        if start > len(paper.title) and (named or (entity.core and _OWN.search(paper.text, start, end))):
            yield start, end


def _sentence(paper: Paper, span: tuple[int, int], says: re.Pattern[str]) -> Sentence | None:
    found = says.search(paper.text, *span)
    return Sentence(paper.id, *span, (found.span(),)) if found else None
