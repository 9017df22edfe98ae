"""Claims found in a store by what they link."""

from __future__ import annotations

from collections.abc import Collection

from pyoxigraph import NamedNode, Store

from kg.mapping.terms import OBJECT, PREDICATE, REPLACED_BY, SUBJECT, iri, own
from kg.vocab import name_iri, paper_graph, value_of

_GRAPH = paper_graph("x").removesuffix("x")


def linking_papers(store: Store, predicate: str, pairs: Collection[tuple[str, str]]) -> list[str]:
    """Papers with a claim that links one of these pairs of entities, however sure it is, sorted.

    A paper may use a name in a sense of its own: whether it means the entity is for the reader to check.
    """
    found = set()
    for subject, object_ in pairs:
        objects = _names(store, object_)
        for name in _names(store, subject):
            for quad in store.quads_for_pattern(None, SUBJECT, name, None):
                claim = store.quads_for_pattern(quad.subject, None, None, quad.graph_name)
                said = {part.predicate: part.object for part in claim}
                if said.get(PREDICATE) == own(predicate) and said.get(OBJECT) in objects:
                    found.add(value_of(quad.graph_name))
    return sorted(graph.removeprefix(_GRAPH) for graph in found if graph.startswith(_GRAPH))


def _names(store: Store, entity: str) -> set[NamedNode]:
    """The names that stand for an entity, and those that do so in some paper only."""
    node = iri(name_iri(entity))
    names = [node, *_subjects(store, REPLACED_BY, node)]
    uses = [use for name in names for use in _subjects(store, own("standsFor"), name)]
    return {*names, *(iri(name_iri(use.value.partition("#name=")[2])) for use in uses)}


def _subjects(store: Store, predicate: NamedNode, node: NamedNode) -> list[NamedNode]:
    found = (quad.subject for quad in store.quads_for_pattern(None, predicate, node, None))
    return [subject for subject in found if isinstance(subject, NamedNode)]
