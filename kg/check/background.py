"""What must hold of the background: sound labels, one preferred each, a hierarchy without circles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Quad

from kg.check.report import Problem
from kg.vocab import BASE, GRAPH_BACKGROUND, ONTOLOGY, PREFIXES, term

_SKOS, _DCTERMS = PREFIXES["skos"], PREFIXES["dcterms"]
_LABELS = (f"{_SKOS}prefLabel", f"{_SKOS}altLabel")
_BROADER = f"{_SKOS}broader"
_KNOWN = {
    *_LABELS,
    _BROADER,
    f"{_SKOS}inScheme",
    f"{_SKOS}exactMatch",
    f"{PREFIXES['rdf']}type",
    term("usualType"),
}
_OF_SOURCES = {f"{_DCTERMS}{local}" for local in ("title", "creator", "license", "source")}
_GUIDE = (f"{BASE}query/", f"{BASE}prefix/")
LONGEST = 80
"""Characters of a name; sentences are no names."""
_NEVER = ("http:", "https:", "\n", "<", ">", "{", "}", ";", "--")
"""What no name holds: addresses, markup, and what injected rows are made of."""


def check_background(quads: Iterable[Quad]) -> Iterator[Problem]:
    """Problems of the graph of the background as a whole, but for the saved queries and prefixes in it."""
    facts: dict[str, dict[str, list[Literal | NamedNode]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal | NamedNode):
            if quad.subject.value == ONTOLOGY or quad.subject.value.startswith(_GUIDE):
                continue
            facts[quad.subject.value][quad.predicate.value].append(quad.object)
    concepts = {node: fact for node, fact in facts.items() if "/background/scheme/" not in node}
    nodes = set(facts)
    for node, fact in facts.items():
        yield from _check_node(node, fact, concepts, nodes)
    above = {node: [parent.value for parent in fact[_BROADER]] for node, fact in concepts.items()}
    for node in circles(above):
        yield _problem(node, "it is broader than itself")


def _problem(node: str, message: str, value: str | None = None) -> Problem:
    return Problem("violation", GRAPH_BACKGROUND, node, message, value)


def _check_node(
    node: str,
    fact: Mapping[str, list[Literal | NamedNode]],
    concepts: Mapping[str, object],
    nodes: set[str],
) -> Iterator[Problem]:
    source = node not in concepts
    for predicate in fact.keys() - (_OF_SOURCES | {f"{PREFIXES['rdf']}type"} if source else _KNOWN):
        yield _problem(node, "the background says nothing of that kind", predicate)
    if source:
        if f"{_DCTERMS}license" not in fact or f"{_DCTERMS}creator" not in fact:
            yield _problem(node, "a source without licence or author")
        return
    if len(fact.get(_LABELS[0], ())) != 1:
        yield _problem(node, "a concept has exactly one preferred label")
    if not fact.get(f"{_SKOS}inScheme"):
        yield _problem(node, "a concept without the source that it comes from")
    for label in (label for predicate in _LABELS for label in fact.get(predicate, ())):
        yield from _check_label(node, label)
    for predicate in (_BROADER, f"{_SKOS}inScheme"):
        for value in fact.get(predicate, ()):
            if value.value not in nodes:
                yield _problem(node, "it names something that is not there", value.value)


def _check_label(node: str, label: Literal | NamedNode) -> Iterator[Problem]:
    if not isinstance(label, Literal):
        yield _problem(node, "a label that is no text", label.value)
    elif label.language not in (None, "en"):
        yield _problem(node, f"a label with the language tag {label.language!r}", label.value)
    elif len(label.value) > LONGEST or not label.value.strip() or any(p in label.value for p in _NEVER):
        yield _problem(node, "a label that is no name", label.value)


def circles(above: Mapping[str, Iterable[str]]) -> list[str]:
    """The nodes that can be reached from themselves, sorted."""
    below: dict[str, list[str]] = defaultdict(list)
    open_ = {node: len(set(parents)) for node, parents in above.items()}
    for node, parents in above.items():
        for parent in set(parents):
            below[parent].append(node)
    ready = [node for node, number in open_.items() if not number]
    ready += [parent for parent in below if parent not in open_]
    while ready:
        for node in below[ready.pop()]:
            open_[node] -= 1
            if not open_[node]:
                ready.append(node)
    return sorted(node for node, number in open_.items() if number)
