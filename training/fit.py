"""Fits a network to examples; writes a checkpoint an epoch, from which ``--resume`` goes on."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as fn

from training.batch import Batch, Batcher
from training.model import RELATIONS, TYPES, Network
from training.project import Example
from training.tune import Tuned

DECAY = 0.998
KEEP = 0.15
"""Weight of the decision whether something is an entity, where all that is none are random spans."""
WORDS_SCALE = 0.3
"""Part of the learning rate that word vectors have, where they are learned."""
Net = TypeVar("Net", Network, Tuned)


def losses(network: Network | Tuned, batch: Batch, *, keep: float = KEEP) -> dict[str, Tensor]:
    """The loss of each decision, averaged over what it decides; ``keep`` is the weight of the first one."""
    x = network.tokens(batch.rows, batch.flags, batch.words, batch.mask, batch.features)
    logs = fn.log_softmax(network.tags(x), dim=-1)
    out = {"tags": -(batch.tags * logs).sum(-1)[batch.mask > 0].mean()}
    entities = network.entities(x, batch.where, batch.owner, len(batch.keep))
    decided = network.decisions(entities)
    real = batch.keep > 0
    types, relations = decided[real, 1 : 1 + TYPES], decided[real, 1 + TYPES : 1 + TYPES + RELATIONS]
    out["keep"] = keep * fn.binary_cross_entropy_with_logits(decided[:, 0], batch.keep)
    out["types"] = 0.3 * fn.cross_entropy(types, batch.types[real])
    out["relations"] = 0.3 * fn.cross_entropy(relations, batch.relations[real])
    out["core"] = 0.2 * fn.binary_cross_entropy_with_logits(decided[real, -1], batch.core[real])
    logits = network.pairs(x, entities, batch.pairs, batch.gaps, batch.facts)
    out["pairs"] = 1.0 * fn.cross_entropy(logits, batch.labels)
    return out


def fit(
    network: Net,
    batcher: Batcher,
    examples: list[Example],
    *,
    epochs: int,
    checkpoint: Path,
    resume: bool,
    rate: float = 2e-3,
    seed: int = 1,
    parts: int = 1,
    short: bool = False,
    keep: float = KEEP,
    report: Callable[[Net], dict[str, float]] | None = None,
) -> Net:
    """Train; returns the moving average of the weights, which does better than the last ones.

    Where an epoch takes long it goes through one of ``parts`` shares of the examples only, in turn. ``short``
    numbers (16 bits, the weights in 32) take a third of the time off, on processors that have them.
    """
    optimiser = torch.optim.AdamW(_groups(network), lr=rate, weight_decay=0.02, betas=(0.9, 0.98))
    average = copy.deepcopy(network)
    start = _resumed(checkpoint, network, average, optimiser) if resume and checkpoint.exists() else 0
    shares = [examples[part::parts] for part in range(parts)]
    sizes = [math.ceil(len(shares[epoch % parts]) / batcher.size) for epoch in range(epochs)]
    for epoch in range(start, epochs):
        began, seeded = time.perf_counter(), seed * 1000 + epoch
        torch.manual_seed(seeded)
        batches = batcher.epoch(shares[epoch % parts], np.random.default_rng(seeded))
        at = sum(sizes[:epoch])
        steps = _Steps(
            network, average, optimiser, rate=rate, all_of_them=sum(sizes), at=at, short=short, keep=keep
        )
        sums = steps.go_through(batches)
        _save(checkpoint, network, average, optimiser, epoch + 1)
        told: dict[str, Any] = {name: round(value / sizes[epoch], 3) for name, value in sums.items()}
        average.eval()
        told.update(report(average) if report else {})
        print(time.strftime("%H:%M:%S"), epoch + 1, f"{time.perf_counter() - began:.0f}s", told, flush=True)
    return average.eval()


def _resumed(
    checkpoint: Path, network: nn.Module, average: nn.Module, optimiser: torch.optim.Optimizer
) -> int:
    """The number of epochs behind a checkpoint, all three as they were after them."""
    state = torch.load(checkpoint, weights_only=True)
    network.load_state_dict(state["network"])
    average.load_state_dict(state["average"])
    optimiser.load_state_dict(state["optimiser"])
    return int(state["epoch"])


class _Steps:
    """The steps of one epoch, of which the first is number ``at`` of ``all_of_them``."""

    def __init__(
        self,
        network: Network | Tuned,
        average: nn.Module,
        optimiser: torch.optim.Optimizer,
        *,
        rate: float,
        all_of_them: int,
        at: int,
        short: bool,
        keep: float,
    ) -> None:
        self._network = network
        self._average = average
        self._optimiser = optimiser
        self._rate = rate
        self._all = all_of_them
        self._at = at
        self._short = short
        self._keep = keep

    def go_through(self, batches: Iterable[Batch]) -> dict[str, float]:
        """Learn from each batch; the sum of each loss over all of them."""
        self._network.train()
        sums: dict[str, float] = {}
        for step, batch in enumerate(batches, self._at):
            for name, value in self._learn(step, batch).items():
                sums[name] = sums.get(name, 0.0) + float(value.detach())
        return sums

    def _learn(self, step: int, batch: Batch) -> dict[str, Tensor]:
        for group in self._optimiser.param_groups:
            group["lr"] = self._rate * group["scale"] * _warmth(step, self._all)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self._short):
            told_of = losses(self._network, batch, keep=self._keep)
        self._optimiser.zero_grad()
        torch.stack(list(told_of.values())).sum().backward()
        torch.nn.utils.clip_grad_norm_(self._network.parameters(), 1.0)
        self._optimiser.step()
        _follow(self._average, self._network, min(DECAY, (step + 1) / (step + 10)))
        return told_of


def _warmth(step: int, steps: int) -> float:
    """Part of the learning rate that a step has: it rises over the first 200 and falls along a cosine."""
    return min(1.0, (step + 1) / 200) * (0.5 + 0.5 * math.cos(math.pi * step / steps))


def _groups(network: Network | Tuned) -> list[dict[str, Any]]:
    """Parameters by their share of the learning rate."""
    if isinstance(network, Tuned):
        return network.groups()
    words = network.vectors
    others = [p for p in network.parameters() if p is not words]
    groups: list[dict[str, Any]] = [{"params": others, "scale": 1.0}]
    return [*groups, {"params": [words], "scale": WORDS_SCALE}] if words.requires_grad else groups


def _follow(average: nn.Module, network: nn.Module, decay: float) -> None:
    with torch.no_grad():
        for old, new in zip(average.parameters(), network.parameters(), strict=True):
            old.lerp_(new, 1.0 - decay)


def _save(
    path: Path, network: nn.Module, average: nn.Module, optimiser: torch.optim.Optimizer, epoch: int
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
