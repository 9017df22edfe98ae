"""The rows of the index, each made from the one thing that it describes and from nothing else.

So a change to an entity, a paper or a link tells exactly which rows go and which come: `kg.index.writer`
makes a whole index of them, `kg.index.editor` the difference.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from kg.index.layout import ALIAS, ENTITY, LABEL, PAPER, TITLE
from kg.model import LINK_PREDICATES, RELATIONS, Broader, EntityEdge, EntityNode, PaperEdge
from kg.names import normal_form
from kg.vocab import clean_literal

WORDS = 6
"""Words of a name from which completion starts; a title is completed from its start only."""
SYMMETRIC = {"comparedWith"}

Row = tuple[Any, ...]
Terms = dict[tuple[str, int, str], Row]
"""Text, kind and weight of each term, by form, place and node; the best text of a form counts."""

_DIRECTIONS = ("both", "in", "out")
_LINKS: list[str] = sorted(LINK_PREDICATES)
_MOST = 1 << 31


class Title(NamedTuple):
    """What the index says of a paper."""

    id: str
    title: str
    date: str | None
    aliases: tuple[str, ...]


def entity_terms(slug: str, node: EntityNode | None, labels: Iterable[str]) -> Terms:
    """What a name's node answers to: its entity's labels, and those of the names that stand for it.

    ``labels`` are those of the names, by slug. Where every claim is below the threshold there is no entity:
    the names answer in full, and are not offered.
    """
    terms: Terms = {}
    if node is not None:
        for kind, text in ((LABEL, node.label), *((ALIAS, alias) for alias in node.aliases)):
            _add(terms, f"name/{slug}", text, kind, node.papers, words=WORDS)
    weight, words = (node.papers, WORDS) if node is not None else (0, 1)
    for label in labels:
        _add(terms, f"name/{slug}", label, ALIAS, weight, words=words)
    return terms


def paper_terms(paper: Title) -> Terms:
    """What a paper answers to: its title."""
    terms: Terms = {}
    _add(terms, f"paper/{paper.id}", paper.title, TITLE, 0, words=1)
    return terms


def _add(terms: Terms, node: str, text: str, kind: int, weight: int, *, words: int) -> None:
    text = clean_literal(text)
    split = normal_form(text).split(" ")
    for place in range(min(len(split), words)):
        terms.setdefault((" ".join(split[place:]), place, node), (text, kind, weight))


def entity_row(node: EntityNode, near: int, cited: int) -> Row:
    """An entity with the numbers of its links and of its papers' relations to it."""
    aliases = [clean_literal(alias) for alias in node.aliases]
    return (
        node.slug,
        clean_literal(node.label),
        _json(aliases),
        _json(node.types),
        node.papers,
        near,
        cited,
    )


def broader_row(found: Broader) -> Row:
    """What is broader than an entity."""
    return found.entity, found.broader, found.rule, found.score


def paper_row(paper: Title, near: int) -> Row:
    """A paper with the number of its relations to entities."""
    return paper.id, clean_literal(paper.title), paper.date, _json(paper.aliases), near


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def link_rows(link: EntityEdge, subject: EntityNode, object_: EntityNode) -> Iterator[Row]:
    """A link as a neighbour of both its ends."""
    for here, other, way in ((link.subject, object_, "out"), (link.object, subject, "in")):
        direction = "both" if link.predicate in SYMMETRIC else way
        types = "|".join(kind for kind, _ in other.types)
        sure = round(100 * link.confidence)
        rank = link_rank(link.predicate, direction, len(link.papers), sure)
        key = (f"name/{here}", ENTITY, rank, other.slug)
        head = (*key, direction, link.predicate, clean_literal(other.label), types)
        yield (*head, len(link.papers), sure, " ".join(link.papers), 0, None)


def link_rank(predicate: str, direction: str, support: int, sure: int) -> int:
    """Its place among a node's links: the most supported first, then the surest."""
    low = _LINKS.index(predicate) << 2 | _DIRECTIONS.index(direction)
    return (_MOST - support) << 16 | (127 - sure) << 8 | low


def mention_row(edge: PaperEdge, label: str) -> Row:
    """A paper's relation to an entity, as a neighbour of the paper."""
    sure = round(100 * edge.confidence)
    key = (f"paper/{edge.paper}", ENTITY, mention_rank(edge), edge.entity)
    return (
        *key,
        "out",
        edge.relation,
        clean_literal(label),
        edge.type,
        1,
        sure,
        edge.paper,
        int(edge.core),
        None,
    )


def mention_rank(edge: PaperEdge) -> int:
    """Its place among a paper's: what the paper is about first, then by relation, then the surest."""
    return (not edge.core) << 16 | RELATIONS.index(edge.relation) << 8 | (100 - round(100 * edge.confidence))


def citing_row(edge: PaperEdge, paper: Title) -> Row:
    """A paper's relation to an entity, as a neighbour of the entity."""
    sure = round(100 * edge.confidence)
    key = (f"name/{edge.entity}", PAPER, citing_rank(edge, paper.date), edge.paper)
    head = (*key, "in", edge.relation, clean_literal(paper.title), "Paper")
    return (*head, 1, sure, edge.paper, int(edge.core), paper.date)


def citing_rank(edge: PaperEdge, date: str | None) -> int:
    """Its place among an entity's papers: those about it first, the newest first among equals."""
    digits = (date or "").replace("-", "")[:8].ljust(8, "0")
    day = int(digits) if digits.isascii() and digits.isdigit() else 0
    return mention_rank(edge) << 32 | (99_999_999 - day)
