"""What papers say less surely: claims that are stored and give no plain triple, so no edge of a picture.

A panel tells them as such, with their sentence; as lines they would be more often wrong than right.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from kg.model import Derived, EntityType, Extraction
from kg.names import sense_slug, use_slug
from kg.views.evidence import Papers, Standing, evidence_of_link, evidence_of_use, extractions_of
from kg.views.picture import Evidence, Unsure, entity_node, paper_node

_SENSE = re.compile(r"~.*\Z")


@dataclass(frozen=True, slots=True)
class _Claim:
    """A claim of one paper by the identifiers of its ends, and what they are called there."""

    ends: tuple[str, str]
    labels: tuple[str, str]
    kinds: tuple[EntityType | None, EntityType]
    relation: str
    named: tuple[str, str, str]
    """As decisions of people name it: subject (empty where it is the paper), predicate, object."""
    evidence: Evidence

    @property
    def key(self) -> tuple[str, str, str]:
        return _key(self.ends[0], self.relation, self.ends[1])


class WeakClaims:
    """Finds the claims of a picture's papers that are no edges."""

    def __init__(self, derived: Derived, papers: Papers) -> None:
        self._papers, self._entity_of = papers, Standing(derived, papers)
        self._label = {entity_node(entity.slug): entity.label for entity in derived.entities}
        self._plain = {_key(paper_node(e.paper), "", entity_node(e.entity)) for e in derived.paper_edges}
        for link in derived.entity_edges:
            self._plain.add(_key(entity_node(link.subject), link.predicate, entity_node(link.object)))
        self._rejected = getattr(papers, "rejected", None)

    def of(self, papers: Iterable[str], nodes: Collection[str]) -> Iterator[Unsure]:
        """The claims of ``papers`` with an end among ``nodes``, the surest of each two ends and relation."""
        best: dict[tuple[str, str, str], _Claim] = {}
        for claim in self._all(papers):
            source, target = claim.ends
            if source not in nodes and (target not in nodes or source.startswith("paper/")):
                continue
            known = best.setdefault((source, claim.relation, target), claim)
            if claim.evidence.confidence > known.evidence.confidence:
                best[source, claim.relation, target] = claim
        for source, relation, target in sorted(best):
            claim = best[source, relation, target]
            labels = [self._label.get(e, n) for e, n in zip(claim.ends, claim.labels, strict=True)]
            yield Unsure(source, target, relation, (labels[0], labels[1]), claim.kinds, claim.evidence)

    def _all(self, papers: Iterable[str]) -> Iterator[_Claim]:
        for paper in papers:
            rejected = self._rejected(paper) if self._rejected else frozenset()
            for extraction in extractions_of(self._papers.get(paper)):
                for claim in self._of_one(paper, extraction):
                    if claim.key not in self._plain and claim.named not in rejected:
                        yield claim

    def _of_one(self, paper: str, extraction: Extraction) -> Iterator[_Claim]:
        by = f"{extraction.extractor}/{extraction.version}"
        node = {e.name: entity_node(self._entity_of[use_slug(e)]) for e in extraction.entities}
        named = {e.name: sense_slug(e.name, e.long_form) for e in extraction.entities}
        entities = {e.name: e for e in extraction.entities}
        for e in extraction.entities:
            yield _Claim(
                (paper_node(paper), node[e.name]),
                (paper, e.name),
                (None, e.type),
                e.relation,
                ("", e.relation, named[e.name]),
                evidence_of_use(paper, by, e),
            )
        for link in extraction.links:
            one, two = entities.get(link.subject), entities.get(link.object)
            if one is None or two is None or link.context is not None or node[one.name] == node[two.name]:
                continue
            yield _Claim(
                (node[one.name], node[two.name]),
                (one.name, two.name),
                (one.type, two.type),
                link.predicate,
                (named[one.name], link.predicate, named[two.name]),
                evidence_of_link(paper, by, link, [*one.mentions, *two.mentions]),
            )


def _key(source: str, relation: str, target: str) -> tuple[str, str, str]:
    """What one triple makes sure of, whatever sense of a name its ends are.

    Whatever else a paper may have to do with a name that it has something to do with for sure, is no news.
    """
    one, two = _SENSE.sub("", source), _SENSE.sub("", target)
    if source.startswith("paper/"):
        return source, "", two
    if relation == "comparedWith" and two < one:
        one, two = two, one
    return one, relation, two
