"""The last stage, whatever network came before it: lexicon and decisions of a folder of weights."""

from __future__ import annotations

import json
from pathlib import Path

from training.annotations import read_annotated, read_mini_papers
from training.decide import decide
from training.papers import read_gold, split
from training.prepare import lexicon
from training.sketches import draw
from training.stages import CUTS, SKETCHES


def finish(shared: Path, out: Path, *, version: str, further: bool) -> None:
    """Write them; prints the figures. ``further``: of the further annotated and the mini papers too."""
    seen, held_out = split(read_gold(shared))
    annotated, mini = (read_annotated(shared), read_mini_papers()) if further else ([], [])
    lexicon(seen + annotated, out)
    drawn = draw(seen, sketches=SKETCHES, cuts=CUTS, seed=12)
    counted = [*seen, *annotated, *drawn[SKETCHES:]]  # what is cut from a paper is counted with it
    figures = decide(held_out, out, version=version, counted=counted, more=[*mini, *drawn[:SKETCHES]])
    print(json.dumps(figures, indent=1))
