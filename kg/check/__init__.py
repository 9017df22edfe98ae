"""Whether a store is what vocabulary and shapes say (`check`), and whether it is whole (`verify`)."""

from __future__ import annotations

from kg.check.report import Problem, Report
from kg.check.run import check, check_shipped
from kg.check.verify import Finding, Verification, verify

__all__ = ["Finding", "Problem", "Report", "Verification", "check", "check_shipped", "verify"]
