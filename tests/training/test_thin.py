"""A network without the hidden units that add nothing says what it said."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("torch", reason="torch is needed to train, not to run or test the package")

import torch

from kg.extract.tokens import Words
from training.batch import Batcher
from training.model import Conv, Network, Shape
from training.papers import Annotated
from training.prepare import export, restore
from training.project import project
from training.stages import keep, read_shape
from training.thin import thin

SHAPE = Shape(width=32, hidden=24, blocks="c1 a c2", heads=1, static=8)
PAPER = Annotated(
    "1",
    "Moss filters",
    "They filter the rain of a town.",
    [{"name": "moss filters", "type": "Method", "relation": "proposes"}],
)
EXAMPLES = [project(PAPER, Words(), -1)]
BATCHER = Batcher({"moss": 1, "rain": 2})


def network_with_idle_units(idle: dict[int, list[int]]) -> Network:
    torch.manual_seed(2)
    network = Network(SHAPE, torch.randn(4, SHAPE.static))
    network.eval()
    for number, units in idle.items():
        conv = network.blocks[number]
        assert isinstance(conv, Conv)
        with torch.no_grad():
            conv.inner.bias += 3.0  # none is idle but those told
            conv.outer.weight[:, units] *= 1e-6
    return network


def told(network: Network) -> torch.Tensor:
    batch = BATCHER.make(EXAMPLES, None)
    with torch.inference_mode():
        return network.tokens(batch.rows, batch.flags, batch.words, batch.mask, None)


def test_units_that_add_nothing_go_and_the_others_stay() -> None:
    network = network_with_idle_units({0: [3, 5, 20, 23], 2: [0]})
    thinned = thin(network, BATCHER, EXAMPLES, [20, 23])
    assert thinned.shape.hidden == (20, 23)
    assert [len(thinned.state_dict()[f"blocks.{n}.inner.bias"]) for n in (0, 2)] == [20, 23]
    before = network.state_dict()["blocks.2.inner.bias"]
    assert torch.equal(thinned.state_dict()["blocks.2.inner.bias"], before[1:])
    assert torch.allclose(told(thinned), told(network), atol=1e-4)


@pytest.mark.parametrize("hidden", [[20], [20, 25], [0, 24], [24, 24, 24]])
def test_sizes_that_do_not_fit_are_refused(hidden: list[int]) -> None:
    with pytest.raises(ValueError, match=r"^2 convolutions of \[24, 24\] hidden units can not have"):
        thin(network_with_idle_units({}), BATCHER, EXAMPLES, hidden)


def test_a_thinned_network_is_kept_exported_and_restored(tmp_path: Path) -> None:
    thinned = thin(network_with_idle_units({}), BATCHER, EXAMPLES, [20, 23])
    keep(thinned, tmp_path, "thin")
    assert read_shape(tmp_path, "thin") == thinned.shape
    export(thinned, {"": 0, "moss": 1, "rain": 2, "town": 3}, tmp_path / "weights")
    restored, _ = restore(tmp_path / "weights", SHAPE)
    assert restored.shape.hidden == (20, 23)
    assert torch.allclose(told(restored), told(thinned), atol=0.1)
