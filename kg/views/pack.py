"""A picture as the data that its page reads: in whole records, or for a large one in columns."""

from __future__ import annotations

from typing import Any

from kg.addresses import ARXIV
from kg.terminal import visible
from kg.views.atlas import chart
from kg.views.picture import ALL_RELATIONS, KINDS, Evidence, Node, Picture, Sentence, Unsure


class About:
    """What nodes and edges of one picture refer to by number."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self._papers = {card.id: index for index, card in enumerate(picture.papers)}
        self.number = {node.id: index for index, node in enumerate(picture.nodes)}
        named = {e.extractor for edge in picture.edges for e in edge.evidence}
        self._extractors = sorted(named | {claim.evidence.extractor for claim in picture.unsure})

    def head(self) -> dict[str, Any]:
        """All but nodes and edges."""
        picture = self._picture
        return {
            "title": visible(picture.title),
            "kinds": KINDS,
            "relations": ALL_RELATIONS,
            "extractors": [visible(extractor) for extractor in self._extractors],
            "focus": self.number.get(picture.focus, -1) if picture.focus is not None else -1,
            "path": [self.number[end] for end in picture.path if end in self.number],
            "papers": [
                [visible(part or "") for part in (card.id, card.title, card.text, card.date, card.href)]
                for card in picture.papers
            ],
            "definitions": [
                [number, self.sentence(node.definition)]
                for number, node in enumerate(picture.nodes)
                if node.definition is not None
            ],
            "results": [
                [number, [one and self.sentence(one) for one in (node.results.better, node.results.tested)]]
                for number, node in enumerate(picture.nodes)
                if node.results is not None
            ],
            "unsure": [self.unsure(claim) for claim in picture.unsure],
        }

    def unsure(self, claim: Unsure) -> list[Any]:
        """A claim that is no edge: its ends by number, or by name and type where they are not drawn."""
        ends = zip((claim.source, claim.target), claim.labels, claim.kinds, strict=True)
        numbers = [
            self.number.get(end, [visible(label), KINDS.index(kind or "Paper")]) for end, label, kind in ends
        ]
        return [*numbers, ALL_RELATIONS.index(claim.relation), self.evidence(claim.evidence)]

    def edge(self, index: int) -> dict[str, Any]:
        """One edge in the structure of pyvis, with our columns beside."""
        edge = self._picture.edges[index]
        return {
            "id": index,
            "from": self.number[edge.source],
            "to": self.number[edge.target],
            "r": ALL_RELATIONS.index(edge.relation),
            "c": edge.confidence,
            "k": edge.support,
            "ev": [self.evidence(one) for one in edge.evidence],
        }

    def sentence(self, one: Sentence) -> list[Any]:
        """A sentence on a name as a row."""
        return [self._papers[one.paper], one.start, one.end, one.marks]

    def evidence(self, one: Evidence) -> list[Any]:
        """A piece of evidence as a row."""
        row = [self._papers[one.paper], one.start, one.end, one.marks, one.confidence]
        row.append(self._extractors.index(one.extractor))
        return [*row, visible(one.context)] if one.context else row


def packed(picture: Picture) -> dict[str, Any]:
    """An atlas as columns: one list of what all nodes have takes a third of 50,000 records.

    Edges come sorted by source, so that sources are steps from one to the next. What few have is a list of
    pairs (number, value).
    """
    about, atlas = About(picture), chart(picture)
    kinds = {kind: str(i) for i, kind in enumerate(KINDS)}
    relations = {relation: chr(97 + i) for i, relation in enumerate(ALL_RELATIONS)}
    nodes, edges = picture.nodes, picture.edges
    sources = [about.number[edge.source] for edge in edges]
    steps = [b - a for a, b in zip([0, *sources], sources, strict=False)]
    return {
        **about.head(),
        "groups": [],
        "packed": {
            "label": [visible(node.label) for node in nodes],
            "name": [_local(node.id, node.label) for node in nodes],
            "kind": "".join(kinds[node.kind] for node in nodes),
            "n": [node.importance for node in nodes],
            "x": atlas.x.tolist(),
            "y": atlas.y.tolist(),
            "theme": atlas.theme.tolist(),
            "date": [[i, visible(node.date)] for i, node in enumerate(nodes) if node.date],
            "href": [i for i, node in enumerate(nodes) if node.href and _is_own(node)],
            "link": [[i, node.href] for i, node in enumerate(nodes) if node.href and not _is_own(node)],
            "step": steps,
            "to": [about.number[edge.target] for edge in edges],
            "r": "".join(relations[edge.relation] for edge in edges),
            "c": [round(100 * edge.confidence) for edge in edges],
            "k": [[i, edge.support] for i, edge in enumerate(edges) if edge.support != 1],
            "ev": [[i, list(map(about.evidence, e.evidence))] for i, e in enumerate(edges) if e.evidence],
        },
        "themes": [
            [visible(theme.name), theme.parent, theme.x, theme.y, theme.radius, theme.papers, theme.names]
            for theme in atlas.themes
        ],
    }


def _is_own(node: Node) -> bool:
    """Whether the page can make the address of a paper from its identifier; most are such."""
    return node.href == ARXIV + node.id.removeprefix("paper/")


def _local(node: str, label: str) -> str:
    """The local name of a node; empty where it is the label in lower case with hyphens."""
    local = visible(node.partition("/")[2])
    return "" if local == visible(label).lower().replace(" ", "-") else local
