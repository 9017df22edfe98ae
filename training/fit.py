"""Fits a network to examples; writes a checkpoint an epoch, from which ``--resume`` goes on."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as fn

from training.batch import Batch, Batcher
from training.model import RELATIONS, TYPES, Network
from training.project import Example

DECAY = 0.998


def losses(network: Network, batch: Batch) -> dict[str, Tensor]:
    """The loss of each decision, averaged over what it decides."""
    x = network.tokens(batch.rows, batch.flags, batch.words, batch.mask, batch.features)
    logs = fn.log_softmax(network.tags(x), dim=-1)
    out = {"tags": -(batch.tags * logs).sum(-1)[batch.mask > 0].mean()}
    entities = network.entities(x, batch.where, batch.owner, len(batch.keep))
    decided = network.decisions(entities)
    real = batch.keep > 0
    types, relations = decided[real, 1 : 1 + TYPES], decided[real, 1 + TYPES : 1 + TYPES + RELATIONS]
    out["keep"] = 0.15 * fn.binary_cross_entropy_with_logits(decided[:, 0], batch.keep)
    out["types"] = 0.3 * fn.cross_entropy(types, batch.types[real])
    out["relations"] = 0.3 * fn.cross_entropy(relations, batch.relations[real])
    out["core"] = 0.2 * fn.binary_cross_entropy_with_logits(decided[real, -1], batch.core[real])
    logits = network.pairs(x, entities, batch.pairs, batch.gaps, batch.facts)
    out["pairs"] = 1.0 * fn.cross_entropy(logits, batch.labels)
    return out


def fit(
    network: Network,
    batcher: Batcher,
    examples: list[Example],
    *,
    epochs: int,
    checkpoint: Path,
    resume: bool,
    rate: float = 2e-3,
    seed: int = 1,
    report: Callable[[Network], dict[str, float]] | None = None,
) -> Network:
    """Train; returns the moving average of the weights, which does better than the last ones."""
    optimiser = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=0.02, betas=(0.9, 0.98))
    average = copy.deepcopy(network)
    start = 0
    if resume and checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        network.load_state_dict(state["network"])
        average.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        start = state["epoch"]
    steps = math.ceil(len(examples) / batcher.size) * epochs
    for epoch in range(start, epochs):
        torch.manual_seed(seed * 1000 + epoch)
        began, sums = time.perf_counter(), dict[str, float]()
        network.train()
        at = epoch * steps // epochs
        for step, batch in enumerate(batcher.epoch(examples, np.random.default_rng(seed * 1000 + epoch)), at):
            for group in optimiser.param_groups:
                group["lr"] = (
                    rate * min(1.0, (step + 1) / 200) * (0.5 + 0.5 * math.cos(math.pi * step / steps))
                )
            parts = losses(network, batch)
            optimiser.zero_grad()
            torch.stack(list(parts.values())).sum().backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            _follow(average, network, min(DECAY, (step + 1) / (step + 10)))
            for name, value in parts.items():
                sums[name] = sums.get(name, 0.0) + float(value.detach())
        _save(checkpoint, network, average, optimiser, epoch + 1)
        told: dict[str, Any] = {k: round(v * epochs / steps, 3) for k, v in sums.items()}
        average.eval()
        told.update(report(average) if report else {})
        print(time.strftime("%H:%M:%S"), epoch + 1, f"{time.perf_counter() - began:.0f}s", told, flush=True)
    return average.eval()


def _follow(average: Network, network: Network, decay: float) -> None:
    with torch.no_grad():
        for old, new in zip(average.parameters(), network.parameters(), strict=True):
            old.lerp_(new, 1.0 - decay)


def _save(
    path: Path, network: Network, average: Network, optimiser: torch.optim.Optimizer, epoch: int
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    torch.save(
        {
            "network": network.state_dict(),
            "average": average.state_dict(),
            "optimiser": optimiser.state_dict(),
            "epoch": epoch,
        },
        part,
    )
    part.replace(path)
