"""What was found wrongly is shown to the network as no entity, and word vectors learn only where asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is needed to train, not to run or test the package")

import torch

from kg.extract.tokens import Words
from training.batch import FEW, Batcher
from training.fit import fit
from training.model import Network, Shape
from training.onward import go_onward, to_share, wrong_of
from training.papers import Annotated
from training.project import project
from training.stages import load_network, train, train_twice

SMALL = Shape(width=32, hidden=32, blocks="c1 a", heads=1, static=8, dropout=0.1)
TEXT = "Moss filters read the GridBank archive, and moss filters are quick to see OldMail."
NAMES = ("GridBank", "OldMail")
PAPER = Annotated(
    "1", "Moss", TEXT, [{"name": name, "type": "Dataset", "relation": "evaluatesOn"} for name in NAMES]
)
WORDS = Words()
WRONG = np.array([[2, 4, 0], [10, 12, 0], [7, 8, 1]])
EXAMPLE = replace(project(PAPER, WORDS, 0), wrong=WRONG)


def candidate(*spans: tuple[int, int]) -> Any:
    return SimpleNamespace(spans=list(spans))


def test_wrong_candidates_are_told_as_tokens_a_group_each() -> None:
    offsets = WORDS.read(PAPER.text).offsets
    bounds = [(int(offsets[first][0]), int(offsets[end - 1][1])) for first, end, _ in WRONG]
    at = PAPER.text.index("GridBank")
    right = candidate((at, at + len("GridBank")))
    analysis = SimpleNamespace(candidates=[candidate(*bounds[:2]), right, candidate(bounds[2])])
    seen: Any = SimpleNamespace(analysis=analysis, exact=np.array([False, True, False]))
    assert wrong_of(seen, offsets).tolist() == WRONG.tolist()
    assert [PAPER.text[a:b] for a, b in bounds] == ["Moss filters", "moss filters", "archive"]


def test_a_batch_has_each_wrong_group_once_and_a_few_random_spans() -> None:
    batch = Batcher({}).make([EXAMPLE], np.random.default_rng(1))
    real = int(batch.keep.sum())
    assert real == len(NAMES)
    spans = batch.where[:, 1:].tolist()
    owners = batch.owner.tolist()
    assert [spans[i] for i, owner in enumerate(owners) if owner == len(batch.keep) - 2] == [[2, 4], [10, 12]]
    assert [spans[i] for i, owner in enumerate(owners) if owner == len(batch.keep) - 1] == [[7, 8]]
    assert len(batch.keep) - real - 2 <= FEW


def test_a_batch_to_measure_by_has_the_entities_only() -> None:
    assert Batcher({}).make([EXAMPLE], None).keep.tolist() == [1.0, 1.0]


@pytest.mark.parametrize("learned", [False, True])
def test_word_vectors_change_only_where_they_are_learned(learned: bool, tmp_path: Any) -> None:
    torch.manual_seed(1)
    table = torch.randn(4, SMALL.static)
    network = Network(SMALL, table)
    network.vectors.requires_grad_(learned)
    known = {word: 1 + number % 3 for number, word in enumerate(sorted(set(EXAMPLE.words)))}
    fitted = fit(
        network,
        Batcher(known),
        [EXAMPLE] * 12,
        epochs=2,
        checkpoint=tmp_path / "one.checkpoint",
        resume=False,
    )
    assert torch.equal(fitted.vectors, table) is not learned


@pytest.mark.parametrize("parts", [1, 3])
def test_each_share_has_what_is_in_each_and_its_own_part_of_the_rest(parts: int) -> None:
    data = to_share(["a", "b"], ["1", "2", "3", "4"], parts)
    shares = [data[part::parts] for part in range(parts)]
    assert all(share[:2] == ["a", "b"] for share in shares)
    assert sorted(item for share in shares for item in share[2:]) == ["1", "2", "3", "4"]


def test_onward_is_refused_without_the_student_before_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"student8.pt: run training.larger first"):
        go_onward(tmp_path, tmp_path, resume=False)


def test_a_network_that_goes_on_has_the_vectors_of_the_words_told(tmp_path: Path) -> None:
    before, now = torch.zeros(3, SMALL.static), torch.ones(5, SMALL.static)
    torch.save(Network(SMALL, before).state_dict(), tmp_path / "start.pt")
    went_on = train(
        tmp_path, "end", SMALL,
        data=([EXAMPLE], [EXAMPLE]), words=({}, now), features=None, epochs=1, resume=False,
        start=tmp_path / "start.pt",
    )  # fmt: skip
    assert torch.equal(went_on.vectors, now)


def test_two_goings_on_are_averaged(tmp_path: Path) -> None:
    table = torch.ones(5, SMALL.static)
    average = train_twice(
        tmp_path, "end", SMALL, data=([EXAMPLE], [EXAMPLE]), words=({}, table), features=None, epochs=1,
        resume=False,
    )  # fmt: skip
    one, two = (load_network(tmp_path, f"end-{seed}", table).tags.weight for seed in (1, 2))
    assert not torch.equal(one, two)
    assert torch.allclose(average.tags.weight, (one + two) / 2)
