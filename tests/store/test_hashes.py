"""A set of hashes answers as a set does, small or large."""

from __future__ import annotations

import random

import pytest

from kg.store import hashes
from kg.store.hashes import Hashes


@pytest.mark.parametrize("few", [0, 10_000])
def test_it_holds_what_was_added(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashes, "FEW", few)
    dice = random.Random(7)
    added = [dice.randrange(-(2**63), 2**63) for _ in range(500)]
    found = Hashes()
    found.add(added[:200])
    found.add(added[200:])
    asked = [*added, 0, 2**63 - 1, -(2**63)]
    assert list(found.holds(asked)) == [one in set(added) for one in asked]
    assert not any(Hashes().holds([1, 2]))
