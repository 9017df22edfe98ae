"""All measures of a set of predictions, with bootstrap intervals over the papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.evaluate.bootstrap import calibration, intervals
from kg.evaluate.matching import Json, norm
from kg.evaluate.outcomes import Outcomes, outcomes
from kg.evaluate.paper import Counted, count
from kg.evaluate.reliability import Reliability

RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Prf:
    """Precision, recall and their harmonic mean, to three decimals."""

    p: float
    r: float
    f1: float


@dataclass(frozen=True, slots=True)
class Worst:
    """A paper that was read badly."""

    id: str
    title: str
    f1: float
    missed: int
    """Entities of the gold that were not found."""
    extra: int
    """Entities that were found and are not in the gold."""


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
    worst: tuple[Worst, ...]
    """Papers with the lowest exact F1, worst first."""
    calibration: Mapping[str, Reliability]
    """Of ``entities`` and ``links``; empty where the predictions carry no confidence."""

    def to_dict(self) -> dict[str, Any]:
        """As plain dictionaries, lists and numbers."""
        from dataclasses import asdict

        plain = asdict(self)
        plain["intervals"] = {name: list(pair) for name, pair in self.intervals.items()}
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
    counted, judged = [], []
    for paper in gold:
        by_name = by_title.get(norm(paper["title"])) if paper.get("title") else None
        found = by_name or by_id.get(str(paper["id"])) or nothing
        counted.append(count(paper, found))
        judged.append(outcomes(paper, found.get("stored", found)))
    return score(counted, judged, resamples=resamples)


def score(
    counted: Sequence[Counted], judged: Sequence[Outcomes] = (), *, resamples: int = RESAMPLES
) -> Scores:
    """The measures of papers already counted, and of the confidences of their claims where they are given."""
    total = _sum(counted)
    t = total.totals
    return Scores(
        papers=len(counted),
        works=t["works"],
        **_main(t),
        by_type=_groups(total.types),
        by_relation=_groups(total.relations),
        by_predicate=_groups(total.predicates),
        intervals=intervals(counted, judged, resamples, _figures),
        worst=_worst(counted),
        calibration=calibration(judged),
    )


def _figures(total: Counted) -> dict[str, float]:
    """Every figure that an interval is given of, by its name."""
    plain = {"works": _share(total.totals["works"], total.totals["papers"]), **_main(total.totals)}
    groups = {"type": total.types, "relation": total.relations, "link": total.predicates}
    plain |= {f"{kind} {name}": prf for kind, some in groups.items() for name, prf in _groups(some).items()}
    out: dict[str, float] = {}
    for name, value in plain.items():
        if isinstance(value, Prf):
            out |= {f"{name}.p": value.p, f"{name}.r": value.r, f"{name}.f1": value.f1}
        else:
            out[name] = value
    return out


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


def _worst(counted: Sequence[Counted], most: int = 10) -> tuple[Worst, ...]:
    ranked = sorted((_paper_f1(c), i) for i, c in enumerate(counted))[:most]
    return tuple(
        Worst(
            id=counted[i].id,
            title=counted[i].title,
            f1=f1,
            missed=counted[i].totals["gold"] - counted[i].totals["exact"],
            extra=counted[i].totals["found"] - counted[i].totals["exact"],
        )
        for f1, i in ranked
    )


def _paper_f1(c: Counted) -> float:
    return prf(c.totals["exact"], c.totals["found"], c.totals["gold"]).f1
