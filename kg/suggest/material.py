"""What suggestions are made of: names, entities, their papers and the comparisons that a build kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from pyoxigraph import NamedNode, Quad

from kg.model import Comparison
from kg.names import use_slug
from kg.store.snapshot import Snapshot
from kg.vocab import GRAPH_NAMES, PREFIXES, name_iri, term, value_of

_NAME = PREFIXES["name"]


@dataclass(frozen=True, slots=True)
class Use:
    """One place where a paper writes a name."""

    paper: str
    title: str
    sentence: str


class Material:
    """Reads the graph of names of one snapshot; what is asked for twice is kept."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    @cached_property
    def labels(self) -> dict[str, str]:
        """The label of every name and entity, by slug."""
        return dict(self._named(f"{PREFIXES['skos']}prefLabel"))

    @cached_property
    def papers(self) -> dict[str, int]:
        """In how many papers each entity is, by slug."""
        return {slug: int(value) for slug, value in self._named(term("paperCount"))}

    @cached_property
    def replaced(self) -> dict[str, str]:
        """The names that are not canonical, each with its entity."""
        found = self._named(f"{PREFIXES['dcterms']}isReplacedBy")
        return {slug: value.removeprefix(_NAME) for slug, value in found}

    @cached_property
    def comparisons(self) -> tuple[Comparison, ...]:
        """All comparisons of the last build, sorted by slugs."""
        facts: dict[str, dict[str, list[str]]] = {}
        for local in ("compares", "verdict", "rule", "signal"):
            for quad in self._quads(term(local)):
                node = facts.setdefault(value_of(quad.subject), {})
                node.setdefault(local, []).append(value_of(quad.object))
        compared = (fact for fact in facts.values() if "compares" in fact)  # inferences have rules, too
        return tuple(sorted(map(_comparison, compared), key=lambda c: (c.one, c.other)))

    def entity(self, name: str) -> str:
        """The slug of the entity that a name stands for."""
        return self.replaced.get(name, name)

    def label(self, name: str) -> str:
        """The label of a name."""
        return self.labels.get(name, name)

    def papers_of(self, name: str) -> list[str]:
        """Local names of the papers that write a name, or use another in this sense, sorted."""
        start, node = PREFIXES["paper"], NamedNode(name_iri(name))
        uses = chain.from_iterable(self._quads(term(p), node, graph=None) for p in ("name", "standsFor"))
        return sorted({value_of(quad.subject).removeprefix(start).partition("#")[0] for quad in uses})

    def uses(self, name: str, *, most: int = 2) -> list[Use]:
        """Some papers that write a name, each with the sentence behind its relation to it."""
        found: list[Use] = []
        for paper in self.papers_of(name):
            if len(found) == most:
                break
            read, extractions = self.snapshot.paper(paper)
            here = (use for extraction in extractions for use in extraction.entities)
            for use in here:
                if use_slug(use) == name:
                    mention = use.mentions[use.evidence]
                    sentence = read.text[mention.sentence_start : mention.sentence_end]
                    found.append(Use(paper, read.title, sentence))
                    break
        return found

    def _named(self, predicate: str) -> Iterator[tuple[str, str]]:
        for quad in self._quads(predicate):
            subject = value_of(quad.subject)
            if subject.startswith(_NAME):
                yield subject.removeprefix(_NAME), value_of(quad.object)

    def _quads(
        self, predicate: str, value: NamedNode | None = None, graph: str | None = GRAPH_NAMES
    ) -> Iterator[Quad]:
        where = None if graph is None else NamedNode(graph)
        return self.snapshot.store.quads_for_pattern(None, NamedNode(predicate), value, where)


def _comparison(facts: dict[str, list[str]]) -> Comparison:
    one, other = sorted(iri.removeprefix(_NAME) for iri in facts["compares"])
    signals = (text.rpartition(": ")[::2] for text in facts.get("signal", ()))
    scores = tuple(sorted((name, float(score)) for name, score in signals))
    return Comparison(one, other, facts["verdict"][0] == "same", facts["rule"][0], scores)
