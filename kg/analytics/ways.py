"""The shortest way between two nodes, asked of the index step by step: the whole graph is never read.

From both ends, the smaller side first; of equally short ways the one whose confidences multiply highest, as
`kg.analytics.paths` finds it over the whole graph.
"""

from __future__ import annotations

from math import log
from typing import NamedTuple

from kg.analytics.paths import Step
from kg.errors import NotFound
from kg.index import Index


class _Tie(NamedTuple):
    other: str
    relation: str
    forward: bool
    confidence: int
    papers: str


class _Reached(NamedTuple):
    sure: float
    """Sum of the logarithms of the confidences on the way."""
    before: str
    tie: _Tie | None


def short_path(index: Index, start: str, end: str) -> tuple[Step, ...]:
    """The way from ``start`` to ``end`` (``name/SLUG``, ``paper/ID``); empty where they are one.

    Raises `NotFound` for a node that is not there, or where no way leads.
    """
    for node in (start, end):
        if _label(index, node) is None:
            raise NotFound(f"no node {node[:80]!r} in this graph")
    if start == end:
        return ()
    near = _Near(index)
    sides = {start: _Reached(0.0, "", None)}, {end: _Reached(0.0, "", None)}
    fronts = [[start], [end]]
    while all(fronts):
        side = 0 if near.breadth(fronts[0]) <= near.breadth(fronts[1]) else 1
        fronts[side] = near.widen(sides[side], fronts[side])
        meeting = [node for node in fronts[side] if node in sides[1 - side]]
        if meeting:
            best = min(meeting, key=lambda n: (-round(sides[0][n].sure + sides[1][n].sure, 9), n))
            return _steps(index, *sides, best)
    names = _label(index, start), _label(index, end)
    raise NotFound(f"no way leads from {names[0]!r} to {names[1]!r} in this graph")


class _Near:
    """Neighbours from the index, of parallel triples the surest; each node is asked for once."""

    def __init__(self, index: Index) -> None:
        self._scans = index.scans()
        self._known: dict[str, list[_Tie]] = {}

    def of(self, node: str) -> list[_Tie]:
        if node not in self._known:
            best: dict[str, _Tie] = {}
            for row in self._scans.near(node):
                tie = _Tie(*row)
                kept = best.get(tie.other)
                if kept is None or tie.confidence > kept.confidence:
                    best[tie.other] = tie
            best.pop(node, None)
            self._known[node] = [best[other] for other in sorted(best)]
        return self._known[node]

    def breadth(self, front: list[str]) -> int:
        """How many ties the next step has to look at."""
        return sum(len(self.of(node)) for node in front)

    def widen(self, reached: dict[str, _Reached], front: list[str]) -> list[str]:
        """The nodes one step further, each reached in the surest way."""
        found: dict[str, _Reached] = {}
        for node in front:
            for tie in self.of(node):
                if tie.other in reached:
                    continue
                sure = reached[node].sure + log(max(tie.confidence, 1) / 100)
                known = found.get(tie.other)
                if known is None or sure > known.sure:
                    found[tie.other] = _Reached(sure, node, tie)
        reached.update(found)
        return sorted(found)


def _steps(
    index: Index, ahead: dict[str, _Reached], back: dict[str, _Reached], middle: str
) -> tuple[Step, ...]:
    way: list[tuple[str, str, _Tie]] = []
    at = middle
    while (tie := ahead[at].tie) is not None:
        way.append((ahead[at].before, at, tie))
        at = ahead[at].before
    way.reverse()
    at = middle
    while (tie := back[at].tie) is not None:
        # Found from the other end: the triple is seen the other way round.
        way.append((at, back[at].before, tie._replace(forward=not tie.forward)))
        at = back[at].before
    return tuple(_step(index, *part) for part in way)


def _step(index: Index, source: str, target: str, tie: _Tie) -> Step:
    return Step(
        source=source,
        source_label=_label(index, source) or source,
        relation=tie.relation,
        forward=tie.forward,
        target=target,
        target_label=_label(index, target) or target,
        confidence=tie.confidence / 100,
        papers=tuple(tie.papers.split(" ")),
    )


def _label(index: Index, node: str) -> str | None:
    return index.label(*node.split("/", 1))
