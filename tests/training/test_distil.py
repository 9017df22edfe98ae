"""A teacher with its own encoder labels like one given its features; a stopped student goes on exactly."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is needed to train, not to run or test the package")

import torch

from kg.extract.tokens import Words
from training.batch import Batcher
from training.fit import fit
from training.label import label
from training.model import Network, Shape
from training.mpnet import buckets
from training.papers import Annotated
from training.project import Example, project
from training.tune import PIECES, Encoder, Tuned

SMALL = Shape(width=32, hidden=32, blocks="c1 a", heads=1, static=8, features=768, dropout=0.1)
TEXT = "FernNet reads the GridBank archive with a moss filter and is better than OldMail on rain prediction. "
NAMES = [("FernNet", "Method", "proposes"), ("GridBank", "Dataset", "evaluatesOn")]
PAPERS = [
    Annotated(
        str(number), f"Moss {number}", TEXT * 3,
        [{"name": name, "type": kind, "relation": relation} for name, kind, relation in NAMES],
    )
    for number in range(30)
]  # fmt: skip
WORDS = Words()


TABLES = {"word_embeddings": 300, "position_embeddings": 512, "token_type_embeddings": 2}


def tuned() -> Tuned:
    """An encoder of three hundred pieces, with weights drawn by chance, and a network on top of it."""
    torch.manual_seed(3)
    weights = {f"embeddings.{name}.weight": torch.randn(rows, 384) for name, rows in TABLES.items()}
    for layer in range(6):
        at = f"encoder.layer.{layer}."
        for name in ("self.query", "self.key", "self.value", "output.dense"):
            weights |= linear(f"{at}attention.{name}", 384, 384)
        weights |= linear(f"{at}intermediate.dense", 384, 1536)
        weights |= linear(f"{at}output.dense", 1536, 384)
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            weights |= {f"{at}{name}.weight": torch.ones(384), f"{at}{name}.bias": torch.zeros(384)}
    weights |= {"embeddings.LayerNorm.weight": torch.ones(384), "embeddings.LayerNorm.bias": torch.zeros(384)}
    source: Any = SimpleNamespace(weights=weights)
    teacher = Tuned(Encoder(source), Network(SMALL, torch.randn(4, SMALL.static)))
    teacher.eval()
    return teacher


def linear(name: str, inputs: int, outputs: int) -> dict[str, Any]:
    return {f"{name}.weight": torch.randn(outputs, inputs) * 0.05, f"{name}.bias": torch.zeros(outputs)}


def pieces(paper: Annotated) -> Any:
    count = len(WORDS.read(paper.text).words)
    table = np.zeros((count, PIECES), np.int32)
    table[:, 0] = 103 + np.arange(count) % 190
    return table


def same(one: Example, other: Example) -> None:
    assert one.words == other.words
    for name in ("tags", "mentions", "types", "relations", "core", "links"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), atol=1e-5)


def test_a_tuned_teacher_labels_like_its_network_with_its_encoders_features() -> None:
    teacher = tuned()
    tables = [pieces(paper) for paper in PAPERS[:2]]
    with torch.inference_mode():
        features = [teacher.encoder(torch.from_numpy(table)[None].long())[0].numpy() for table in tables]
    words = {"fernnet": 1, "moss": 2}
    mine = label(PAPERS[:2], tables, teacher, words, WORDS)
    theirs = label(PAPERS[:2], features, teacher.network, words, WORDS)
    assert len(mine) == len(theirs) == 2
    for one, other in zip(mine, theirs, strict=True):
        same(one, other)


def student() -> Network:
    torch.manual_seed(5)
    shape = Shape(width=32, hidden=32, blocks="c1 a", heads=1, static=8, dropout=0.1)
    return Network(shape, torch.randn(4, 8))


def trained(checkpoint: Path, *, resume: bool, stop: int | None = None) -> Any:
    """Two epochs in halves; ``stop``: as if the process had ended after so many of these."""
    done: list[int] = []

    def told(_: Network) -> dict[str, float]:
        done.append(1)
        if len(done) == stop:
            raise InterruptedError
        return {}

    examples = [project(paper, WORDS, -1) for paper in PAPERS]
    batcher = Batcher({"fernnet": 1}, size=4)
    network = fit(
        student(), batcher, examples, epochs=4, parts=2, checkpoint=checkpoint, resume=resume, report=told
    )
    return network.state_dict()


def test_a_student_that_was_stopped_ends_with_the_same_weights(tmp_path: Path) -> None:
    whole = trained(tmp_path / "whole", resume=False)
    with pytest.raises(InterruptedError):
        trained(tmp_path / "halves", resume=False, stop=2)
    halves = trained(tmp_path / "halves", resume=True)
    assert all(torch.equal(whole[name], halves[name]) for name in whole)


def test_near_distances_have_a_bias_each_and_far_ones_share_it() -> None:
    rows = buckets(300)
    assert rows[5, :9].tolist() == [5, 4, 3, 2, 1, 0, 17, 18, 19]
    assert rows[:, 0][[7, 8, 11, 12, 16, 127, 299]].tolist() == [7, 8, 8, 9, 10, 15, 15]
    assert (rows.T[:, 0][1:] == rows[:, 0][1:] + 16).all()
