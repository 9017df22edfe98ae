"""What a check found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from kg.vocab import curie

Severity = Literal["violation", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or unusual, about one node of one graph."""

    severity: Severity
    graph: str
    """IRI of the graph; empty for the default graph."""
    node: str
    """IRI of the node, or its written form where it is no IRI."""
    message: str
    value: str | None = None
    """The term at fault, where it is not the node itself."""

    def __str__(self) -> str:
        value = "" if self.value is None else f" ({curie(self.value)})"
        return f"{self.severity}: {curie(self.node)}: {self.message}{value}"

    def to_dict(self) -> dict[str, Any]:
        """The problem for JSON."""
        plain = {"severity": self.severity, "graph": self.graph, "node": self.node, "message": self.message}
        return plain if self.value is None else {**plain, "value": self.value}


@dataclass(frozen=True, slots=True)
class Report:
    """All that a check found, violations first."""

    problems: tuple[Problem, ...]
    """The first of them; the numbers below count all."""
    violations: int
    warnings: int
    papers: int
    graphs: int
    triples: int

    @property
    def ok(self) -> bool:
        """Whether there is no violation; warnings are allowed."""
        return self.violations == 0

    @property
    def left_out(self) -> int:
        """Problems that are counted but not listed."""
        return self.violations + self.warnings - len(self.problems)

    def to_dict(self) -> dict[str, Any]:
        """The report for JSON."""
        return {
            "ok": self.ok,
            "violations": self.violations,
            "warnings": self.warnings,
            "papers": self.papers,
            "graphs": self.graphs,
            "triples": self.triples,
            "left_out": self.left_out,
            "problems": [problem.to_dict() for problem in self.problems],
        }


class Collector:
    """Counts problems and keeps the first of each severity, so that memory stays bounded."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: dict[Severity, list[Problem]] = {"violation": [], "warning": []}
        self._counts: dict[Severity, int] = {"violation": 0, "warning": 0}
        self.papers = self.graphs = self.triples = 0

    def add(self, problems: Iterable[Problem]) -> None:
        """Count ``problems``; keep them while there is room."""
        for problem in problems:
            self._counts[problem.severity] += 1
            if len(self._kept[problem.severity]) < self._limit:
                self._kept[problem.severity].append(problem)

    def report(self) -> Report:
        """The result so far."""
        kept = self._kept["violation"] + self._kept["warning"]
        return Report(
            problems=tuple(kept[: self._limit]),
            violations=self._counts["violation"],
            warnings=self._counts["warning"],
            papers=self.papers,
            graphs=self.graphs,
            triples=self.triples,
        )
