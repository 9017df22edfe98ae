"""The figures of an extractor as text for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.terminal import columns, one_line

if TYPE_CHECKING:
    from kg.evaluate import Scores
    from kg.evaluate.probes import ProbeScores


def probes_text(scores: ProbeScores) -> str:
    """Right and total, by category, and each wrong probe with what was expected and what came."""
    low, high = scores.interval
    share = f"{scores.right / scores.total:.3f}" if scores.total else "–"
    lines = [
        f"{scores.extractor}: {scores.right} of {scores.total} probes right, {share} ({low:.3f}–{high:.3f})"
    ]
    rows = [(name, str(right), str(total)) for name, (right, total) in scores.by_category.items()]
    lines += ["", columns(rows, head=("category", "right", "of"))]
    for probed in scores.wrong:
        lines += ["", f"{one_line(probed.probe.id)}  {one_line(probed.probe.title)}"]
        for failure in probed.failures:
            asked = "must not: " if failure.forbidden else "expected: "
            lines.append(f"  {asked}{one_line(failure.expected)}")
            lines.append(f"  came:     {one_line(failure.came)}")
    return "\n".join(lines)


def scores_text(scores: Scores) -> str:
    """All measures with their intervals, the reliability of the confidences, the worst papers."""
    parts = [f"{scores.papers} papers, {scores.works} of them work", _measures(scores)]
    if scores.calibration:
        parts.append(_reliabilities(scores))
    worst = [
        (f"{paper.f1:.2f}", str(paper.missed), str(paper.extra), paper.id, paper.title)
        for paper in scores.worst
    ]
    parts.append(columns(worst, head=("exact F1", "missed", "extra", "worst papers", "")))
    return "\n\n".join(parts)


def _measures(scores: Scores) -> str:
    from kg.evaluate import Prf

    groups = {"type": scores.by_type, "relation": scores.by_relation, "link": scores.by_predicate}
    figures = {name: getattr(scores, name) for name in scores.__slots__}
    figures["works"] = scores.works / scores.papers if scores.papers else 0.0
    for kind, members in groups.items():
        figures |= {f"{kind} {name}": value for name, value in members.items()}
    rows = []
    for name, value in figures.items():
        if isinstance(value, Prf):
            row = (f"{value.p:.3f}", f"{value.r:.3f}", f"{value.f1:.3f}", _interval(scores, f"{name}.f1"))
            rows.append((name, *row))
        elif isinstance(value, float):
            rows.append((name, "", "", f"{value:.3f}", _interval(scores, name)))
    return columns(rows, head=("measure", "precision", "recall", "F1 / share", "95 % interval"))


def _reliabilities(scores: Scores) -> str:
    rows = []
    for kind, found in scores.calibration.items():
        rows += [
            (f"{kind} {name}", f"{getattr(found, name):.3f}", _interval(scores, f"{kind}.{name}"))
            for name in ("ece", "brier", "auroc")
        ]
        rows.append((f"{kind} brier of the base rate", f"{found.brier_of_base_rate:.3f}", ""))
        rows.append((f"{kind} right nine times of ten", _from(found.precise_from), ""))
    return columns(rows, head=("confidence", "figure", "95 % interval"))


def _from(confidence: float) -> str:
    return "never" if confidence >= 1.0 else f"from {confidence:.2f}"


def _interval(scores: Scores, name: str) -> str:
    low, high = scores.intervals.get(name, (0.0, 0.0))
    return f"{low:.3f}–{high:.3f}" if name in scores.intervals else ""
