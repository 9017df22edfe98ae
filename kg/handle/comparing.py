"""Why two names are, or are not, one entity: the comparison that the build kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import vocab
from kg.errors import NotFound
from kg.names import slug
from kg.vocab import value_of

if TYPE_CHECKING:
    from kg.ledger import Entry
    from kg.store.snapshot import Snapshot

DECIDED = "decided: "
"""How the rules begin that stand for what a person decided."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two names."""

    name: str
    """Slug of the name."""
    label: str
    entity: str
    """Slug of the entity that it stands for now."""


@dataclass(frozen=True, slots=True)
class SameAnswer:
    """What the build decided of two names."""

    one: Side
    other: Side
    same: bool
    """Whether both stand for one entity now."""
    verdict: str | None
    """``same`` or ``apart``, as the comparison of the two said; None where they never were candidates."""
    rule: str | None
    signals: tuple[str, ...] = ()
    """Each signal with its score."""
    decision: Entry | None = None
    """Where a person decided: the entry of the ledger."""
    told: tuple[str, ...] = ()
    """The papers in which one name stands for the other's entity, and elsewhere perhaps not; sorted."""


def why_same(snapshot: Snapshot, one: str, other: str) -> SameAnswer:
    """The comparison of two names, each as written, as a slug (``sam~segment-anything-model``) or misspelt.

    Raises `NotFound` for a name that the graph does not hold.
    """
    sides = _side(snapshot, one), _side(snapshot, other)
    facts = _comparison(snapshot, sides[0].name, sides[1].name)
    rule = "same name" if sides[0].name == sides[1].name else next(iter(facts.get("rule", ())), None)
    return SameAnswer(
        one=sides[0],
        other=sides[1],
        same=sides[0].entity == sides[1].entity,
        verdict=next(iter(facts.get("verdict", ())), None),
        rule=rule,
        signals=tuple(sorted(facts.get("signal", ()))),
        decision=_decision(snapshot, rule, sides[0].name, sides[1].name),
        told=_told(snapshot, sides[0], sides[1]),
    )


def _told(snapshot: Snapshot, one: Side, other: Side) -> tuple[str, ...]:
    """Papers that say so by the names beside it, or of which somebody decided it."""
    from pyoxigraph import NamedNode

    stands_for, start, found = NamedNode(vocab.term("standsFor")), f"{vocab.BASE}paper/", set()
    for name, entity in ((one.name, other.entity), (other.name, one.entity)):
        node = NamedNode(vocab.name_iri(entity))
        for quad in snapshot.store.quads_for_pattern(None, stands_for, node, None):
            use = str(getattr(quad.subject, "value", ""))
            paper = use.removeprefix(start).partition("#")[0]
            if use == vocab.name_use_iri(paper, name):
                found.add(paper)
    return tuple(sorted(found))


def _decision(snapshot: Snapshot, rule: str | None, one: str, other: str) -> Entry | None:
    if rule is None or not rule.startswith(DECIDED):
        return None
    from kg import ledger

    return ledger.behind(ledger.read(snapshot.directory), one, other, same=rule == f"{DECIDED}same")


def _side(snapshot: Snapshot, text: str) -> Side:
    for name in (slug(text), text):
        found = _named(snapshot, name)
        if found is not None:
            return found
    entity = snapshot.index.resolve_entity(text)
    found = _named(snapshot, entity.id)
    if found is None:
        raise NotFound(f"no name {text!r} in this graph")
    return found


def _named(snapshot: Snapshot, name: str) -> Side | None:
    facts = _facts(snapshot, f"{vocab.BASE}name/{name}") if _is_local(name) else {}
    label = facts.get("prefLabel")
    if label is None:
        return None
    stands_for = facts.get("isReplacedBy", [f"{vocab.BASE}name/{name}"])[0]
    return Side(name, label[0], stands_for.removeprefix(f"{vocab.BASE}name/"))


def _is_local(name: str) -> bool:
    return vocab.is_safe_iri(f"{vocab.BASE}name/{name}")


def _comparison(snapshot: Snapshot, one: str, other: str) -> dict[str, list[str]]:
    return _facts(snapshot, vocab.comparison_iri(vocab.name_iri(one), vocab.name_iri(other)))


def _facts(snapshot: Snapshot, node: str) -> dict[str, list[str]]:
    """What the graph of names says of a node: values by the local name of the predicate."""
    from pyoxigraph import NamedNode

    facts: dict[str, list[str]] = {}
    found = snapshot.store.quads_for_pattern(NamedNode(node), None, None, NamedNode(vocab.GRAPH_NAMES))
    for quad in found:
        local = quad.predicate.value.replace("#", "/").rpartition("/")[2]
        facts.setdefault(local, []).append(value_of(quad.object))
    return facts
