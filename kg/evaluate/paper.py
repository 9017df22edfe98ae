"""Counts of one paper: what was found, what of it is right, what was wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.evaluate.matching import EXACT, MOST_FORMS, agrees, forms, match, norm

Json = Mapping[str, Any]
Key = tuple[int, str, int]

WORKS_FROM = 0.7
"""Share of the core found, and share of the found that is right, from which on a paper "works"."""


@dataclass(slots=True)
class Counted:
    """The counts of one paper, or of several added up."""

    id: str
    title: str
    totals: Counter[str] = field(default_factory=Counter)
    types: dict[str, Counter[str]] = field(default_factory=dict)
    relations: dict[str, Counter[str]] = field(default_factory=dict)
    predicates: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, other: Counted) -> None:
        """Add another paper's counts."""
        self.totals.update(other.totals)
        for mine, theirs in (
            (self.types, other.types),
            (self.relations, other.relations),
            (self.predicates, other.predicates),
        ):
            for name, counts in theirs.items():
                mine.setdefault(name, Counter()).update(counts)


def count(gold: Json, predicted: Json) -> Counted:
    """Compare one paper's predictions with its gold; an optional gold entity counts neither way."""
    out = Counted(str(gold["id"]), str(gold.get("title", "")))
    every = match(gold["entities"], predicted["entities"])
    _count_entities(out, gold["entities"], predicted["entities"], every)
    _count_links(out, gold, predicted, every)
    return out


def _count_entities(
    out: Counted, gold: Sequence[Json], predicted: Sequence[Json], every: list[tuple[int, int, float]]
) -> None:
    required = [(i, j, score) for i, j, score in every if not gold[i].get("optional")]
    exact = [(i, j) for i, j, score in required if score >= EXACT]
    found = len(predicted) - (len(every) - len(required)) + _joined(gold, predicted, every)
    totals = out.totals
    totals["papers"] = 1
    totals["gold"] = sum(not entity.get("optional") for entity in gold)
    totals["found"] = found
    totals["exact"], totals["relaxed"] = len(exact), len(required)
    totals["exact_typed"] = sum(agrees(gold[i], predicted[j], "type") for i, j in exact)
    totals["relaxed_typed"] = sum(agrees(gold[i], predicted[j], "type") for i, j, _ in required)
    totals["related"] = sum(agrees(gold[i], predicted[j], "relation") for i, j, _ in required)
    skipped = {j for i, j, _ in every if gold[i].get("optional")}
    partner = {j: i for i, j, _ in required}
    for field_, groups in (("type", out.types), ("relation", out.relations)):
        _count_groups(groups, gold, predicted, partner, skipped, field_)
    _count_main(out, gold, predicted, required, found)


def _joined(gold: Sequence[Json], predicted: Sequence[Json], every: list[tuple[int, int, float]]) -> int:
    """Aliases that name another gold entity: each joins two things, and counts as one found too many."""
    gold_forms = [forms(entity) for entity in gold]
    return sum(
        any(form in other for k, other in enumerate(gold_forms) if k != i)
        for i, j, _ in every
        for form in forms(predicted[j], limit=MOST_FORMS) - gold_forms[i] - {norm(predicted[j]["name"])}
    )


def _count_groups(
    groups: dict[str, Counter[str]],
    gold: Sequence[Json],
    predicted: Sequence[Json],
    partner: Mapping[int, int],
    skipped: set[int],
    field_: str,
) -> None:
    for entity in gold:
        if not entity.get("optional"):
            groups.setdefault(entity[field_], Counter())["gold"] += 1
    for j, entity in enumerate(predicted):
        if j in skipped:
            continue
        if j in partner and agrees(gold[partner[j]], entity, field_):
            counts = groups.setdefault(gold[partner[j]][field_], Counter())
            counts["found"] += 1
            counts["right"] += 1
        else:
            groups.setdefault(entity[field_], Counter())["found"] += 1


def _count_main(
    out: Counted,
    gold: Sequence[Json],
    predicted: Sequence[Json],
    required: list[tuple[int, int, float]],
    found: int,
) -> None:
    totals = out.totals
    core = {i for i, entity in enumerate(gold) if entity.get("core")}
    hit = core & {i for i, _, _ in required}
    totals["core"], totals["core_found"] = len(core), len(hit)
    proposed = {i for i in core if gold[i]["relation"] == "proposes"}
    tasks = {i for i in core if gold[i]["type"] == "Task" and gold[i]["relation"] == "addresses"}
    told = any(i in proposed and predicted[j]["relation"] == "proposes" for i, j, _ in required)
    solved = any(
        i in tasks and predicted[j]["type"] == "Task" and predicted[j]["relation"] == "addresses"
        for i, j, _ in required
    )
    totals["has_contribution"], totals["contribution"] = int(bool(proposed)), int(told)
    totals["has_task"], totals["task"] = int(bool(tasks)), int(solved)
    precision = len(required) / found if found else 0.0
    recall = len(hit) / len(core) if core else 1.0
    fine = (told or not proposed) and (solved or not tasks)
    totals["works"] = int(fine and recall >= WORKS_FROM and precision >= WORKS_FROM)


def _count_links(out: Counted, gold: Json, predicted: Json, every: list[tuple[int, int, float]]) -> None:
    """Links are compared between matched entities; `comparedWith` has no direction.

    A link that is optional, or that ends in an optional entity, counts neither way.
    """
    entities = gold["entities"]
    by_gold, by_predicted = _numbers(entities, predicted["entities"], every)
    optional = {k for k, (i, _, _) in enumerate(every) if entities[i].get("optional")}
    unasked = {norm(entity["name"]) for entity in entities if entity.get("optional")}
    links = gold.get("links", [])
    required = [
        link
        for link in links
        if not link.get("optional") and not {norm(link["subject"]), norm(link["object"])} & unasked
    ]
    wanted = _union(_keys(link, by_gold) for link in required)
    allowed = _union(_keys(link, by_gold) for link in links)
    found = [(link["predicate"], _keys(link, by_predicted)) for link in predicted.get("links", [])]
    kept = [(p, keys) for p, keys in found if not _neutral(keys, wanted, allowed, optional)]
    right = wanted & _union(keys for _, keys in kept)
    out.totals["links_gold"], out.totals["links_found"] = len(required), len(kept)
    out.totals["links_right"] = len(right)
    for link in required:
        out.predicates.setdefault(link["predicate"], Counter())["gold"] += 1
    for predicate, _ in kept:
        out.predicates.setdefault(predicate, Counter())["found"] += 1
    for _, predicate, _ in right:
        out.predicates.setdefault(predicate, Counter())["right"] += 1
    _count_unlabelled(out, [keys for _, keys in found], wanted, allowed, optional)


def _numbers(
    gold: Sequence[Json], predicted: Sequence[Json], every: list[tuple[int, int, float]]
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


def _union(sets: Any) -> set[Any]:
    return set().union(*sets)


def _neutral(keys: set[Key], wanted: set[Key], allowed: set[Key], optional: set[int]) -> bool:
    if not keys or keys & wanted:
        return False
    return bool(keys & allowed) or any({a, b} & optional for a, _, b in keys)


def _undirected(keys: set[Key]) -> set[frozenset[int]]:
    return {frozenset((a, b)) for a, _, b in keys}


def _count_unlabelled(
    out: Counted, found: list[set[Key]], wanted: set[Key], allowed: set[Key], optional: set[int]
) -> None:
    wanted_pairs, allowed_pairs = _undirected(wanted), _undirected(allowed)
    kept = []
    for keys in found:
        pairs = _undirected(keys)
        unasked = pairs & allowed_pairs or any(pair & optional for pair in pairs)
        if not (pairs and not pairs & wanted_pairs and unasked):
            kept.append(pairs)
    out.totals["pairs_found"] = len(kept)
    out.totals["pairs_right"] = len(wanted_pairs & _union(kept))
