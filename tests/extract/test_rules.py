"""What rules set over the committees: relations that a sentence denies, names of the paper's own making."""

from __future__ import annotations

import numpy as np
import pytest

from kg.extract.features import Candidate
from kg.extract.rules import is_made, relation_of
from kg.model import RELATIONS, Context


def candidate(*contexts: Context | None, beaten: bool = False) -> Candidate:
    count = len(contexts)
    return Candidate(
        [(0, 4)] * count,
        [(0, 9)] * count,
        ["Moss"] * count,
        [0.5] * count,
        None,
        [*contexts],
        beaten,
        [0] * count,
    )


def chances(relation: str, chance: float = 0.9) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    out = np.full(len(RELATIONS), (1.0 - chance) / (len(RELATIONS) - 1), dtype=np.float32)
    out[RELATIONS.index(relation)] = chance
    return out


@pytest.mark.parametrize(
    ("found", "relation", "told", "context"),
    [
        (candidate(None), "uses", "uses", None),
        (candidate("negated"), "uses", "discusses", "negated"),
        (candidate("negated", None), "uses", "uses", None),
        (candidate("hypothetical"), "evaluatesOn", "discusses", "hypothetical"),
        (candidate("hypothetical"), "addresses", "addresses", None),
        (candidate("rival"), "uses", "discusses", "rival"),
        (candidate("rival"), "proposes", "proposes", None),
        (candidate("rival", beaten=True), "uses", "comparesWith", "rival"),
        (candidate(None, beaten=True), "uses", "comparesWith", None),
        (candidate("background"), "uses", "uses", None),
        (candidate("background"), "discusses", "discusses", "background"),
    ],
)
def test_relation(found: Candidate, relation: str, told: str, context: str | None) -> None:
    best, chance, why = relation_of(found, chances(relation))
    assert (RELATIONS[best], why) == (told, context)
    assert 0.0 < chance <= 1.0


def test_doubtful_use_in_the_background_is_none() -> None:
    best, _, why = relation_of(candidate("background"), chances("uses", 0.5))
    assert (RELATIONS[best], why) == ("discusses", "background")


@pytest.mark.parametrize(
    ("text", "name", "coined", "made"),
    [
        ("TideNet predicts tides.", "TideNet", True, True),
        ("TideNet predicts tides.", "TideNet", False, False),
        ("We train our forecaster TideNet.", "TideNet", True, True),
        ("We compare with TideNet.", "TideNet", True, False),
        ("Tides come and go.", "Tides", True, False),
    ],
)
def test_names_of_the_papers_own_making(text: str, name: str, coined: bool, made: bool) -> None:
    start = text.index(name)
    found = candidate(None)
    found.spans, found.sentences, found.forms = [(start, start + len(name))], [(0, len(text))], [name]
    found.coined = coined
    assert is_made(found, text) is made
