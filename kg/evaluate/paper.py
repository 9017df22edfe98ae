"""Counts of one paper: what was found, what of it is right, what was wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kg.evaluate.links import compare_links, union
from kg.evaluate.matching import EXACT, MOST_FORMS, Json, agrees, forms, match, norm

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
    sides = compare_links(gold, predicted, every)
    kept = [(predicate, keys) for predicate, keys in sides.found if not sides.neutral(keys)]
    right = sides.wanted & union(keys for _, keys in kept)
    out.totals["links_gold"], out.totals["links_found"] = len(sides.required), len(kept)
    out.totals["links_right"] = len(right)
    for predicate in sides.required:
        out.predicates.setdefault(predicate, Counter())["gold"] += 1
    for predicate, _ in kept:
        out.predicates.setdefault(predicate, Counter())["found"] += 1
    for _, predicate, _ in right:
        out.predicates.setdefault(predicate, Counter())["right"] += 1
    found, pairs = sides.pairs()
    out.totals["pairs_found"] = len(found)
    out.totals["pairs_right"] = len(pairs & union(found))
