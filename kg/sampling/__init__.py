"""How much of one's own graph is right: claims drawn, judged by a person, precision with an interval."""

from __future__ import annotations

from kg.sampling.answers import ANSWERS, Answer, Answers
from kg.sampling.draw import Band, Drawn, Sample, draw
from kg.sampling.estimate import Estimate, estimate

__all__ = ["ANSWERS", "Answer", "Answers", "Band", "Drawn", "Estimate", "Sample", "draw", "estimate"]
