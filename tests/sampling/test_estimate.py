"""The estimate: weighted by what each band stands for, with an interval that covers."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from kg.model import Entity, Mention, Paper
from kg.sampling import Band, Drawn, Sample, estimate

PAPER = Paper(id="p", title="TileNet")


def sample_of(bands: Sequence[tuple[int, int]]) -> Sample:
    """Bands of (claims, drawn), every claim of which has the confidence .5."""
    entity = Entity("TileNet", "Method", "proposes", 0.5, (Mention(0, 7, "TileNet", 0, 7),))
    drawn = [
        Drawn(f"{number}/{i}", number, PAPER, "fixture/1", entity, (entity,))
        for number, (_, count) in enumerate(bands)
        for i in range(count)
    ]
    return Sample(tuple(Band(f"b{n}", *band) for n, band in enumerate(bands)), tuple(drawn))


def answers(*bands: Sequence[str]) -> dict[str, str]:
    return {f"{number}/{i}": answer for number, band in enumerate(bands) for i, answer in enumerate(band)}


def test_bands_weigh_what_they_stand_for() -> None:
    found = estimate(
        sample_of([(900, 4), (100, 4)]), answers(["right"] * 2 + ["wrong"] * 2, ["right"] * 3 + ["unsure"])
    )
    assert found.precision == 0.55
    assert (found.right, found.wrong, found.unsure, found.claims, found.covered) == (5, 2, 1, 1000, 1.0)
    assert found.bands[1].precision == 1.0
    assert found.interval[0] < 0.55 < found.interval[1]
    assert found.confidence == 0.5


def test_without_answers_nothing_is_known() -> None:
    found = estimate(sample_of([(900, 4)]), {"other": "right"})
    assert (found.precision, found.interval, found.covered) == (None, (0.0, 1.0), 0.0)
    assert estimate(sample_of([(900, 4)]), answers(["unsure"])).precision is None


def test_bands_without_an_answer_are_told() -> None:
    found = estimate(sample_of([(750, 4), (250, 4)]), answers(["right"]))
    assert (found.precision, found.covered) == (1.0, 0.75)


@pytest.mark.parametrize("shares", [(0.5, 0.7, 0.9), (0.9, 0.95, 0.99), (0.2, 0.5, 0.8)])
def test_the_interval_covers_the_truth(shares: tuple[float, ...]) -> None:
    claims, drawn = (3000, 5000, 2000), (20, 20, 20)
    truth = sum(n * p for n, p in zip(claims, shares, strict=True)) / sum(claims)
    sample, rng, covered = sample_of(list(zip(claims, drawn, strict=True))), random.Random(1), 0
    for _ in range(400):
        given = [
            ["right" if rng.random() < p else "wrong" for _ in range(n)]
            for p, n in zip(shares, drawn, strict=True)
        ]
        low, high = estimate(sample, answers(*given)).interval
        covered += low <= truth <= high
    assert covered >= 0.93 * 400
