"""All measures of a set of predictions, with bootstrap intervals over the papers."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.evaluate.matching import norm
from kg.evaluate.paper import Counted, Json, count

RESAMPLES = 1000
_SEED = 20251128


@dataclass(frozen=True, slots=True)
class Prf:
    """Precision, recall and their harmonic mean, to three decimals."""

    p: float
    r: float
    f1: float


@dataclass(frozen=True, slots=True)
class Scores:
    """The measures of ``score.py``, and more detail."""

    papers: int
    works: int
    entity_exact: Prf
    entity_exact_typed: Prf
    entity_relaxed: Prf
    entity_relaxed_typed: Prf
    type_accuracy: float
    relation_accuracy: float
    core_recall: float
    contribution: float
    main_task: float
    links: Prf
    links_unlabelled: Prf
    by_type: Mapping[str, Prf]
    by_relation: Mapping[str, Prf]
    by_predicate: Mapping[str, Prf]
    intervals: Mapping[str, tuple[float, float]]
    """95 % bootstrap interval of each single figure, over papers; names such as ``entity_exact.f1``."""
    worst: tuple[tuple[str, float], ...]
    """Papers with the lowest exact F1, worst first."""

    def to_dict(self) -> dict[str, Any]:
        """As plain dictionaries, lists and numbers."""
        from dataclasses import asdict

        plain = asdict(self)
        plain["intervals"] = {name: list(pair) for name, pair in self.intervals.items()}
        plain["worst"] = [{"id": paper, "f1": f1} for paper, f1 in self.worst]
        return plain


def evaluate(gold: Iterable[Json], predictions: Iterable[Json], *, resamples: int = RESAMPLES) -> Scores:
    """Score predictions against gold; papers are joined by normalised title, then by ``id``.

    A gold paper without prediction counts as one in which nothing was found.
    """
    by_id: dict[str, Json] = {}
    by_title: dict[str, Json] = {}
    for predicted in predictions:
        if predicted.get("id"):
            by_id.setdefault(str(predicted["id"]), predicted)
        if predicted.get("title"):
            by_title[norm(predicted["title"])] = predicted
    nothing: Json = {"entities": [], "links": []}
    counted = []
    for paper in gold:
        found = by_title.get(norm(paper["title"])) if paper.get("title") else None
        counted.append(count(paper, found or by_id.get(str(paper["id"])) or nothing))
    return score(counted, resamples=resamples)


def score(counted: Sequence[Counted], *, resamples: int = RESAMPLES) -> Scores:
    """The measures of papers already counted."""
    total = _sum(counted)
    t = total.totals
    return Scores(
        papers=len(counted),
        works=t["works"],
        **_main(t),
        by_type=_groups(total.types),
        by_relation=_groups(total.relations),
        by_predicate=_groups(total.predicates),
        intervals=_intervals(counted, resamples),
        worst=_worst(counted),
    )


def _main(t: Mapping[str, int]) -> dict[str, Any]:
    return {
        "entity_exact": prf(t["exact"], t["found"], t["gold"]),
        "entity_exact_typed": prf(t["exact_typed"], t["found"], t["gold"]),
        "entity_relaxed": prf(t["relaxed"], t["found"], t["gold"]),
        "entity_relaxed_typed": prf(t["relaxed_typed"], t["found"], t["gold"]),
        "type_accuracy": _share(t["relaxed_typed"], t["relaxed"]),
        "relation_accuracy": _share(t["related"], t["relaxed"]),
        "core_recall": _share(t["core_found"], t["core"]),
        "contribution": _share(t["contribution"], t["has_contribution"]),
        "main_task": _share(t["task"], t["has_task"]),
        "links": prf(t["links_right"], t["links_found"], t["links_gold"]),
        "links_unlabelled": prf(t["pairs_right"], t["pairs_found"], t["links_gold"]),
    }


def prf(right: int, found: int, wanted: int) -> Prf:
    """Precision, recall, F1."""
    p = right / found if found else 0.0
    r = right / wanted if wanted else 0.0
    return Prf(round(p, 3), round(r, 3), round(2 * p * r / (p + r), 3) if p + r else 0.0)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0


def _sum(counted: Iterable[Counted]) -> Counted:
    total = Counted("", "")
    for paper in counted:
        total.add(paper)
    return total


def _groups(groups: Mapping[str, Counter[str]]) -> dict[str, Prf]:
    return {name: prf(c["right"], c["found"], c["gold"]) for name, c in groups.items()}


def _intervals(counted: Sequence[Counted], resamples: int) -> dict[str, tuple[float, float]]:
    rng = random.Random(_SEED)
    values: dict[str, list[float]] = {}
    for _ in range(resamples if counted else 0):
        totals: Counter[str] = Counter()
        for paper in rng.choices(counted, k=len(counted)):
            totals.update(paper.totals)
        figures = {"works": _share(totals["works"], len(counted)), **_main(totals)}
        for name, value in figures.items():
            if isinstance(value, Prf):
                values.setdefault(f"{name}.f1", []).append(value.f1)
            else:
                values.setdefault(name, []).append(value)
    return {name: _middle(sorted(drawn)) for name, drawn in values.items()}


def _middle(drawn: list[float]) -> tuple[float, float]:
    cut = int(0.025 * len(drawn))
    return drawn[cut], drawn[len(drawn) - 1 - cut]


def _worst(counted: Sequence[Counted], most: int = 10) -> tuple[tuple[str, float], ...]:
    ranked = [
        (prf(c.totals["exact"], c.totals["found"], c.totals["gold"]).f1, i, c.id)
        for i, c in enumerate(counted)
    ]
    return tuple((paper, f1) for f1, _, paper in sorted(ranked)[:most])
