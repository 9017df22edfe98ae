"""Cuts off hidden units of the convolutions that hardly matter: what is left reads as well, and faster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor
from torch.nn import functional as fn

from training.batch import Batcher
from training.model import Conv, Network
from training.project import Example


def thin(network: Network, batcher: Batcher, examples: list[Example], hidden: Sequence[int]) -> Network:
    """The network with so many hidden units in each convolution: those that add most to what comes after.

    What a unit adds is its sum over the tokens of ``examples`` times the length of its outer weights.

    Raises:
        ValueError: ``hidden`` has not one size for each convolution, or one that is none or too many.
    """
    convolutions = {f"blocks.{n}": b for n, b in enumerate(network.blocks) if isinstance(b, Conv)}
    found = [len(conv.inner.bias) for conv in convolutions.values()]
    if len(hidden) != len(found) or not all(0 < new <= old for new, old in zip(hidden, found, strict=True)):
        raise ValueError(f"{len(found)} convolutions of {found} hidden units can not have {list(hidden)}")
    sums = _sums(network, batcher, examples)
    state = network.state_dict()
    for name, size in zip(convolutions, hidden, strict=True):
        added = sums[name] * state[f"{name}.outer.weight"].norm(dim=0)
        kept = added.argsort(descending=True, stable=True)[:size].sort().values
        for part in ("inner.weight", "inner.bias"):
            state[f"{name}.{part}"] = state[f"{name}.{part}"][kept]
        state[f"{name}.outer.weight"] = state[f"{name}.outer.weight"][:, kept]
    thinned = Network(replace(network.shape, hidden=tuple(hidden)), network.vectors.detach())
    thinned.load_state_dict(state)
    return thinned.eval()


@torch.inference_mode()
def _sums(network: Network, batcher: Batcher, examples: list[Example]) -> dict[str, Tensor]:
    """Of each convolution, by its name, the sum of its hidden layer over all tokens."""
    sums: dict[str, Tensor] = {}
    network.eval()
    for at in range(0, len(examples), batcher.size):
        batch = batcher.make(examples[at : at + batcher.size], None)
        x = network.mixed(batch.rows, batch.flags, batch.words, batch.features)
        for number, block in enumerate(network.blocks):
            if isinstance(block, Conv):
                told = (fn.relu(block.hidden(x, batch.mask)) * batch.mask[..., None]).sum((0, 1))
                sums[f"blocks.{number}"] = sums.get(f"blocks.{number}", torch.zeros(())) + told
            x = block(x, batch.mask)
    return sums
