"""A small picture around an entity: what leads to it on the left, where it leads on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.index import EntityRow, Neighbour
from kg.page import short
from kg.words import SAID

WIDTH, STEP, MARGIN = 760, 40, 22
SIDE = 7
"""Neighbours on each side."""
_LEFT, _RIGHT, _CORE = 250, 510, 62


@dataclass(frozen=True, slots=True)
class Spoke:
    """A neighbour: its line from the middle, and its words."""

    slug: str
    label: str
    kind: str
    note: str
    x: int
    y: int
    curve: str
    """Of the line, as SVG writes it."""
    anchor: str


@dataclass(frozen=True, slots=True)
class Ego:
    """The picture; integers only, so that the same neighbours give the same bytes."""

    width: int
    height: int
    middle: int
    lines: tuple[str, ...]
    """The entity's label in at most three lines."""
    kind: str
    spokes: tuple[Spoke, ...]


def ego(entity: EntityRow, rows: Sequence[Neighbour]) -> Ego:
    """The picture of ``entity`` and the best supported of ``rows``."""
    best = sorted(rows, key=lambda row: (-row.support, -row.confidence, row.relation, row.id))
    left = [row for row in best if row.direction == "in"][:SIDE]
    right = [row for row in best if row.direction != "in"][:SIDE]
    height = 2 * MARGIN + STEP * max(len(left), len(right), 2)
    spokes = [*_side(left, height, leads_in=True), *_side(right, height, leads_in=False)]
    kind = entity.types[0][0] if entity.types else "Concept"
    return Ego(WIDTH, height, height // 2, _lines(entity.label), kind, tuple(spokes))


def _side(rows: Sequence[Neighbour], height: int, *, leads_in: bool) -> list[Spoke]:
    top = (height - STEP * (len(rows) - 1)) // 2
    middle, end = height // 2, WIDTH // 2
    spokes = []
    for number, row in enumerate(rows):
        y = top + STEP * number
        x, near = (_LEFT, end - _CORE) if leads_in else (_RIGHT, end + _CORE)
        half = (x + near) // 2
        spokes.append(
            Spoke(
                slug=row.id,
                label=short(row.label, 30),
                kind=row.types[0] if row.types and row.types[0] else "Concept",
                note=_note(row, leads_in=leads_in),
                x=x + (-12 if leads_in else 12),
                y=y,
                curve=f"M{x} {y}C{half} {y} {half} {middle} {near} {middle}",
                anchor="end" if leads_in else "start",
            )
        )
    return spokes


def _note(row: Neighbour, *, leads_in: bool) -> str:
    said = f"{SAID[row.relation]} it" if leads_in else SAID[row.relation]
    return f"{said} · {row.support:,} {'paper' if row.support == 1 else 'papers'}"


def _lines(label: str) -> tuple[str, ...]:
    """A label in at most three lines of about 15 characters."""
    lines = [""]
    for word in short(label, 42).split():
        if lines[-1] and len(lines[-1]) + len(word) > 15 and len(lines) < 3:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return tuple(short(line, 18) for line in lines)
