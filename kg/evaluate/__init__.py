"""How good an extraction is: the measures of the gold files' scorer, with intervals."""

from __future__ import annotations

from kg.evaluate.run import claims, evaluate_file, predict
from kg.evaluate.scores import Prf, Scores, evaluate

__all__ = ["Prf", "Scores", "claims", "evaluate", "evaluate_file", "predict"]
