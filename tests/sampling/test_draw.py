"""Drawing claims: reproducible, by bands, with all that a question shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import NotFound, UsageError
from kg.model import Link
from kg.sampling import Drawn, Sample, draw
from kg.sampling.draw import allocate
from kg.sampling.words import CLOSE, OPEN, claim_in_words, marked_sentence
from kg.store.snapshot import Snapshot
from tests.fixture import THRESHOLD, fixture_pairs
from tests.stores import publish_fixture


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    store: Path = publish_fixture(tmp_path_factory.mktemp("sampling") / "store")
    with Snapshot.open(store) as opened:
        yield opened


def key(drawn: Drawn) -> tuple[str, str, str, str]:
    claim = drawn.claim
    if isinstance(claim, Link):
        return drawn.paper.id, claim.subject, claim.predicate, claim.object
    return drawn.paper.id, "", claim.relation, claim.name


def claims(least: float) -> set[tuple[str, str, str, str]]:
    found: set[tuple[str, str, str, str]] = set()
    for paper, extraction in fixture_pairs():
        found |= {(paper.id, "", e.relation, e.name) for e in extraction.entities if e.confidence >= least}
        found |= {
            (paper.id, k.subject, k.predicate, k.object) for k in extraction.links if k.confidence >= least
        }
    return found


def test_a_number_beyond_all_draws_every_claim_once(snapshot: Snapshot) -> None:
    sample = draw(snapshot, 100_000)
    assert {key(drawn) for drawn in sample.drawn} == claims(THRESHOLD)
    assert len(sample.drawn) == len(claims(THRESHOLD)) == sum(band.claims for band in sample.bands)
    every = draw(snapshot, 100_000, min_confidence=0.0)
    assert {key(drawn) for drawn in every.drawn} == claims(0.0)


def test_the_same_seed_draws_the_same_and_a_larger_sample_holds_it(snapshot: Snapshot) -> None:
    def ids(sample: Sample) -> list[str]:
        return [drawn.id for drawn in sample.drawn]

    assert ids(draw(snapshot, 20, seed=3)) == ids(draw(snapshot, 20, seed=3))
    assert ids(draw(snapshot, 20, seed=3)) != ids(draw(snapshot, 20, seed=4))
    assert set(ids(draw(snapshot, 20, seed=3))) <= set(ids(draw(snapshot, 60, seed=3)))


def test_bands_tell_what_they_stand_for(snapshot: Snapshot) -> None:
    sample = draw(snapshot, 20)
    assert sum(band.drawn for band in sample.bands) == 20
    for number, band in enumerate(sample.bands):
        assert band.drawn == sum(drawn.band == number for drawn in sample.drawn)
    assert [band.name for band in sample.bands] == ["0.50–0.59", "0.60–0.79", "0.80–1.00"]
    assert all(band.claims for band in draw(snapshot, 20, min_confidence=0.9).bands)


def test_relations_leave_out_all_others(snapshot: Snapshot) -> None:
    sample = draw(snapshot, 100, relations=["comparesWith", "isA"])
    assert {key(drawn)[2] for drawn in sample.drawn} == {"comparesWith", "isA"}
    with pytest.raises(UsageError, match="no relation is called 'likes'; there are: proposes, "):
        draw(snapshot, 5, relations=["likes"])
    with pytest.raises(NotFound, match=r"no claim of this store has a confidence of 1\.00 or more"):
        draw(snapshot, 5, min_confidence=1.0, relations=["isA"])


def test_every_claim_has_words_and_a_marked_sentence(snapshot: Snapshot) -> None:
    for drawn in draw(snapshot, 100_000, min_confidence=0.0).drawn:
        marked = marked_sentence(drawn)
        start, end = drawn.sentence
        assert marked.replace(OPEN, "").replace(CLOSE, "") == drawn.paper.text[start:end]
        assert marked.count(OPEN) == marked.count(CLOSE)
        if not isinstance(drawn.claim, Link):
            assert OPEN in marked
            assert claim_in_words(drawn).startswith("The paper ")


def test_words(snapshot: Snapshot) -> None:
    told = {claim_in_words(drawn) for drawn in draw(snapshot, 100_000, min_confidence=0.0).drawn}
    assert "The paper proposes TileNet (Method)" in told
    assert "TileNet is used for object detection" in told
    assert any(words.endswith("; context: negated") for words in told)


@pytest.mark.parametrize(
    ("sizes", "number", "shares"),
    [
        ([1000, 1000, 1000, 1000], 40, [10, 10, 10, 10]),
        ([0, 900, 0, 100], 20, [0, 14, 0, 6]),
        ([1, 0, 0, 999], 20, [1, 0, 0, 19]),
        ([2, 1, 0, 0], 20, [2, 1, 0, 0]),
        ([5, 5, 5, 5], 2, [0, 0, 1, 1]),
    ],
)
def test_allocate(sizes: list[int], number: int, shares: list[int]) -> None:
    assert allocate(sizes, number) == shares
