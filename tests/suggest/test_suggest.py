"""What is suggested, in which order, and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import ledger
from kg.build.deciding import decide, record
from kg.build.drafts import of_names, split
from kg.model import Comparison
from kg.store.snapshot import Snapshot
from kg.suggest import Material, Suggestion, suggest
from kg.suggest.candidates import initials, spellings
from kg.suggest.suggest import _doubt
from tests.suggest.stores import published


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return published(tmp_path / "s")


def found(store: Path) -> list[Suggestion]:
    with Snapshot.open(store) as snapshot:
        return suggest(Material(snapshot), ledger.read(store))


def told(suggestions: list[Suggestion]) -> list[tuple[str, str, str, int]]:
    return [(s.kind, s.one.label, s.other.label, s.papers) for s in suggestions]


def test_what_looks_alike_or_has_the_initials(store: Path) -> None:
    first, second, *others = suggestions = found(store)
    assert told(suggestions) == [
        ("merge", "deep radio network", "DRN", 2),
        ("merge", "visual content", "visual context", 2),
        ("merge", "self-supervised learning", "SSL", 2),
        ("merge", "semi-supervised learning", "SSL", 2),
    ]
    assert {s.why for s in others} == {"initials, of 2 such names"}
    assert (first.why, first.doubt, first.usefulness) == ("initials", 0.6, 1.2)
    assert (second.why, second.signals) == ("spelling 93 % alike", (("similarity", 92.9),))


def test_what_people_decided_is_suggested_no_more(store: Path) -> None:
    with Snapshot.open(store) as snapshot:
        merge = of_names(snapshot, "merge", ["DRN", "deep radio network"])
        apart = of_names(snapshot, "different", ["visual content", "visual context"])
    record(store, [merge], author="Ada", reason="why")
    assert told(found(store))[0] == ("merge", "visual content", "visual context", 2)
    decide(store, [apart], author="Ada", reason="why")
    assert {s.other.label for s in found(store)} == {"SSL"}


def test_each_name_comes_with_sentences(store: Path) -> None:
    with Snapshot.open(store) as snapshot:
        first, second = Material(snapshot).uses("drn")
    assert (first.paper, second.paper) == ("2401.00002", "2401.00004")
    assert first.sentence == "We use visual context, semi-supervised learning, SSL, DRN."


def test_a_sense_comes_with_the_sentences_of_its_own_papers(tmp_path: Path) -> None:
    store = published(tmp_path / "s", {(4, "DRN"): "deep residual network"})
    with Snapshot.open(store) as snapshot:
        material = Material(snapshot)
        assert [use.paper for use in material.uses("drn~deep-residual-network")] == ["2401.00004"]
        decided = split(snapshot, "SSL", ["2401.00003"], "solid state lidar")
    decide(store, [decided], author="Ada", reason="why")
    with Snapshot.open(store) as snapshot:
        material = Material(snapshot)
        assert [use.paper for use in material.uses("ssl~solid-state-lidar")] == ["2401.00003"]
        assert [use.paper for use in material.uses("ssl", most=9)] == [
            "2401.00001",
            "2401.00002",
            "2401.00004",
        ]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("visual content", "visual context", True),
        ("prediction accuracy", "predictive accuracy", True),
        ("prediction accuracy", "predicted accuracies", False),
        ("self-supervised learning", "semi-supervised learning", False),
        ("dataset distilation", "dataset distillation", True),
        ("supervised learning", "unsupervised learning", False),
        ("homogeneous graph", "heterogeneous graph", False),
        ("Qwen2 model family", "Qwen3 model family", False),
        ("short", "shorts", False),
        ("model of a cat", "model of a bat", False),
    ],
)
def test_spellings(one: str, other: str, alike: bool) -> None:
    pairs = [pair for pair, _ in spellings({"a": one, "b": other}, ["a"])]
    assert pairs == ([("a", "b")] if alike else [])


def test_initials_offer_the_most_used_of_many() -> None:
    labels = {"short": "SDN", **{str(n): f"s{n}x d{n}x network" for n in range(5)}}
    pairs = list(initials(labels, {"short": 3, **{str(n): n for n in range(5)}}))
    assert pairs == [(("4", "short"), 5), (("3", "short"), 5), (("2", "short"), 5)]


@pytest.mark.parametrize(
    ("same", "signals", "doubt"),
    [
        (False, {"share of explanations": 0.55}, 0.55),
        (True, {"share of explanations": 0.9}, 0.2),
        (True, {"long forms": 91.0}, 0.9),
        (False, {"long forms": 75.0}, 0.5),
        (False, {"similarity": 90.0}, 0.5),
        (False, {"similarity": 90.0, "numbers differ": 1.0}, 0.0),
        (True, {"one spelling": 1.0, "similarity": 90.0}, 0.0),
    ],
)
def test_doubt(same: bool, signals: dict[str, float], doubt: float) -> None:
    assert _doubt(Comparison("a", "b", same, "rule", tuple(signals.items())))[0] == doubt
