"""A paper's graph read back into records: the inverse of `kg.mapping.paper`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar, cast

from pyoxigraph import Literal, NamedNode, Quad

from kg import vocab
from kg.errors import KGError, StoreDamaged
from kg.mapping.canonical import entity_slug, first_in_sentence
from kg.model import (
    RELATIONS,
    Author,
    Context,
    Entity,
    EntityType,
    Extraction,
    Link,
    LinkPredicate,
    Mention,
    Origin,
    Paper,
)

T = TypeVar("T")
Spans = tuple[tuple[int, int], ...]


class _Node:
    """All that a graph says of one subject: plain strings by the IRI of their predicate."""

    def __init__(self) -> None:
        self._values: defaultdict[str, list[str]] = defaultdict(list)

    def put(self, quad: Quad) -> None:
        value = quad.object
        assert isinstance(value, NamedNode | Literal)  # no blank nodes, no triple terms in our graphs
        self._values[quad.predicate.value].append(value.value)

    def all(self, curie: str) -> list[str]:
        prefix, _, local = curie.partition(":")
        return sorted(self._values.get(vocab.PREFIXES[prefix] + local, ()))

    def get(self, curie: str) -> str | None:
        values = self.all(curie)
        return values[0] if values else None

    def one(self, curie: str) -> str:
        values = self.all(curie)
        if len(values) != 1:
            raise ValueError(f"{len(values)} values of {curie} instead of one")
        return values[0]

    def number(self, curie: str) -> int | None:
        value = self.get(curie)
        return None if value is None else int(value)

    def term(self, curie: str) -> str | None:
        value = self.get(curie)
        return None if value is None else _local(value)


Nodes = dict[str, _Node]


def read_paper(quads: Iterable[Quad]) -> tuple[Paper, tuple[Extraction, ...]]:
    """The paper and its extractions from the quads of its graph, in any order.

    Raises `kg.errors.StoreDamaged` where they do not fit the layout.
    """
    nodes: Nodes = {}
    for quad in quads:
        assert isinstance(quad.subject, NamedNode)
        nodes.setdefault(quad.subject.value, _Node()).put(quad)
    iri = _paper_node(nodes)
    try:
        paper = _paper(nodes, iri)
        return paper, _extractions(nodes, iri, paper)
    except (KGError, ValueError, KeyError, IndexError) as error:
        raise StoreDamaged(
            f"the graph of {vocab.curie(iri)} does not fit the layout ({error}); build the store again"
        ) from error


def _local(iri: str) -> str:
    return iri.rpartition("#")[2]


def _paper_node(nodes: Nodes) -> str:
    kind = vocab.term("Paper")
    found = [iri for iri, node in nodes.items() if kind in node.all("rdf:type")]
    if len(found) != 1:
        raise StoreDamaged(f"a graph of one paper was expected, {len(found)} papers found")
    return found[0]


def _paper(nodes: Nodes, iri: str) -> Paper:
    node = nodes[iri]
    return Paper(
        id=iri.removeprefix(vocab.PREFIXES["paper"]),
        title=node.one("dcterms:title"),
        abstract=node.get("dcterms:abstract") or "",
        authors=_numbered(nodes, node.all("kg:author"), _author),
        author_count=node.number("kg:authorCount"),
        organisation=node.get("kg:organisation"),
        date=node.get("dcterms:date"),
        arxiv=node.get("kg:arxivId"),
        arxiv_version=node.number("kg:arxivVersion"),
        doi=node.get("kg:doi"),
        urls=tuple(node.all("schema:url")),
        categories=tuple(node.all("kg:category")),
        venue=node.get("kg:venueName"),
        comments=node.number("kg:commentCount"),
        upvotes=node.number("kg:upvotes"),
        flags=tuple(node.all("kg:flag")),
        aliases=tuple(node.all("kg:alias")),
        origins=_numbered(nodes, node.all("prov:wasDerivedFrom"), _origin),
    )


def _numbered(nodes: Nodes, iris: Iterable[str], read: Callable[[_Node], T]) -> tuple[T, ...]:
    ordered = sorted(iris, key=lambda iri: int(iri.rpartition("=")[2]))
    return tuple(read(nodes[iri]) for iri in ordered)


def _author(node: _Node) -> Author:
    return Author(node.one("foaf:name"), node.get("kg:orcid"))


def _origin(node: _Node) -> Origin:
    return Origin(
        file=node.one("kg:sourceFile"),
        digest=node.one("kg:sourceDigest"),
        format=node.one("kg:sourceFormat"),
        record=int(node.one("kg:recordNumber")),
        line=node.number("kg:lineNumber"),
    )


def _extractions(nodes: Nodes, iri: str, paper: Paper) -> tuple[Extraction, ...]:
    from kg.text import sentences

    heads = [nodes[head] for head in nodes[iri].all("kg:extraction")]
    spans = sentences(paper.text) if heads else ()
    found = [_extraction(nodes, iri, paper, head, spans, alone=len(heads) == 1) for head in heads]
    return tuple(sorted(found, key=lambda e: (e.extractor, e.version)))


def _extraction(
    nodes: Nodes, iri: str, paper: Paper, head: _Node, spans: Spans, *, alone: bool
) -> Extraction:
    extractor = head.one("prov:wasAttributedTo")
    entities = {
        node.one("kg:name"): _use(node, paper, spans)
        for node in nodes.values()
        if node.get("kg:name") is not None and (alone or node.one("prov:wasAttributedTo") == extractor)
    }
    claims: dict[tuple[str, str, str], Link] = {}
    for claim in nodes.values():
        statement = _statement(nodes, claim, extractor, alone=alone)
        if statement is None:
            continue
        subject, predicate, object_ = (
            claim.one(f"rdf:{part}") for part in ("subject", "predicate", "object")
        )
        if subject == iri:
            entities[object_] = _with_claim(entities[object_], _local(predicate), statement)
        else:
            names = entities[subject].name, entities[object_].name
            claims[subject, predicate, object_] = _link(*names, _local(predicate), statement)
    return Extraction(
        paper=paper.id,
        extractor=head.one("kg:extractorName"),
        version=head.one("kg:extractorVersion"),
        entities=tuple(sorted(entities.values(), key=_place)),
        links=tuple(claims[key] for key in sorted(claims)),
    )


def _place(entity: Entity) -> tuple[int, int, str]:
    return entity.mentions[0].start, entity.mentions[0].end, entity_slug(entity)


def _statement(nodes: Nodes, claim: _Node, extractor: str, *, alone: bool) -> _Node | None:
    """The node with what ``extractor`` says of a claim; None where it says nothing, or ``claim`` is none."""
    if claim.get("rdf:predicate") is None:
        return None
    if alone:
        return claim
    stated = (nodes[iri] for iri in claim.all("kg:attribution"))
    return next((node for node in stated if node.one("prov:wasAttributedTo") == extractor), None)


def _use(node: _Node, paper: Paper, spans: Spans) -> Entity:
    places = sorted(vocab.parse_span(iri)[1:] for iri in node.all("kg:mention"))
    return Entity(
        name=node.one("skos:prefLabel"),
        type=cast(EntityType, _local(node.one("kg:entityType"))),
        relation="discusses",  # until its claim is read
        confidence=0.0,
        mentions=tuple(_mention(paper, spans, start, end) for start, end in places),
        aliases=tuple(node.all("skos:altLabel")),
        core=node.get("kg:core") is not None,
        long_form=node.get("kg:longForm"),
    )


def _mention(paper: Paper, spans: Spans, start: int, end: int) -> Mention:
    from kg.text import sentence_of

    return Mention(start, end, paper.text[start:end], *sentence_of(spans, start, end))


def _with_claim(entity: Entity, relation: str, statement: _Node) -> Entity:
    if relation not in RELATIONS:
        raise ValueError(f"unknown relation {relation}")
    sentence = vocab.parse_span(statement.one("kg:evidence"))[1:]
    return replace(
        entity,
        relation=relation,
        confidence=float(statement.one("kg:confidence")),
        context=cast("Context | None", statement.term("kg:context")),
        evidence=first_in_sentence(entity.mentions, *sentence),
    )


def _link(subject: str, object_: str, predicate: str, statement: _Node) -> Link:
    _, start, end = vocab.parse_span(statement.one("kg:evidence"))
    return Link(
        subject=subject,
        predicate=cast(LinkPredicate, predicate),
        object=object_,
        confidence=float(statement.one("kg:confidence")),
        sentence_start=start,
        sentence_end=end,
        context=cast("Context | None", statement.term("kg:context")),
    )
