"""Whether a store is what the vocabulary and its shapes say: SHACL, and what SHACL can not see."""

from __future__ import annotations

from kg.check.report import Problem, Report
from kg.check.run import check, check_shipped

__all__ = ["Problem", "Report", "check", "check_shipped"]
