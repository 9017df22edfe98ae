"""Pairs of entities: the two nearest mentions, and what is kept of a pair when groups are joined."""

from __future__ import annotations

import numpy as np

from kg.extract.analysis import _Known
from kg.extract.pairs import pair_up

WORDS = ["nets", "read", "maps", ".", "maps", "guide", "nets", ",", "nets", "and", "walks"]
MENTIONS = np.array([(0, 1, 0), (2, 3, 1), (4, 5, 1), (6, 7, 0), (8, 9, 0), (10, 11, 2)])


def test_a_pair_is_looked_at_where_its_mentions_are_nearest() -> None:
    pairs = pair_up(MENTIONS, WORDS, 3)
    nearest = dict(zip(map(tuple, pairs.ends.tolist()), pairs.mentions.tolist(), strict=True))
    assert nearest == {
        (0, 1): [3, 2], (0, 2): [4, 5], (1, 0): [2, 3], (1, 2): [2, 5], (2, 0): [5, 4], (2, 1): [5, 2],
    }  # fmt: skip
    assert pairs.facts[:, 3].tolist() == [1.0] * 6
    assert pairs.gaps.tolist() == [[5, 6], [9, 10], [5, 6], [5, 10], [9, 10], [5, 10]]


def test_pairs_of_groups_that_were_not_joined_are_not_asked_again() -> None:
    before = np.arange(12, dtype=np.float32).reshape(12, 1)  # four groups: rows (0, 1), (0, 2), … (3, 2)
    known = _Known(before, 4, [0, 1, 0, 2])  # the third one is joined with the first
    ends = pair_up(MENTIONS, WORDS, 3).ends
    chances, new = known.of(ends, 3)
    assert new.tolist() == [0, 1, 2, 4]
    assert chances[[3, 5], 0].tolist() == [5.0, 10.0]  # what was (1, 3) and (3, 1)
