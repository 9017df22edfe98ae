"""What differing triples of one node mean: a paper came, a claim is surer now, a name stands for another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from kg.model import LINK_PREDICATES, RELATIONS
from kg.vocab import BASE, GRAPH_LINKS, PREFIXES, curie, term

_TYPE = PREFIXES["rdf"] + "type"
_TRIPLE = tuple(PREFIXES["rdf"] + part for part in ("subject", "predicate", "object"))
_LABEL = PREFIXES["skos"] + "prefLabel"
_REPLACED = PREFIXES["dcterms"] + "isReplacedBy"
_RELATIONS = frozenset(map(term, RELATIONS))
_LINKS = frozenset(map(term, LINK_PREDICATES))
_COUNTED = frozenset({term("paperCount")})
Facts = Mapping[str, frozenset[str]]
"""What one side says of a node: values by predicate."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of meaning."""

    kind: str
    """``paper added``, ``claim dropped``, ``claim changed``, ``name replaced`` …"""
    node: str
    """IRI of what changed."""
    text: str
    """In words, with prefixed names."""

    def to_dict(self) -> dict[str, Any]:
        """The change for JSON."""
        return {"kind": self.kind, "node": self.node, "text": self.text}


def changes(old: Iterable[Quad], new: Iterable[Quad]) -> Iterator[Change]:
    """Changes of one node, of which ``old`` and ``new`` are all quads on either side."""
    gone, came = list(old), list(new)
    subject = next(iter((*gone, *came))).subject
    if not isinstance(subject, NamedNode) or not subject.value.startswith(BASE):
        return
    node = subject.value
    before, after = _facts(gone), _facts(came)
    kind = node.removeprefix(BASE).partition("/")[0]
    if kind == "claim" and "#" not in node:
        yield from _claim(node, before, after)
    elif kind == "paper" and "#" not in node:
        yield from _paper(node, before, after)
        yield from _statements(node, before, after, _RELATIONS)
    elif kind == "name":
        yield from _name(node, before, after)
        yield from _statements(node, _facts(gone, GRAPH_LINKS), _facts(came, GRAPH_LINKS), _LINKS)
    elif kind == "curation" and (not before or not after) and _is(after or before, "Decision"):
        yield Change("decision added" if after else "decision gone", node, _decision(after or before))


_NONE: frozenset[str] = frozenset()


def _facts(quads: Iterable[Quad], graph: str | None = None) -> Facts:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for quad in quads:
        if graph is None or getattr(quad.graph_name, "value", "") == graph:
            value = quad.object
            found[quad.predicate.value].add(
                value.value if isinstance(value, NamedNode | Literal) else str(value)
            )
    return {predicate: frozenset(values) for predicate, values in found.items()}


def _is(facts: Facts, kind: str) -> bool:
    return term(kind) in facts.get(_TYPE, _NONE)


def _one(facts: Facts, predicate: str) -> str:
    return min(facts.get(predicate, _NONE), default="")


def _claim(node: str, before: Facts, after: Facts) -> Iterator[Change]:
    says = " ".join(curie(_one(after or before, part)) for part in _TRIPLE)
    sure = [_one(facts, term("confidence")) for facts in (before, after)]
    if not before or not after:
        kind, number = ("claim added", sure[1]) if after else ("claim dropped", sure[0])
        yield Change(kind, node, f"{says} ({number})")
    elif sure[0] != sure[1]:
        yield Change("claim changed", node, f"{says} ({sure[0]} → {sure[1]})")
    else:
        yield Change("claim changed", node, f"{says} ({_what(before, after)})")


def _what(before: Facts, after: Facts) -> str:
    """Names of the predicates whose values differ."""
    keys = (p for p in before.keys() | after.keys() if before.get(p) != after.get(p))
    return ", ".join(sorted(curie(key).partition(":")[2] or key for key in keys))


def _paper(node: str, before: Facts, after: Facts) -> Iterator[Change]:
    there = [_is(facts, "Paper") for facts in (before, after)]
    title = _one(after if there[1] else before, PREFIXES["dcterms"] + "title")
    name = curie(node)
    if there == [True, True]:
        own = [{p: v for p, v in facts.items() if p not in _RELATIONS} for facts in (before, after)]
        if own[0] != own[1]:
            yield Change("paper changed", node, f"{name} {title} ({_what(*own)})")
    elif there[1]:
        yield Change("paper added", node, f"{name} {title}")
    elif there[0]:
        yield Change("paper removed", node, f"{name} {title}")
    elif _one(before, _REPLACED) != _one(after, _REPLACED):
        yield _replaced("alias", node, before, after)


def _replaced(kind: str, node: str, before: Facts, after: Facts) -> Change:
    ends = (curie(_one(facts, _REPLACED)) or "itself" for facts in (before, after))
    return Change(f"{kind} replaced", node, f"{curie(node)}: {' → '.join(ends)}")


def _name(node: str, before: Facts, after: Facts) -> Iterator[Change]:
    entity = [_is(facts, "Entity") for facts in (before, after)]
    name, label = curie(node), _one(after or before, _LABEL)
    if not before or not after:
        kind = "name" if not any(entity) else "entity"
        yield Change(f"{kind} added" if after else f"{kind} gone", node, f"{name} {label}")
        return
    if _one(before, _REPLACED) != _one(after, _REPLACED):
        yield _replaced("name", node, before, after)
    shown = [
        {p: v for p, v in facts.items() if p not in _LINKS | _COUNTED | {_REPLACED}}
        for facts in (before, after)
    ]
    if entity == [True, True] and shown[0] != shown[1]:
        yield Change("entity changed", node, f"{name} {label} ({_what(*shown)})")


def _statements(node: str, before: Facts, after: Facts, predicates: frozenset[str]) -> Iterator[Change]:
    for predicate in sorted(predicates & (before.keys() | after.keys())):
        old, new = before.get(predicate, _NONE), after.get(predicate, _NONE)
        for kind, values in (("statement added", new - old), ("statement dropped", old - new)):
            for value in sorted(values):
                yield Change(kind, node, f"{curie(node)} {curie(predicate)} {curie(value)}")


def _decision(facts: Facts) -> str:
    who, action = _one(facts, term("decidedBy")), _one(facts, term("action"))
    concerned = ", ".join(sorted(map(curie, facts.get(term("concerns"), _NONE))))
    return f"{action} {concerned} ({who}: {_one(facts, term('reason'))})"
