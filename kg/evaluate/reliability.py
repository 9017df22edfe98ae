"""How far confidences can be believed: calibration error, Brier score, ranking, thresholds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

BINS = 15
PRECISE = 0.9

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Reliability:
    """Figures of claims with their confidences and whether they are right."""

    claims: int
    right: float
    """Share of the claims that are right."""
    ece: float
    """Mean distance of confidence and accuracy, less what chance alone would give."""
    brier: float
    brier_of_base_rate: float
    """What the same confidence for all, the share that is right, would reach."""
    auroc: float
    """Chance that a right claim has the higher confidence than a wrong one."""
    precise_from: float
    """The lowest confidence from which nine of ten claims are right; 1 where there is none."""


def reliability(confidence: Floats, right: Flags) -> Reliability | None:
    """All figures; None where there is no claim."""
    if not len(right):
        return None
    base = float(right.mean())
    return Reliability(
        claims=len(right),
        right=round(base, 4),
        ece=round(calibration_error(confidence, right), 4),
        brier=round(float(((confidence - right) ** 2).mean()), 4),
        brier_of_base_rate=round(base * (1 - base), 4),
        auroc=round(area_under_roc(confidence, right), 4),
        precise_from=threshold_of(confidence, right, PRECISE),
    )


def figures(found: Reliability) -> dict[str, float]:
    """Those that intervals are given of."""
    return {"ece": found.ece, "brier": found.brier, "auroc": found.auroc}


def calibration_error(confidence: Floats, right: Flags) -> float:
    """Mean distance of confidence and accuracy over bins of equal size, less what chance alone would give."""
    gaps, noise = [], []
    for part in np.array_split(np.argsort(confidence, kind="stable"), min(BINS, len(right))):
        accuracy = float(right[part].mean())
        gaps.append((float(confidence[part].mean()) - accuracy) ** 2)
        noise.append(accuracy * (1 - accuracy) / max(len(part) - 1, 1))
    return float(np.mean(np.sqrt(np.maximum(np.array(gaps) - np.array(noise), 0.0))))


def area_under_roc(confidence: Floats, right: Flags) -> float:
    """Chance that a right claim has the higher confidence than a wrong one; one half without either kind."""
    _, ranks, counts = np.unique(confidence, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - (counts - 1) / 2.0
    good, bad = int(right.sum()), int((~right).sum())
    if not good or not bad:
        return 0.5
    return float((middle[ranks][right].sum() - good * (good + 1) / 2.0) / (good * bad))


def threshold_of(confidence: Floats, right: Flags, precision: float) -> float:
    """The lowest threshold above which at least this share is right; 1 where there is none."""
    for step in np.round(np.arange(0.2, 1.0, 0.01), 2):
        said = confidence >= step
        if said.any() and float(right[said].mean()) >= precision:
            return float(step)
    return 1.0


def bins(confidence: Floats, right: Flags, number: int = 10) -> list[dict[str, Any]]:
    """Mean confidence, share right and size of ``number`` bins of equal size, least confident first."""
    parts = np.array_split(np.argsort(confidence, kind="stable"), min(number, len(right)))
    return [
        {
            "confidence": round(float(confidence[part].mean()), 4),
            "right": int(right[part].sum()),
            "claims": len(part),
        }
        for part in parts
        if len(part)
    ]
