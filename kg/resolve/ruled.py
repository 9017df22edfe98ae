"""What people decided goes before every rule: pure functions from `Rulings` over what the rules found.

Names that people call one thing are a block. The entities of a block's names become one, and bring the
names that rules gave them, except where a person holds two names apart. What follows depends on the
set of rulings, never on their order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from kg.model import Comparison, EntityNode, EntityType, Extraction
from kg.names import normal_form, sense_slug
from kg.resolve.coined import in_senses
from kg.resolve.forms import glued_form
from kg.resolve.profiles import Names, name_slug
from kg.rulings import Pair, Rulings, Sense

SAME = "decided: same"
DIFFERENT = "decided: different"
"""The rules that comparisons carry where a person decided."""

Stated = tuple[str | None, str, str | None]
"""Subject (empty where it is the paper), predicate and object of a claim."""
Rank = Callable[[str], Any]
"""Sorts names so that the best canonical name comes first."""


def with_senses(extractions: Iterable[Extraction], senses: Mapping[Pair, Sense]) -> Iterable[Extraction]:
    """``extractions`` in which the uses that stand for a sense say so."""
    if not senses:
        return extractions
    papers = {paper for paper, _ in senses}
    return tuple(in_senses(e, senses) if e.paper in papers else e for e in extractions)


def held_apart(names: Names, compared: Iterable[Comparison], rulings: Rulings) -> tuple[Comparison, ...]:
    """Comparisons in which the pairs that people hold apart are so.

    A sense that was split off is apart from all but its long form, for it is spelled as what it is not.
    """
    kept = tuple(compared)
    apart = {pair for pair in rulings.apart if all(name in names.profiles for name in pair)}
    long_forms = {sense.slug: sense.long_form for sense in rulings.senses.values()}
    if long_forms:
        for found in kept:
            for sense, other in ((found.one, found.other), (found.other, found.one)):
                long_form = long_forms.get(sense, "")
                if found.same and long_form != "" and not _spells(names.profiles[other].name, long_form):
                    apart.add((found.one, found.other))
    return _decided(kept, apart, same=False, rule=DIFFERENT)


def _spells(name: str, long_form: str | None) -> bool:
    return long_form is not None and glued_form(name) == glued_form(long_form)


def _decided(
    compared: Iterable[Comparison], pairs: set[Pair], *, same: bool, rule: str
) -> tuple[Comparison, ...]:
    kept = tuple(compared)
    if not pairs:
        return kept
    known = {(c.one, c.other): c for c in kept}
    for one, other in pairs:
        signals = known[one, other].signals if (one, other) in known else ()
        known[one, other] = Comparison(one, other, same, rule, signals)
    return tuple(known[pair] for pair in sorted(known))


def put_together(
    compared: Iterable[Comparison], entity_of: Mapping[str, str], rulings: Rulings
) -> tuple[Comparison, ...]:
    """Comparisons in which the names of each block are the same: each with its entity, and those compared."""
    kept = tuple(compared)
    within, centres = pairs_of_blocks(entity_of, rulings)
    pairs = centres | within.intersection((c.one, c.other) for c in kept) if within else centres
    return _decided(kept, pairs, same=True, rule=SAME)


def pairs_of_blocks(entity_of: Mapping[str, str], rulings: Rulings) -> tuple[set[Pair], set[Pair]]:
    """The pairs of names that people call one thing, and each such name with its entity."""
    within: set[Pair] = set()
    centres: set[Pair] = set()
    for block in blocks(rulings.same):
        there = sorted(name for name in block if name in entity_of)
        within.update(combinations(there, 2))
        with_entity = ((name, entity_of[name]) for name in there if entity_of[name] != name)
        centres.update((min(pair), max(pair)) for pair in with_entity)
    return within, centres


def blocks(same: Iterable[Pair]) -> list[frozenset[str]]:
    """The sets of names that people call one thing, by their first name."""
    of: dict[str, set[str]] = {}
    for one, other in same:
        joined = of.get(one, {one}) | of.get(other, {other})
        for name in joined:
            of[name] = joined
    return sorted({frozenset(block) for block in of.values()}, key=min)


@dataclass(slots=True, eq=False)
class _Cluster:
    names: set[str]
    classes: set[str]
    """The entities that the rules gave these names."""


def settle(entity_of: Mapping[str, str], rulings: Rulings, rank: Rank) -> dict[str, str]:
    """The entity of each name after people's rulings; ``entity_of`` is what the rules found.

    Every name that a ruling speaks of and no paper uses is in it, too.
    """
    settled = dict(entity_of)
    named = blocks(rulings.same)
    units = [set(block & entity_of.keys()) for block in named]
    units = sorted((unit for unit in units if len(unit) > 1), key=lambda unit: min(map(rank, unit)))
    grouped = {name for unit in units for name in unit}
    touched = {entity_of[name] for name in grouped}
    alone = {n for n, entity in entity_of.items() if entity in touched} - grouped
    units += [{name} for name in sorted(alone, key=rank)]
    for cluster in _clusters(units, entity_of, _apart_of(rulings)):
        centre = min(cluster.names, key=rank)
        settled.update((name, centre) for name in cluster.names)
    for block in named:
        known = sorted(block & entity_of.keys(), key=rank)
        stands_for = settled[known[0]] if known else min(block)
        settled.update((name, stands_for) for name in block - entity_of.keys() if name in rulings.written)
    for name in rulings.written:
        settled.setdefault(name, name)
    return settled


def _apart_of(rulings: Rulings) -> dict[str, set[str]]:
    apart: dict[str, set[str]] = defaultdict(set)
    for one, other in rulings.apart:
        apart[one].add(other)
        apart[other].add(one)
    return apart


def _clusters(
    units: Iterable[set[str]], entity_of: Mapping[str, str], apart: Mapping[str, set[str]]
) -> list[_Cluster]:
    """Units that share an entity, put together unless people hold some of their names apart."""
    clusters: list[_Cluster] = []
    of_class: dict[str, list[_Cluster]] = defaultdict(list)
    for unit in units:
        mine = _Cluster(set(unit), {entity_of[name] for name in unit})
        near = {id(c): c for found in sorted(mine.classes) for c in of_class[found]}
        for other in near.values():
            if not any(apart.get(name, set()) & other.names for name in mine.names):
                mine.names |= other.names
                mine.classes |= other.classes
                clusters.remove(other)
                for found in other.classes:
                    of_class[found].remove(other)
        clusters.append(mine)
        for found in mine.classes:
            of_class[found].append(mine)
    return clusters


def weigh_uses(
    extractions: Iterable[Extraction],
    entity_of: Mapping[str, str],
    rulings: Rulings,
    senses: Mapping[Pair, Sense],
) -> tuple[Extraction, ...]:
    """``extractions`` as the edges see them: senses told apart, types as decided, rejected claims at nothing.

    A rejected claim keeps its name and loses all confidence.
    """
    rejected: dict[str, set[Stated]] = defaultdict(set)
    for paper, subject, predicate, object_ in rulings.rejected:
        rejected[paper].add((subject, predicate, object_))
    kept = tuple(_without(e, rejected[e.paper]) if e.paper in rejected else e for e in extractions)
    kept = tuple(with_senses(kept, senses))
    types = {entity_of.get(name, name): kind for name, kind in rulings.types}
    return tuple(_retyped(e, entity_of, types) for e in kept) if types else kept


def _without(extraction: Extraction, rejected: set[Stated]) -> Extraction:
    slugs = {e.name: sense_slug(e.name, e.long_form) for e in extraction.entities}
    entities = (
        replace(e, confidence=0.0) if ("", e.relation, slugs[e.name]) in rejected else e
        for e in extraction.entities
    )
    links = (
        replace(link, confidence=0.0)
        if (slugs.get(link.subject), link.predicate, slugs.get(link.object)) in rejected
        else link
        for link in extraction.links
    )
    return replace(extraction, entities=tuple(entities), links=tuple(links))


def _retyped(
    extraction: Extraction, entity_of: Mapping[str, str], types: Mapping[str, EntityType]
) -> Extraction:
    kinds = [types.get(entity_of[name_slug(e)], e.type) for e in extraction.entities]
    if all(kind == e.type for kind, e in zip(kinds, extraction.entities, strict=True)):
        return extraction
    changed = (replace(e, type=kind) for kind, e in zip(kinds, extraction.entities, strict=True))
    return replace(extraction, entities=tuple(changed))


def relabelled(
    entities: Iterable[EntityNode], entity_of: Mapping[str, str], rulings: Rulings
) -> tuple[EntityNode, ...]:
    """``entities`` with the labels and aliases that people gave and without those that they took."""
    labels = {entity_of.get(name, name): label for name, label in rulings.labels}
    aliases: dict[str, dict[str, bool]] = defaultdict(dict)
    for name, alias, there in rulings.aliases:
        aliases[entity_of.get(name, name)][alias] = there
    return tuple(
        _relabelled(node, labels.get(node.slug, node.label), aliases.get(node.slug, {}))
        if node.slug in labels or node.slug in aliases
        else node
        for node in entities
    )


def _relabelled(node: EntityNode, label: str, aliases: Mapping[str, bool]) -> EntityNode:
    gone = {normal_form(alias) for alias, there in aliases.items() if not there}
    known = {alias for alias in (node.label, *node.aliases) if normal_form(alias) not in gone}
    known.update(alias for alias, there in aliases.items() if there)
    return replace(node, label=label, aliases=tuple(sorted(known - {label})))


def broader_of(
    entities: Iterable[EntityNode], entity_of: Mapping[str, str], rulings: Rulings
) -> tuple[Pair, ...]:
    """The entities for which people named a broader one that the store holds, too."""
    there = {node.slug for node in entities}
    pairs = {(entity_of.get(a, a), entity_of.get(b, b)) for a, b in rulings.broader}
    return tuple(sorted(pair for pair in pairs if pair[0] != pair[1] and there.issuperset(pair)))


def uses_elsewhere(
    extractions: Iterable[Extraction], entity_of: Mapping[str, str], senses: Mapping[Pair, Sense]
) -> tuple[tuple[str, str, str], ...]:
    """Paper, name and entity of the uses that stand for a sense."""
    papers = {paper for paper, _ in senses}
    found = set()
    for extraction in extractions:
        for entity in extraction.entities if extraction.paper in papers else ():
            name = sense_slug(entity.name, entity.long_form)
            sense = senses.get((extraction.paper, name))
            if sense is not None:
                found.add((extraction.paper, name, entity_of[sense.slug]))
    return tuple(sorted(found))
