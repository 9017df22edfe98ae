"""Links of a prediction beside the gold's, between matched entities; `comparedWith` has no direction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.evaluate.matching import Json, norm

Key = tuple[int, str, int]
"""A link between two matches of entities, by their numbers."""
Matches = list[tuple[int, int, float]]


@dataclass(frozen=True, slots=True)
class Sides:
    """What the gold asks, allows and what was found.

    A link that is optional, or that ends in an optional entity, counts neither way.
    """

    required: tuple[str, ...]
    """Predicates of the links that are asked for."""
    wanted: set[Key]
    allowed: set[Key]
    optional: set[int]
    """Matches of optional entities."""
    found: tuple[tuple[str, set[Key]], ...]
    """Each predicted link: its predicate, and what it may be in the gold."""

    def neutral(self, keys: set[Key]) -> bool:
        """Whether a found link counts neither way."""
        if not keys or keys & self.wanted:
            return False
        return bool(keys & self.allowed) or any({a, b} & self.optional for a, _, b in keys)

    def right(self) -> list[bool | None]:
        """Of each found link whether it is right; None where it counts neither way."""
        return [None if self.neutral(keys) else bool(keys & self.wanted) for _, keys in self.found]

    def pairs(self) -> tuple[list[set[frozenset[int]]], set[frozenset[int]]]:
        """Found links that count, and those asked for, without predicate and direction."""
        wanted, allowed = _undirected(self.wanted), _undirected(self.allowed)
        kept = []
        for _, keys in self.found:
            pairs = _undirected(keys)
            unasked = pairs & allowed or any(pair & self.optional for pair in pairs)
            if not (pairs and not pairs & wanted and unasked):
                kept.append(pairs)
        return kept, wanted


def compare_links(gold: Json, predicted: Json, every: Matches) -> Sides:
    """Both sides in terms of ``every`` match of their entities."""
    entities = gold["entities"]
    by_gold, by_predicted = _numbers(entities, predicted["entities"], every)
    unasked = {norm(entity["name"]) for entity in entities if entity.get("optional")}
    links = gold.get("links", [])
    required = [
        link
        for link in links
        if not link.get("optional") and not {norm(link["subject"]), norm(link["object"])} & unasked
    ]
    return Sides(
        required=tuple(link["predicate"] for link in required),
        wanted=union(_keys(link, by_gold) for link in required),
        allowed=union(_keys(link, by_gold) for link in links),
        optional={k for k, (i, _, _) in enumerate(every) if entities[i].get("optional")},
        found=tuple((link["predicate"], _keys(link, by_predicted)) for link in predicted.get("links", [])),
    )


def _numbers(
    gold: Sequence[Json], predicted: Sequence[Json], every: Matches
) -> tuple[dict[str, set[int]], dict[str, set[int]]]:
    """For each name on either side the numbers of the matches that it takes part in."""
    by_gold: dict[str, set[int]] = {}
    by_predicted: dict[str, set[int]] = {}
    for k, (i, j, _) in enumerate(every):
        by_gold.setdefault(norm(gold[i]["name"]), set()).add(k)
        by_predicted.setdefault(norm(predicted[j]["name"]), set()).add(k)
    return by_gold, by_predicted


def _keys(link: Json, numbers: Mapping[str, set[int]]) -> set[Key]:
    subjects = numbers.get(norm(link["subject"]), set())
    objects = numbers.get(norm(link["object"]), set())
    pairs = {(a, b) for a in subjects for b in objects if a != b}
    if link["predicate"] == "comparedWith":
        pairs = {(min(pair), max(pair)) for pair in pairs}
    return {(a, link["predicate"], b) for a, b in pairs}


def union(sets: Any) -> set[Any]:
    """All members of some sets."""
    return set().union(*sets)


def _undirected(keys: set[Key]) -> set[frozenset[int]]:
    return {frozenset((a, b)) for a, _, b in keys}
