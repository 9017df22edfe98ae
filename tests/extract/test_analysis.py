"""Texts too long, or with too many names, are read as far as is looked at; crossing readings stay apart."""

from __future__ import annotations

import numpy as np
import pytest

from kg.extract import load
from kg.extract.analysis import MOST_CANDIDATES, MOST_TOKENS, _merge
from kg.extract.grouping import Found
from kg.model import Paper

FILLER = "It is read once and then it is put back to where it was before. "
LONG = FILLER * 107


def read(abstract: str) -> list[str]:
    paper = Paper(id="long", title="FernNet", abstract=abstract)
    (found,) = load("spacy").extract([paper])
    return [entity.name for entity in found.entities]


@pytest.mark.parametrize(
    "tail",
    [
        "A BERT-based model helps.",
        "We prune ResNet-18/50 by zero-shot and few-shot learning.",
        "We use graph neural networks (GNNs) and GNNs.",
    ],
)
def test_what_follows_the_last_token_looked_at_changes_nothing(tail: str) -> None:
    begin = "FernNet learns image classification on MossSet. "
    assert len(LONG.split()) > MOST_TOKENS
    assert read(begin + LONG + tail) == read(begin + LONG)


@pytest.mark.parametrize("filled", range(MOST_TOKENS - 12, MOST_TOKENS + 2))
def test_a_text_may_be_cut_within_an_abbreviation_or_a_compound(filled: int) -> None:
    """Tokens before the phrase: it is cut at each of its places by one of them."""
    words = ["it"] * (filled - 2)
    read(" ".join([*words, "graph neural networks (GNNs), BERT-based, ResNet-18/50."]))


def test_more_names_than_are_looked_at_lose_only_the_last_ones() -> None:
    """Also where groups are joined, and an abbreviation is explained after so many names."""
    names = [f"Fern{chr(65 + n % 26)}{chr(97 + n // 26)}Net" for n in range(MOST_CANDIDATES + 30)]
    begin = (
        "We propose moss filtering. The moss filter reads rain. Our moss-based filtering approach, "
        "MossFilter, predicts rain. Rain prediction is hard; predicting rain needs maps. "
    )
    found = read(f"{begin}We compare {', '.join(names)}. We use graph neural networks (GNNs).")
    assert {names[0], names[50]} <= set(found)
    assert not {names[-1], "graph neural network"} & set(found)


def found(first: int, end: int, group: int, *, other: bool = False) -> Found:
    return Found(first, end, 0.9, group, None, other)


def same(*chances: tuple[int, int, float]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    table = np.zeros((3, 3), np.float32)
    for a, b, chance in chances:
        table[a, b] = table[b, a] = chance
    return table


def test_groups_that_are_likely_one_thing_are_joined() -> None:
    groups = [found(0, 2, 0), found(5, 7, 1), found(9, 10, 2)]
    assert _merge(groups, same((0, 1, 0.9)), 3) == [0, 0, 1]
    assert _merge(groups, same((0, 1, 0.9), (1, 2, 0.6)), 3) == [0, 0, 0]
    assert _merge(groups, same((0, 1, 0.4)), 3) is None


@pytest.mark.parametrize(("surer", "joined"), [(0.9, [0, 0, 1]), (0.6, [0, 1, 1])])
def test_two_readings_of_one_place_are_never_joined_by_a_third_name(surer: float, joined: list[int]) -> None:
    """The third goes with the likelier of the two."""
    groups = [found(0, 2, 0), found(5, 7, 1), found(1, 2, 2, other=True)]
    assert _merge(groups, same((0, 1, surer), (1, 2, 0.8)), 3) == joined
    assert _merge(groups, same((0, 2, 0.9)), 3) is None
