from __future__ import annotations

import pytest

from kg.evaluate.matching import EXACT, forms, match, norm, similarity


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("The Graph-Networks", "graph network"),
        ("decision boundaries", "decision boundary"),
        ("$\\epsilon$-greedy policies", "ε greedy policy"),
        ("CIFAR-10/100", "cifar 10 100"),
        ("loss", "loss"),
        ("batches", "batch"),
    ],
)
def test_norm(name: str, form: str) -> None:
    assert norm(name) == form


def test_similarity() -> None:
    assert similarity(frozenset({"data set"}), frozenset({"dataset"})) == EXACT
    assert similarity(frozenset({"deep moss net"}), frozenset({"moss net"})) == pytest.approx(2 / 3)
    assert similarity(frozenset({"moss"}), frozenset({"fern"})) == 0.0


def test_only_the_first_aliases_count() -> None:
    entity = {"name": "a1", "aliases": ["b1", "c1", "d1", "e1"]}
    assert forms(entity, limit=4) == {"a1", "b1", "c1", "d1"}


def test_each_entity_is_matched_once_exact_first() -> None:
    kind = {"type": "Method", "relation": "uses"}
    gold = [{"name": "moss net", **kind}, {"name": "deep moss net", **kind}]
    found = [{"name": "deep moss net", **kind}, {"name": "the moss nets", **kind}]
    assert sorted(match(gold, found)) == [(0, 1, EXACT), (1, 0, EXACT)]
