"""Precision from the answers of a stratified sample."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kg.evaluate.intervals import wilson
from kg.sampling.draw import Sample


@dataclass(frozen=True, slots=True)
class BandEstimate:
    """The answers on one band of confidence."""

    band: str
    claims: int
    """Claims of the store that it stands for."""
    asked: int
    right: int
    wrong: int
    unsure: int
    confidence: float | None
    """Mean confidence of the claims judged right or wrong: what ``precision`` should be."""
    precision: float | None


@dataclass(frozen=True, slots=True)
class Estimate:
    """Precision over all claims that the sample stands for; unsure answers count neither way."""

    claims: int
    covered: float
    """Share of the claims that lie in bands with an answer; below 1 the figure speaks of these alone."""
    right: int
    wrong: int
    unsure: int
    precision: float | None
    interval: tuple[float, float]
    """95 %: Wilson's score with the number of simple draws that would be as precise."""
    confidence: float | None
    """What the extractor's confidences promise for the same claims."""
    bands: tuple[BandEstimate, ...]

    def to_dict(self) -> dict[str, Any]:
        """As plain dictionaries, lists and numbers."""
        return {
            **asdict(self),
            "interval": list(self.interval),
            "bands": [asdict(band) for band in self.bands],
        }


def estimate(sample: Sample, answers: Mapping[str, str]) -> Estimate:
    """Weigh the answers (by claim: right, wrong or unsure) by how many claims each band stands for."""
    bands = tuple(_band(sample, number, answers) for number in range(len(sample.bands)))
    judged = [band for band in bands if band.precision is not None]
    total, covered = sum(band.claims for band in bands), sum(band.claims for band in judged)
    weights = [band.claims / covered for band in judged]
    precision = sum(w * (band.precision or 0.0) for w, band in zip(weights, judged, strict=True))
    confidence = sum(w * (band.confidence or 0.0) for w, band in zip(weights, judged, strict=True))
    return Estimate(
        claims=total,
        covered=round(covered / total, 3) if total else 0.0,
        right=sum(band.right for band in bands),
        wrong=sum(band.wrong for band in bands),
        unsure=sum(band.unsure for band in bands),
        precision=round(precision, 3) if judged else None,
        interval=_interval(precision, weights, judged),
        confidence=round(confidence, 3) if judged else None,
        bands=bands,
    )


def _band(sample: Sample, number: int, answers: Mapping[str, str]) -> BandEstimate:
    band = sample.bands[number]
    asked = [drawn for drawn in sample.drawn if drawn.band == number and drawn.id in answers]
    counts = Counter(answers[drawn.id] for drawn in asked)
    sure = [drawn.claim.confidence for drawn in asked if answers[drawn.id] != "unsure"]
    return BandEstimate(
        band=band.name,
        claims=band.claims,
        asked=len(asked),
        right=counts["right"],
        wrong=counts["wrong"],
        unsure=counts["unsure"],
        confidence=round(sum(sure) / len(sure), 3) if sure else None,
        precision=round(counts["right"] / len(sure), 3) if sure else None,
    )


def _interval(precision: float, weights: list[float], judged: list[BandEstimate]) -> tuple[float, float]:
    if not judged:
        return 0.0, 1.0
    variance = 0.0
    for weight, band in zip(weights, judged, strict=True):
        counted = band.right + band.wrong
        # Two answers of each kind more, so that a band where all were right does not count as certain.
        share = (band.right + 2) / (counted + 4)
        variance += weight**2 * share * (1 - share) / counted
    middle = sum(w * (b.right + 2) / (b.right + b.wrong + 4) for w, b in zip(weights, judged, strict=True))
    worth = min(middle * (1 - middle) / variance, float(sum(band.right + band.wrong for band in judged)))
    return wilson(precision * worth, worth)
