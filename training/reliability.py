"""How far confidences can be believed: calibration error, Brier score, ranking, thresholds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BINS = 15


def reliability(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> dict[str, float]:
    """Figures of claims with their confidences and whether they are right."""
    base = float(right.mean())
    return {
        "claims": len(right),
        "ece": round(calibration_error(confidence, right), 4),
        "brier": round(float(((confidence - right) ** 2).mean()), 4),
        "brier_of_base_rate": round(base * (1 - base), 4),
        "auroc": round(area_under_roc(confidence, right), 4),
        "threshold_of_precision_90": threshold_of(confidence, right, 0.9),
    }


def calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Mean distance of confidence and accuracy over bins of equal size, less what chance alone would give."""
    parts = np.array_split(np.argsort(confidence, kind="stable"), BINS)
    gaps, noise = [], []
    for part in parts:
        accuracy = float(right[part].mean())
        gaps.append((float(confidence[part].mean()) - accuracy) ** 2)
        noise.append(accuracy * (1 - accuracy) / max(len(part) - 1, 1))
    return float(np.mean(np.sqrt(np.maximum(np.array(gaps) - np.array(noise), 0.0))))


def area_under_roc(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Chance that a right claim has the higher confidence than a wrong one."""
    _, ranks, counts = np.unique(confidence, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - (counts - 1) / 2.0
    good, bad = int(right.sum()), int((~right).sum())
    return float((middle[ranks][right].sum() - good * (good + 1) / 2.0) / max(good * bad, 1))


def threshold_of(confidence: NDArray[np.float64], right: NDArray[np.bool_], precision: float) -> float:
    """The lowest threshold above which at least this share is right; 1 where there is none."""
    steps = np.round(np.arange(0.2, 1.0, 0.01), 2)
    for step in steps:
        said = confidence >= step
        if said.any() and float(right[said].mean()) >= precision:
            return float(step)
    return 1.0
