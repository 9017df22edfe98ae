"""How often a name is rightly linked to a concept of the background, against annotated pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg.evaluate.lines import check_name
from kg.evaluate.matching import Json
from kg.evaluate.names import PairScores, entity_of, pair_scores
from kg.evaluate.run import read_lines
from kg.mapping import taxonomy
from kg.mapping.background import entity_matches
from kg.model import BackgroundMatch, Extraction
from kg.resolve import derive
from kg.resolve.forms import glued_form

RIGHT = frozenset({"exact", "close"})


def evaluate_background(gold: Path) -> PairScores:
    """Score the decisions "exact or close" that a store makes of each name and its candidate.

    Each line holds ``label``, ``name``, ``aliases``, ``type``, ``paper``, ``title``, ``context`` and
    ``candidate``, a label of the concept.
    """
    verdicts: Counter[tuple[str, bool, bool]] = Counter()
    needed = ("label", "name", "candidate")
    for row in read_lines(gold, required=needed, check=_check_candidate):
        found = linked(row, row["candidate"])
        rule = f"{found.kind}: {found.rule}" if found else "no match"
        verdicts[rule, found is not None and found.kind in RIGHT, row["label"] in RIGHT] += 1
    return pair_scores(verdicts)


def _check_candidate(row: Json) -> None:
    check_name(row, "the name")
    if not isinstance(row["candidate"], str):
        raise ValueError("'candidate' is no text")


def linked(row: Mapping[str, Any], candidate: str) -> BackgroundMatch | None:
    """The match that a store of its paper makes between a name and the concept called ``candidate``."""
    read = [Extraction(str(row["paper"]), "gold", "1", (entity_of(row),))]
    (entity,) = derive(read).entities
    form = glued_form(candidate)
    concepts = taxonomy().concepts
    fitting = [
        match for match in entity_matches(entity) if form in map(glued_form, concepts[match.concept].labels)
    ]
    return min(fitting, key=lambda match: -match.score, default=None)
