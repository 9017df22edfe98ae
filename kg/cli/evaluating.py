"""The figures of an extractor as text for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.terminal import columns, one_line

if TYPE_CHECKING:
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
