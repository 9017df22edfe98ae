"""What is read off all entities and links: the lists that stand in the graph, and what is broader than what.

Each task keeps the first of its own; the firsts of all are few enough for one.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest
from pathlib import Path
from typing import Any

from pyoxigraph import Quad

from kg import vocab
from kg.fleet.shards import Out, grouped, rows, table
from kg.fleet.steps_names import SEPARATOR
from kg.fleet.tasks import Work
from kg.fleet.writing import write_quads
from kg.mapping import names_quads
from kg.model import Broader, Derived, EntityNode, Extraction, Listed, Paired, Paper, PaperEdge, Standing
from kg.resolve.above import KIND, above, head_names
from kg.resolve.company import descending
from kg.resolve.standing import LISTED, PAIRED, link_of, stated

COUNTED = "counted"


class Firsts:
    """The first members of each list, among those of one task."""

    def __init__(self) -> None:
        self._found: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self._counts: dict[str, list[int]] = {}

    def paper(self, paper: Paper, extraction: Extraction) -> None:
        """The newest papers, the least sure claims, those of each context."""
        if paper.date is not None:
            self._offer("Paper", [*descending(paper.date)], paper.id, vocab.paper_iri(paper.id))
        for claim, sure, context in stated(paper.id, [extraction]):
            self._offer("Claim", sure, claim, claim)
            if context is not None:
                self._offer(context, [*descending(paper.date or "")], paper.id, claim, claim)

    def entity(self, node: EntityNode) -> None:
        """The entities of each type that most papers name."""
        for kind, _ in node.types:
            label = vocab.clean_literal(node.label)
            self._offer(kind, -node.papers, label, node.slug, vocab.name_iri(node.slug))
            things, papers = self._counts.get(kind, [0, 0])
            self._counts[kind] = [things + 1, papers + node.papers]

    def link(self, subject: str, predicate: str, object_: str, papers: int, sure: float) -> None:
        """The links of each kind that most papers state."""
        self._offer(predicate, -papers, -sure, subject, object_, link_of(subject, predicate, object_))

    def _offer(self, kind: str, *row: Any) -> None:
        mine = self._found[kind]
        mine.append(row)
        if len(mine) > 20 * LISTED:
            self._found[kind] = nsmallest(LISTED, mine)

    def put(self, out: Out) -> None:
        """Tell them to the task that knows those of all."""
        for kind, mine in self._found.items():
            for row in nsmallest(LISTED, mine):
                out.put("list", kind, row, shard=0)
        for kind, counts in self._counts.items():
            out.put(COUNTED, kind, counts, shard=0)


def put_pairs(out: Out, edges: Iterable[PaperEdge]) -> None:
    """The tasks and datasets that a paper names together."""
    read = list(edges)
    datasets = [edge.entity for edge in read if edge.relation == "evaluatesOn"]
    for edge in read:
        for other in datasets if edge.relation == "addresses" else ():
            out.put("pair", f"{edge.entity}{SEPARATOR}{other}", "1")


def pairs(work: Work) -> None:
    """Of the pairs of a shard, those that most papers name together."""
    found = grouped(work.folders["papers"], "pair", work.number)
    for row in nsmallest(PAIRED, ((-len(told), *key.split(SEPARATOR)) for key, told in found)):
        work.out.put("most", str(row[1]), row, shard=0)


def standing(folders: Sequence[Path]) -> Standing:
    """The lists of all tasks, from what each put."""
    members: defaultdict[str, list[list[Any]]] = defaultdict(list)
    for kind, text in rows(folders, "list", 0):
        members[kind].append(json.loads(text))
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for kind, text in rows(folders, COUNTED, 0):
        counts[kind] = [a + b for a, b in zip(counts[kind], json.loads(text), strict=True)]
    lists = (
        Listed(kind, tuple(row[-1] for row in nsmallest(LISTED, found)), *counts.get(kind, ()))
        for kind, found in sorted(members.items())
    )
    most = nsmallest(PAIRED, (json.loads(text) for _, text in rows(folders, "most", 0)))
    return Standing(tuple(lists), tuple(Paired(task, dataset, -papers) for papers, task, dataset in most))


def put_entity(work: Work, node: EntityNode) -> None:
    """An entity asks what the names stand for that its label ends in."""
    work.out.put("label", node.slug, node.label, shard=work.number)
    for head in head_names(node.label):
        work.out.put("head", head, node.slug)


def put_kind(out: Out, subject: str, predicate: str, object_: str, sure: float) -> None:
    """A link that says what something is a kind of goes to both its ends."""
    if predicate == KIND:
        out.put("kind", subject, ["out", object_, sure])
        out.put("kind", object_, ["in", subject, sure])


def heads(work: Work) -> None:
    """What those names stand for."""
    plain = table(work.folders["announce"], "plain", work.number)
    for head, askers in grouped(work.folders["entities"], "head", work.number):
        if head in plain:
            work.out.put("asked", plain[head][1], [head, askers])


def named(work: Work) -> None:
    """Whether that is an entity; who asked is told."""
    there = _labels(work)
    for entity, found in grouped(work.folders["heads"], "asked", work.number):
        for head, askers in map(json.loads, found if entity in there else ()):
            for asker in askers:
                work.out.put("named", asker, [head, entity])


def broader(work: Work) -> None:
    """What is broader than each entity."""
    kinds = dict(grouped(work.folders["links"], "kind", work.number))
    known = dict(grouped(work.folders["named"], "named", work.number))

    def quads() -> Iterator[Quad]:
        for slug, label in sorted(_labels(work).items()):
            mine = dict(map(json.loads, known.get(slug, ())))
            found = above(slug, label, _kinds(kinds.get(slug, ())), mine.get)
            yield from _written(found)

    write_quads(work, quads())


def _written(found: tuple[Broader, ...]) -> list[Quad]:
    return names_quads(Derived(above=found)) if found else []


def _kinds(told: Iterable[str]) -> dict[str, float]:
    """What something is called a kind of, but for what is called a kind of it, too."""
    out: dict[str, float] = {}
    back = set()
    for way, other, sure in map(json.loads, told):
        if way == "out":
            out[other] = sure
        else:
            back.add(other)
    return {other: sure for other, sure in out.items() if other not in back}


def _labels(work: Work) -> dict[str, str]:
    return dict(rows(work.folders["entities"], "label", work.number))
