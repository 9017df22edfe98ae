"""The nearest papers over arrays, against a plain computation; and themes of more papers than a few."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from kg.analytics import communities, read_stated
from kg.analytics.alike import STEPS, features_of, nearest_pairs, ranges
from kg.analytics.stated import Stated, stated_of
from kg.store.snapshot import Snapshot
from tests.analytics.conftest import corpus, empty
from tests.stores import publish_fixture


def fields(of: int, each: int) -> Stated:
    """Papers of ``of`` fields, ``each`` many: five names of their field's ten, and one that all have."""
    count, names = of * each, [f"field{f} thing{n}" for f in range(of) for n in range(10)]
    dice, paper, name = random.Random(3), [], []
    for number in range(count):
        own = sorted(10 * (number % of) + n for n in dice.sample(range(10), 5))
        name += [*own, len(names)]
        paper += [number] * 6
    labels = (*names, "everything")
    return Stated(
        papers=tuple(f"p{n:05}" for n in range(count)),
        titles=tuple(f"Paper {n}" for n in range(count)),
        slugs=tuple(label.replace(" ", "-") for label in labels),
        labels=labels,
        kinds=("Method",) * len(labels),
        paper=np.array(paper, dtype=np.int64),
        name=np.array(name, dtype=np.int64),
        telling=np.ones(len(paper), dtype=bool),
    )


def test_the_index_states_what_the_corpus_does(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    with Snapshot.open(publish_fixture(tmp_path / "store")) as snapshot:
        read = read_stated(snapshot.index, lambda *step: told.append(step))
    plain = stated_of(corpus())
    assert read[:5] == plain[:5]
    for one, two in ((read.paper, plain.paper), (read.name, plain.name), (read.telling, plain.telling)):
        assert np.array_equal(one, two)
    assert communities(read) == communities(corpus())
    assert told[-1] == ("reading the graph", len(plain.papers) - 1, len(plain.papers))


def test_nearest_are_those_of_a_plain_product() -> None:
    stated = stated_of(corpus())
    count = len(stated.papers)
    features = features_of(stated)
    pairs, likeness = nearest_pairs(features, count, nearest=count, asked=1000)
    dense = np.zeros((count, int(features.feature.max()) + 1))
    dense[features.paper, features.feature] = features.weight
    whole = dense @ dense.T
    assert np.diag(whole) == pytest.approx(1.0)
    assert {(a, b) for a, b in pairs.tolist()} == set(zip(*np.triu(whole > 1e-6, 1).nonzero(), strict=True))
    assert likeness == pytest.approx(whole[pairs[:, 0], pairs[:, 1]], abs=100 / STEPS)


def test_what_nearly_all_have_brings_nobody_near() -> None:
    stated = fields(3, 20)
    pairs, _ = nearest_pairs(features_of(stated), 60, common=30)
    assert len(pairs) > 60
    assert all(a % 3 == b % 3 for a, b in pairs.tolist())


def test_themes_settle_where_there_are_many_papers() -> None:
    stated = fields(5, 130)
    told: list[tuple[str, int, int]] = []
    found = communities(stated, watch=lambda *step: told.append(step))
    assert sum(len(group.papers) for group in found) == 5 * 130
    assert len(found) < 20
    assert all(len({int(paper[1:]) % 5 for paper in group.papers}) == 1 for group in found)
    assert all(group.name.startswith("field") for group in found)
    assert communities(stated) == found
    assert list(dict.fromkeys(what for what, _, _ in told)) == [
        "weighing names",
        "looking for the nearest papers",
        "grouping",
        "settling themes",
        "naming themes",
    ]


def test_ranges() -> None:
    first, lengths = np.array([5, 0, 9]), np.array([2, 0, 3])
    assert ranges(first, lengths).tolist() == [5, 6, 9, 10, 11]
    assert ranges(first[:0], lengths[:0]).tolist() == []


def test_an_empty_graph_has_no_themes() -> None:
    assert communities(stated_of(empty())) == ()
