"""The lists that stand in the graph as data, so that a question about all of it need not sort all of it.

Here they are read off the whole set of records: the plain statement of what `kg.derive` keeps up to date.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import nlargest, nsmallest

from kg import vocab
from kg.model import CONTEXTS, Derived, EntityNode, Extraction, Listed, Paired, Paper, Standing
from kg.resolve.company import companies, descending
from kg.resolve.profiles import name_slug

LISTED = 100
"""Members of a list."""
PAIRED = 500
"""Pairs of a task and a dataset."""

Stated = tuple[str, float, str | None]
"""IRI, confidence and context of a claim."""
_Said = tuple[tuple[str, str, str], float, str | None]


def standing(
    derived: Derived, papers: Iterable[Paper], extractions: Iterable[tuple[Extraction, ...]]
) -> Standing:
    """All lists; the ``extractions`` of each of the ``papers`` in their written form."""
    claims, apart = list[tuple[float, str]](), defaultdict[str, list[tuple[str, str, str]]](list)
    dates, day_of = [], dict[str, str | None]()
    for paper, found in zip(papers, extractions, strict=True):
        day_of[paper.id] = paper.date
        if paper.date is not None:
            dates.append((paper.date, paper.id))
        for claim, sure, context in stated(paper.id, found):
            claims.append((sure, claim))
            if context is not None:
                apart[context].append((paper.date or "", paper.id, claim))
    lists = [*_of_types(derived), *_of_links(derived)]
    newest = nsmallest(LISTED, sorted(dates), key=lambda pair: descending(pair[0]))
    lists.append(Listed("Paper", tuple(vocab.paper_iri(name) for _, name in newest)))
    lists.append(Listed("Claim", tuple(claim for _, claim in nsmallest(LISTED, claims))))
    for context in CONTEXTS:
        chosen = nsmallest(LISTED, sorted(apart[context]), key=lambda row: descending(row[0]))
        lists.append(Listed(context, tuple(claim for _, _, claim in chosen)))
    kept = tuple(one for one in lists if one.members)
    return Standing(kept, tuple(_pairs(derived)), companies(derived, day_of))


def stated(paper: str, extractions: Sequence[Extraction]) -> Iterator[Stated]:
    """The claims of a paper, each as the most confident of its extractors states it."""
    best: dict[tuple[str, str, str], tuple[float, str | None]] = {}
    for extraction in extractions:
        slugs = {entity.name: name_slug(entity) for entity in extraction.entities}
        own: list[_Said] = [
            (("", e.relation, slugs[e.name]), e.confidence, e.context) for e in extraction.entities
        ]
        links: list[_Said] = [
            ((slugs[link.subject], link.predicate, slugs[link.object]), link.confidence, link.context)
            for link in extraction.links
        ]
        for key, sure, context in (*own, *links):
            if key not in best or sure > best[key][0]:
                best[key] = sure, context
    for (subject, predicate, object_), (sure, context) in best.items():
        start = vocab.name_iri(subject) if subject else vocab.paper_iri(paper)
        yield vocab.claim_iri(paper, start, vocab.term(predicate), vocab.name_iri(object_)), sure, context


def _of_types(derived: Derived) -> Iterator[Listed]:
    """The entities of each type that most papers name; how many there are, and how often papers name them."""
    of_type = defaultdict[str, list[EntityNode]](list)
    for entity in derived.entities:
        for kind, _ in entity.types:
            of_type[kind].append(entity)
    for name, found in sorted(of_type.items()):
        best = nsmallest(LISTED, found, key=lambda e: (-e.papers, vocab.clean_literal(e.label), e.slug))
        iris = tuple(vocab.name_iri(entity.slug) for entity in best)
        yield Listed(name, iris, len(found), sum(entity.papers for entity in found))


def _of_links(derived: Derived) -> Iterator[Listed]:
    """The links of each kind that most papers state."""
    of_kind = defaultdict[str, list[tuple[int, float, str, str]]](list)
    for link in derived.entity_edges:
        row = (-len(link.papers), -link.confidence, link.subject, link.object)
        of_kind[link.predicate].append(row)
    for name, rows in sorted(of_kind.items()):
        yield Listed(name, tuple(link_of(one, name, other) for _, _, one, other in nsmallest(LISTED, rows)))


def link_of(subject: str, predicate: str, object_: str) -> str:
    """The IRI of the link between two entities, given by their slugs."""
    return vocab.link_iri(vocab.name_iri(subject), vocab.term(predicate), vocab.name_iri(object_))


def _pairs(derived: Derived) -> Iterator[Paired]:
    """The tasks and datasets that most papers name together."""
    tasks, datasets = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for edge in derived.paper_edges:
        if edge.relation in ("addresses", "evaluatesOn"):
            (tasks if edge.relation == "addresses" else datasets)[edge.paper].add(edge.entity)
    together = Counter(
        (task, dataset) for paper in tasks for task in tasks[paper] for dataset in datasets.get(paper, ())
    )
    best = nlargest(PAIRED, sorted(together.items()), key=lambda pair: pair[1])
    yield from (Paired(task, dataset, papers) for (task, dataset), papers in best)
