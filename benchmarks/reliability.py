"""Draws how far confidences can be believed, on papers that no part of the extractor has seen.

``python -m benchmarks.reliability`` reads the two development sets of ``../shared`` (``--shared``), runs the
extractor (``--extractor``), writes ``docs/reliability.svg`` (``--out``), and prints the same as a table.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from kg.evaluate.intervals import wilson
from kg.evaluate.outcomes import arrays, outcomes
from kg.evaluate.reliability import bins
from kg.evaluate.run import predict, read_lines
from kg.extract import Extractor, load

GOLD = ("gold/dev_listing.jsonl", "gold/dev_hf2026.jsonl")
BINS = 10
SIDE, LEFT, TOP, GAP, FOOT = 240, 48, 34, 64, 58
"""Of a panel: side, room to its left and above it, between panels, and below."""

Bin = dict[str, Any]


def panels(gold: Sequence[Path], extractor: Extractor) -> dict[str, list[Bin]]:
    """Bins of equal size of all stored claims, entities and links apart."""
    lines = [line for file in gold for line in read_lines(file, required=("id", "title", "entities"))]
    found = [
        outcomes(line, answer["stored"])
        for line, answer in zip(lines, predict(lines, extractor), strict=True)
    ]
    return {kind: bins(*arrays(getattr(one, kind) for one in found), BINS) for kind in ("entities", "links")}


def draw(shown: dict[str, list[Bin]]) -> str:
    """The picture: for each kind share right over confidence, each point with its 95 % interval."""
    width = LEFT + len(shown) * SIDE + (len(shown) - 1) * GAP + 16
    height = TOP + SIDE + FOOT
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" font-family="sans-serif" font-size="11" fill="#222">',
        "<title>Reliability: share of the claims that are right, over their confidence</title>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for number, (kind, points) in enumerate(shown.items()):
        out += _panel(LEFT + number * (SIDE + GAP), kind, points)
    return "\n".join((*out, "</svg>")) + "\n"


def _panel(x: int, kind: str, points: list[Bin]) -> Iterator[str]:
    bottom = TOP + SIDE
    claims = sum(point["claims"] for point in points)
    yield f'<text x="{x}" y="{TOP - 14}" font-size="13" font-weight="bold">{kind}, {claims:,} claims</text>'
    for tenth in range(0, 11, 2):
        at = round(tenth * SIDE / 10)
        yield f'<path d="M{x} {bottom - at}h{SIDE}M{x + at} {bottom}v-{SIDE}" stroke="#e4e4e4"/>'
        yield f'<text x="{x - 6}" y="{bottom - at + 4}" text-anchor="end">{tenth / 10:.1f}</text>'
        yield f'<text x="{x + at}" y="{bottom + 16}" text-anchor="middle">{tenth / 10:.1f}</text>'
    yield f'<path d="M{x} {bottom}l{SIDE} -{SIDE}" stroke="#888" stroke-dasharray="4 3"/>'
    yield f'<text x="{x + SIDE // 2}" y="{bottom + 36}" text-anchor="middle">confidence</text>'
    if x == LEFT:
        middle = TOP + SIDE // 2
        yield f'<text transform="translate(14 {middle})rotate(-90)" text-anchor="middle">share right</text>'
    for point in points:
        low, high = wilson(point["right"], point["claims"])
        across, share = x + round(point["confidence"] * SIDE), point["right"] / point["claims"]
        yield (
            f'<path d="M{across} {bottom - round(low * SIDE)}V{bottom - round(high * SIDE)}" '
            'stroke="#2b6cb0" stroke-opacity=".5" stroke-width="3"/>'
        )
        yield f'<circle cx="{across}" cy="{bottom - round(share * SIDE)}" r="4" fill="#2b6cb0"/>'


def table(shown: dict[str, list[Bin]]) -> str:
    """The same in Markdown."""
    lines = ["| | claims | confidence | right | 95 % interval |", "|---|---|---|---|---|"]
    for kind, points in shown.items():
        for point in points:
            low, high = wilson(point["right"], point["claims"])
            lines.append(
                f"| {kind} | {point['claims']} | {point['confidence']:.2f} "
                f"| {point['right'] / point['claims']:.2f} | {low:.2f}–{high:.2f} |"
            )
    return "\n".join(lines)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--extractor", default="spacy")
    parser.add_argument("--out", type=Path, default=Path("docs/reliability.svg"))
    given = parser.parse_args()
    shown = panels([given.shared / name for name in GOLD], load(given.extractor))
    given.out.write_text(draw(shown), encoding="utf-8")
    print(table(shown))


if __name__ == "__main__":
    main()
