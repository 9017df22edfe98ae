"""How far confidences can be believed: the measures of `kg evaluate`, as training prints them."""

from __future__ import annotations

from dataclasses import asdict

from kg.evaluate.reliability import Flags, Floats, threshold_of
from kg.evaluate.reliability import reliability as _reliability

__all__ = ["reliability", "threshold_of"]


def reliability(confidence: Floats, right: Flags) -> dict[str, float]:
    """Figures of claims with their confidences and whether they are right."""
    found = _reliability(confidence, right)
    return {} if found is None else asdict(found)
