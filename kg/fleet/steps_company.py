"""What surrounds the entities that many papers name: papers that are asked for them tell, entities add up."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from heapq import nsmallest

from pyoxigraph import Quad

from kg.fleet.shards import Out, grouped, rows
from kg.fleet.tasks import Work
from kg.fleet.writing import write_quads
from kg.mapping import company_quads
from kg.model import EntityNode, Paper, PaperEdge
from kg.resolve import company as plain


def put_edges(out: Out, paper: Paper, edges: Iterable[PaperEdge]) -> None:
    """A paper keeps its edges for the entities that will ask for them."""
    told = [[edge.relation, edge.entity, edge.confidence] for edge in edges]
    if told:
        out.put("edges", paper.id, [paper.date, told])


def put_asked(out: Out, node: EntityNode, papers: Iterable[str]) -> None:
    """An entity of many papers asks each of them."""
    if node.papers > plain.MANY:
        for paper in sorted(papers):
            out.put("asks", paper, node.slug)


def put_ends(out: Out, subject: str, predicate: str, object_: str, papers: int, sure: float) -> None:
    """Both ends of a link hear of it."""
    for end in (subject, object_):
        out.put("end", end, [subject, predicate, object_, papers, sure])


def around(work: Work) -> None:
    """What the papers of a shard say of each entity that asks."""
    found = plain.Surroundings()
    asked = dict(grouped(work.folders["entities"], "asks", work.number))
    for paper, text in rows(work.folders["papers"], "edges", work.number):
        if paper in asked:
            date, told = json.loads(text)
            edges = [PaperEdge(paper, relation, entity, sure, "Concept") for relation, entity, sure in told]
            found.paper(date, edges, asked[paper])
    for (entity, role), counts in found.counts.items():
        for other, papers in counts.items():
            work.out.put("beside", entity, [role, other, papers])
    for (entity, kind), keys in found.firsts.items():
        for key in nsmallest(plain.FIRST, keys):
            work.out.put("first", entity, [kind, key])


def company(work: Work) -> None:
    """The company of each of a shard's entities that many papers name."""
    firsts = dict(grouped(work.folders["around"], "first", work.number))
    beside = dict(grouped(work.folders["around"], "beside", work.number))
    ends = dict(grouped(work.folders["links"], "end", work.number))

    def quads() -> Iterator[Quad]:
        for entity, told in firsts.items():
            found = plain.Surroundings()
            for kind, key in map(json.loads, told):
                found.first(entity, kind, tuple(key))
            for role, other, papers in map(json.loads, beside.get(entity, ())):
                found.counts[entity, role][other] += papers
            for *link, papers, sure in map(json.loads, ends.get(entity, ())):
                found.link(entity, (link[0], link[1], link[2]), papers, sure)
            yield from company_quads(found.company(entity))

    write_quads(work, quads())
