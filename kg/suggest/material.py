"""What suggestions are made of: names, entities, their papers and the comparisons that a build kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from pyoxigraph import NamedNode, Quad

from kg.model import ENTITY_TYPES, Comparison
from kg.names import use_slug
from kg.store.snapshot import Snapshot
from kg.vocab import GRAPH_NAMES, KG, PREFIXES, name_iri, name_use_iri, paper_graph, term, value_of

_NAME = PREFIXES["name"]
TYPE = f"{PREFIXES['rdf']}type"


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
    def used(self) -> dict[str, set[str]]:
        """The names that each paper writes, by local name of the paper."""
        found: dict[str, set[str]] = {}
        for quad in self._quads(term("name"), graph=None):
            paper, name = _use(value_of(quad.subject)), value_of(quad.object)
            found.setdefault(paper, set()).add(name.removeprefix(_NAME))
        return found

    @cached_property
    def elsewhere(self) -> frozenset[tuple[str, str]]:
        """Papers and names whose use stands for something else there than the name does."""
        uses = (value_of(quad.subject) for quad in self._quads(term("standsFor"), graph=None))
        return frozenset((_use(use), use.partition("#name=")[2].partition("&")[0]) for use in uses)

    def types_of(self, entity: str) -> set[str]:
        """What papers take an entity for."""
        return self._values(name_iri(entity), TYPE, GRAPH_NAMES).intersection(ENTITY_TYPES)

    def types_of_use(self, paper: str, name: str) -> set[str]:
        """What one paper takes a name for."""
        return self._values(name_use_iri(paper, name), term("entityType"), paper_graph(paper))

    def _values(self, node: str, predicate: str, graph: str) -> set[str]:
        """What a graph says of a node, in terms of our vocabulary."""
        terms = NamedNode(node), NamedNode(predicate), None, NamedNode(graph)
        found = self.snapshot.store.quads_for_pattern(*terms)
        return {value_of(quad.object).removeprefix(KG) for quad in found}

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

    def uses(self, name: str, *, most: int = 2, papers: Iterable[str] | None = None) -> list[Use]:
        """Some papers (of ``papers``) that write a name, each with the sentence behind its relation to it."""
        found: list[Use] = []
        for paper in self.papers_of(name) if papers is None else papers:
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


def _use(iri: str) -> str:
    """The paper of what a paper says of a name."""
    return iri.removeprefix(PREFIXES["paper"]).partition("#")[0]


def _comparison(facts: dict[str, list[str]]) -> Comparison:
    one, other = sorted(iri.removeprefix(_NAME) for iri in facts["compares"])
    signals = (text.rpartition(": ")[::2] for text in facts.get("signal", ()))
    scores = tuple(sorted((name, float(score)) for name, score in signals))
    return Comparison(one, other, facts["verdict"][0] == "same", facts["rule"][0], scores)
